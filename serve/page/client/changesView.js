// @ts-check

import { element } from '../../../foundation/page/dom.js';
import { chainLink, counted, showSection, showText, showTime } from './shownValues.js';

/** @typedef {import('../../changedAnswers.ts').Changes} Changes */

/** What changed answers, of all chains or one. @param {Changes} found @param {{ readonly isOneChain: boolean }} shown */
export function changesSection({ shadows, changed, isWhole, changes }, { isOneChain }) {
  const of = isWhole ? '' : ' Older ones stand in shadow.log alone.';
  const sum =
    shadows === 0
      ? 'No shadow request is recorded yet. Send some in mode shadow: they get the response, and their revision appears here.'
      : `${changed === 0 ? 'None' : changed.toLocaleString('en')} of ${counted(shadows, 'shadow request')} would have got another answer.${of}`;
  const hidden = changed - changes.length;
  return showSection('changes', 'What changed answers', [
    element('p', {}, [sum]),
    element(
      'div',
      { class: 'changes' },
      changes.map((change) => toChange(change, isOneChain)),
    ),
    ...(hidden > 0 ? [element('p', { class: 'note' }, [`${hidden.toLocaleString('en')} older not shown.`])] : []),
    element('p', { class: 'note' }, [
      'Of frozen and learning requests, Traffic counts those that changed; their texts are not here.',
    ]),
  ]);
}

/** @param {Changes['changes'][number]} change @param {boolean} isOneChain */
function toChange({ at, id, profile, chain, specVersion, outcome, request, response, revision }, isOneChain) {
  const place = isOneChain ? [] : [chainLink(`${profile}:${chain}`), ' · '];
  return element('details', { class: 'change' }, [
    element('summary', {}, [
      element('span', { class: 'excerpt' }, [request === '' ? '(empty request)' : request]),
      element('span', { class: 'label' }, [
        showTime(at),
        ` · ${isOneChain ? '' : `${profile}:${chain} · `}version ${specVersion}`,
      ]),
    ]),
    element('p', { class: 'label' }, [...place, `request ${id} · ${outcome}`]),
    showText('Request', request),
    element('div', { class: 'answers', tabindex: '0', role: 'region', 'aria-label': 'Response and revision' }, [
      element('div', { class: 'answer' }, [showText('Response, as it was given', response)]),
      element('div', { class: 'answer' }, [showText('Revision, in its place', revision)]),
    ]),
  ]);
}
