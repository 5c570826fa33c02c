// @ts-check

import { byId, element, select } from '../../../foundation/page/dom.js';
import { chosenMetrics, lettersOf, OUTCOME_WORDS, REFUSER_WORDS, shownColumns } from './caseFilter.js';
import { linkTo } from './caseLink.js';
import { changesOf } from './caseOrder.js';

/** @typedef {import('../topics/cases/caseData.ts').CaseIndex} CaseIndex */
/** @typedef {import('../topics/cases/caseData.ts').CaseEntry} CaseEntry */
/** @typedef {import('./decodePart.js').CaseTexts} CaseTexts */
/** @typedef {import('./decodePart.js').AnswerTexts} AnswerTexts */

/** `open` ends when the texts are there. @typedef {{item: HTMLElement, button: HTMLElement, open: () => Promise<void>}} CaseItem */

/** @type {Readonly<Record<string, string>>} */
const MARKS = { p: '✓', f: '✗', u: '?', e: '!', '-': '–' };

/** @type {Readonly<Record<string, string>>} */
const VERDICT_WORDS = { p: 'pass', f: 'fail', u: 'unscored' };

/** The worst of several outcomes. @param {string} letters */
const worst = (letters) => ['e', 'f', 'u', 'p'].find((letter) => letters.includes(letter)) ?? '-';

/**
 * Makes the list items of cases, each with a button that opens its texts.
 * @param {CaseIndex} index
 * @param {(part: number) => Promise<readonly CaseTexts[]>} partOf
 * @param {(key: string | undefined) => void} remember called when a case is opened, and with undefined when it is closed
 * @returns {(entry: CaseEntry, detailId: string) => CaseItem}
 */
export function createCaseView(index, partOf, remember) {
  return (entry, detailId) => {
    const groups = [index.categories[entry.category], index.wrappers[entry.wrapper]].filter(
      (name) => name !== undefined,
    );
    const chips = shownColumns(index).map((column) => {
      const label = index.columns[column]?.label ?? '';
      const letter = worst(lettersOf(entry, column));
      return element('span', { class: `chip ${letter}` }, [
        element('b', { 'aria-hidden': 'true' }, [MARKS[letter] ?? '']),
        ` ${label}`,
        element('span', { class: 'sr' }, [` ${OUTCOME_WORDS[letter] ?? ''}`]),
        ...changeOf(entry, column),
        ...badgeOf(entry.refusers[column]),
      ]);
    });
    const button = element('button', { type: 'button', 'aria-expanded': 'false', 'aria-controls': detailId }, [
      element('span', { class: 'id' }, [entry.name, element('span', { class: 'group' }, [groups.join(' · ')])]),
      element('span', { class: 'excerpt', dir: 'auto' }, [entry.excerpt]),
      element('span', { class: 'chips' }, chips),
    ]);
    const detail = element('div', { class: 'detail', id: detailId, hidden: '' });
    const toggle = async () => {
      const opens = detail.hidden;
      if (opens && detail.childElementCount === 0) await fill(detail, entry);
      detail.hidden = !opens;
      button.setAttribute('aria-expanded', String(opens));
      remember(opens ? entry.key : undefined);
    };
    button.addEventListener('click', toggle);
    return {
      item: element('li', {}, [button, detail]),
      button,
      open: async () => (detail.hidden ? toggle() : undefined),
    };
  };

  /** The largest change of a case in a column, where cases are sorted by it. @param {CaseEntry} entry @param {number} column */
  function changeOf(entry, column) {
    if (select('sort').value === '') return [];
    const changes = changesOf(index, entry, { columns: [column], metrics: chosenMetrics(index) });
    const largest = changes.reduce((most, change) => (Math.abs(change) > Math.abs(most) ? change : most), 0);
    if (largest === 0) return [];
    return [` ${largest < 0 ? '\u2212' : '+'}${Math.abs(largest).toFixed(2)}`];
  }

  /** @param {HTMLElement} detail @param {CaseEntry} entry */
  async function fill(detail, entry) {
    const own = (await partOf(entry.part))[entry.place];
    if (own === undefined) return;
    const responses = new Set(own.answers.flatMap((answer) => (answer === null ? [] : [answer.response])));
    const [shared] = own.answers.length > 1 && responses.size === 1 ? responses : [];
    const answers = shownColumns(index).map((column) =>
      toAnswer(own.answers[column] ?? null, { entry, column, shared }),
    );
    detail.replaceChildren(
      toLink(entry.key),
      element('h3', {}, ['Request']),
      textBox(own.request, 'Request'),
      ...(shared === undefined
        ? []
        : [element('h3', {}, ['Response, the same in all columns']), textBox(shared, 'Response')]),
      element('h3', {}, ['Answers']),
      element('div', { class: 'answers', tabindex: '0', role: 'group', 'aria-label': 'Answers by column' }, answers),
    );
  }

  /**
   * @param {AnswerTexts | null} answer
   * @param {object} about
   * @param {CaseEntry} about.entry
   * @param {number} about.column
   * @param {string | undefined} about.shared the response, if it is shown above
   */
  function toAnswer(answer, { entry, column, shared }) {
    const { label = '', series = 0 } = index.columns[column] ?? {};
    const refuser = entry.refusers[column];
    const swatch = byId(`swatch-${series}`).firstElementChild?.cloneNode(true);
    const heading = element('h4', {}, [...(swatch === undefined ? [] : [swatch]), ` ${label}`, ...badgeOf(refuser)]);
    if (answer === null) {
      return element('article', { class: 'answer', 'aria-label': label }, [
        heading,
        element('p', {}, ['This column lacks the case.']),
      ]);
    }
    const verdicts = answer.reasons.flatMap((reason, metric) => {
      if (reason === null) return [];
      const letter = entry.outcomes[column]?.[metric] ?? '-';
      const outcome = VERDICT_WORDS[letter] ?? '';
      const score = entry.scores[column]?.[metric] ?? null;
      const title = index.metrics[metric]?.title ?? '';
      return [
        element('li', { class: `v-${outcome}` }, [
          element('b', {}, [`${title}: ${outcome}${score === null ? '' : ` ${score.toFixed(2)}`}`]),
          element('span', { class: 'why' }, [reason]),
        ]),
      ];
    });
    const texts = /** @type {const} */ ([
      ['Error', answer.error],
      [answer.specVersion === undefined ? 'Spec' : `Spec, version ${answer.specVersion}`, answer.spec],
      ['Response', answer.response === shared ? undefined : answer.response],
      ['Critique', answer.critique],
      ['Revision', answer.revision],
    ]);
    return element('article', { class: 'answer', 'aria-label': label }, [
      heading,
      element('ul', { class: 'verdicts' }, verdicts),
      ...(answer.response === shared && answer.revision === undefined && answer.error === undefined
        ? [element('p', { class: 'note' }, ['The response above is its answer.'])]
        : []),
      ...texts.flatMap(([name, text]) =>
        text === undefined ? [] : [element('h3', {}, [name]), textBox(text, `${name} of ${label}`)],
      ),
    ]);
  }
}

/** A link that is also copied, where the browser allows it. @param {string} key */
function toLink(key) {
  const link = element('a', { href: linkTo(key) }, ['Link to this case']);
  link.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(/** @type {HTMLAnchorElement} */ (link).href);
      link.textContent = 'Link copied';
    } catch {
      // The address of the page has it.
    }
  });
  return element('p', { class: 'link' }, [link]);
}

/** What the platform withheld would otherwise look like the model's own refusal. @param {string | undefined} refuser */
function badgeOf(refuser) {
  return refuser === 'b' ? [' ', element('span', { class: 'badge blocked' }, [REFUSER_WORDS.b ?? ''])] : [];
}

/** @param {string} text @param {string} label */
function textBox(text, label) {
  const box = element('div', { class: 'text', dir: 'auto', role: 'group', 'aria-label': label }, [
    text === '' ? '(empty)' : text,
  ]);
  // What scrolls must be reachable by keyboard, and only layout shows whether it scrolls.
  requestAnimationFrame(() => {
    if (box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  });
  return box;
}
