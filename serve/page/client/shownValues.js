// @ts-check
import { element } from '../../../foundation/page/dom.js';

/** @typedef {string | Node} Content */

/** `1 chain`, `2,000 chains`. @param {number} number @param {string} one */
export const counted = (number, one) => `${number.toLocaleString('en')} ${number === 1 ? one : `${one}s`}`;

/** `4.6 ms`, `240 ms`, `1.25 s`. @param {number} seconds */
export function showSeconds(seconds) {
  const ms = seconds * 1_000;
  if (ms >= 1_000) return `${Number(seconds.toPrecision(3))} s`;
  return `${ms < 10 ? Number(ms.toPrecision(2)) : Math.round(ms)} ms`;
}

/** A time of this reader's clock. @param {string | undefined} at ISO 8601 @returns {Content} */
export function showTime(at) {
  if (at === undefined) return 'not recorded';
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at;
  const shown = time.toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });
  return element('time', { datetime: at, title: at }, [shown]);
}

/**
 * A table that scrolls sideways where it has to, by key too.
 * @param {string} caption
 * @param {readonly { readonly title: string, readonly isNumber?: boolean }[]} columns
 * @param {readonly (readonly Content[])[]} rows the first cell is the row's head
 */
export function showTable(caption, columns, rows) {
  const classOf = (/** @type {number} */ index) => (columns[index]?.isNumber ? { class: 'number' } : {});
  const head = columns.map(({ title }, index) => element('th', { scope: 'col', ...classOf(index) }, [title]));
  const body = rows.map((cells) =>
    element(
      'tr',
      {},
      cells.map((cell, index) =>
        element(index === 0 ? 'th' : 'td', { ...(index === 0 ? { scope: 'row' } : {}), ...classOf(index) }, [cell]),
      ),
    ),
  );
  const table = element('table', {}, [
    element('caption', {}, [caption]),
    element('thead', {}, [element('tr', {}, head)]),
    element('tbody', {}, body),
  ]);
  return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption }, [table]);
}

/**
 * @param {string} id
 * @param {string} title
 * @param {readonly Content[]} children
 */
export const showSection = (id, title, children) =>
  element('section', { id, 'aria-labelledby': `${id}-title` }, [
    element('h2', { id: `${id}-title` }, [title]),
    ...children,
  ]);

/** A text as it is, its white space too. @param {string} title @param {string} text */
export const showText = (title, text) =>
  element('div', {}, [
    element('h3', {}, [title]),
    text === '' ? element('p', { class: 'note' }, ['(empty)']) : element('p', { class: 'text' }, [text]),
  ]);

/** @param {string} id of a chain */
export const chainLink = (id) => element('a', { href: `?chain=${encodeURIComponent(id)}` }, [id]);
