// @ts-check

import { element } from '../../../foundation/page/dom.js';
import { AdminFault, askAdmin, chainPath } from './adminRequests.js';
import { showWindow } from './chainsView.js';
import { counted, showSection, showTime } from './shownValues.js';

/** @typedef {import('../../chainHistory.ts').ChainHistory} ChainHistory */
/** @typedef {import('../../chainHistory.ts').HistoryEvent} HistoryEvent */
/** @typedef {import('./chainsView.js').Chain & ChainHistory} WholeChain */
/**
 * @typedef {object} ChainShown
 * @property {WholeChain} chain
 * @property {string} etag of the spec that is shown
 * @property {(said: string) => Promise<void>} reload shows the chain as it is now, and says what happened
 */

const SHOWN_EVENTS = 100;

/** A chain's facts, and the button that freezes it. @param {ChainShown} shown */
export function chainSection({ chain }) {
  const facts = Object.entries({
    'Spec in force': element('q', {}, [chain.spec]),
    Version: `${chain.version} (spec hash ${chain.specHash})`,
    'Window steps': showWindow(chain),
    'Last change': chain.version === 0 ? 'never' : showTime(chain.changedAt),
  });
  const result = element('p', { role: 'status' });
  const freeze = element('button', { type: 'button' }, ['Freeze the spec']);
  freeze.addEventListener('click', async () => {
    try {
      const { body } = await askAdmin(`${chainPath(chain.id)}/freeze`, { method: 'POST' });
      result.replaceChildren(
        'Frozen in a lock file. Ask for it as model ',
        element('code', { class: 'copied' }, [body.model]),
        '.',
      );
    } catch (error) {
      result.textContent = error instanceof Error ? error.message : String(error);
    }
  });
  return element('section', { 'aria-labelledby': 'chain-title' }, [
    element('p', {}, [element('a', { href: './' }, ['All chains'])]),
    element('h2', { id: 'chain-title' }, [chain.id]),
    element(
      'dl',
      { class: 'facts' },
      facts.map(([name, value]) => element('div', {}, [element('dt', {}, [name]), element('dd', {}, [value])])),
    ),
    freeze,
    result,
  ]);
}

/** How the spec came to be what it is, newest first. @param {ChainShown} shown */
export function lineageSection(shown) {
  const { events, counts } = shown.chain;
  const newest = events.slice(-SHOWN_EVENTS).reverse();
  const sum = [
    counted(counts.windowSteps, 'step'),
    `${counts.accepted} accepted`,
    `${counts.rejected} rejected`,
    ...(counts.undecided === 0 ? [] : [`${counts.undecided} undecided`]),
    ...(counts.unproposed === 0 ? [] : [`${counts.unproposed} without a proposal`]),
    ...(counts.failed === 0 ? [] : [`${counts.failed} failed`]),
  ].join(', ');
  const hidden = events.length - newest.length;
  return showSection('lineage', 'Lineage', [
    element('p', {}, [
      `${sum}. Each proposal stands against the spec before it: `,
      element('ins', {}, ['added']),
      ' and ',
      element('del', {}, ['removed']),
      ' words.',
    ]),
    element(
      'ol',
      { class: 'specs', reversed: '' },
      newest.map((event) => toEvent(event, shown)),
    ),
    ...(hidden > 0
      ? [element('p', { class: 'note' }, [`${counted(hidden, 'older event')} not shown: metasc spec log has all.`])]
      : []),
  ]);
}

/** @param {HistoryEvent} event @param {ChainShown} shown */
function toEvent(event, shown) {
  const { title, badge, lines, version } = describe(event);
  const isNow = version === shown.chain.version;
  const when = [
    ...(event.at === undefined ? [] : [showTime(event.at)]),
    ...('step' in event ? [`step ${event.step}`] : []),
    ...(event.request === undefined ? [] : [`request ${event.request}`]),
  ].flatMap((part) => [' · ', part]);
  return element('li', badge === 'better' || badge === undefined ? {} : { class: 'rejected' }, [
    element('span', { class: 'label' }, [
      element('span', { class: badge === undefined ? 'badge' : `badge ${badge}` }, [
        isNow ? `${title}, in force` : title,
      ]),
      ...when,
    ]),
    ...lines,
    ...(version !== undefined && !isNow ? [returnButton(version, shown)] : []),
  ]);
}

/**
 * @param {HistoryEvent} event
 * @returns {{ title: string, badge?: 'better' | 'worse' | 'blocked', lines: readonly (string | Node)[], version?: number }}
 */
function describe(event) {
  switch (event.kind) {
    case 'first':
      return { title: 'Version 0, the first spec', lines: [element('q', {}, [event.spec.text])], version: 0 };
    case 'rollback':
      return {
        title: `Version ${event.spec.version}, rolled back to ${event.toVersion}`,
        badge: 'blocked',
        lines: [toWords(event.words, event.spec.text)],
        version: event.spec.version,
      };
    case 'proposal': {
      const { verdict, proposed, evidence, refusedFirst } = event;
      const lines = [
        ...(refusedFirst === undefined
          ? []
          : [element('span', { class: 'note' }, [`First try rejected: ${refusedFirst.because}`])]),
        toWords(event.words, proposed),
        ...(evidence === undefined ? [] : [element('span', { class: 'note' }, [describeEvidence(evidence)])]),
      ];
      return verdict.accepted
        ? { title: `Version ${verdict.spec.version}, accepted`, badge: 'better', lines, version: verdict.spec.version }
        : { title: `Rejected: ${verdict.because}`, badge: 'worse', lines };
    }
    case 'failure':
    case 'no-proposal': {
      const title = event.kind === 'failure' ? 'Request failed, the spec stayed' : 'No proposal, the spec stayed';
      return { title, badge: 'worse', lines: [element('span', { class: 'note' }, [event.message])] };
    }
  }
}

const TAGS = /** @type {const} */ ({ added: 'ins', removed: 'del' });

/** @param {HistoryEvent['words']} words @param {string} text */
function toWords(words, text) {
  if (text.trim() === '') return element('em', {}, ['(empty)']);
  return element(
    'q',
    {},
    words === undefined
      ? [text]
      : words.map(({ kind, text }) => (kind === 'same' ? text : element(TAGS[kind], {}, [text]))),
  );
}

/** @param {import('../../../providers/specs/evidence.ts').ScreenEvidence} evidence */
function describeEvidence({ decision, sides: { harm, overRefusal }, worseP, judge }) {
  const sum = (/** @type {'mended' | 'broken' | 'unclear'} */ name) => harm[name] + overRefusal[name];
  return `Trial by ${judge}, ${decision}: of ${harm.pairs} harmful and ${overRefusal.pairs} harmless cases ${sum('mended')} mended, ${sum('broken')} broken, ${sum('unclear')} unclear; p = ${worseP.pooled.toPrecision(2)} that it is worse.`;
}

/** Asks first, because a rollback changes what everybody is answered. @param {number} version @param {ChainShown} shown */
function returnButton(version, shown) {
  const button = element('button', { type: 'button', class: 'small' }, [`Roll back to version ${version}`]);
  button.addEventListener('click', () => confirmReturn(version, shown));
  return button;
}

/** @param {number} version @param {ChainShown} shown */
function confirmReturn(version, { chain, etag, reload }) {
  const text = chain.specs.find((spec) => spec.version === version)?.text ?? '';
  const dialog = /** @type {HTMLDialogElement} */ (
    element('dialog', { 'aria-labelledby': 'rollback-title' }, [
      element('form', { method: 'dialog' }, [
        element('h2', { id: 'rollback-title' }, [`Roll ${chain.id} back to version ${version}?`]),
        element('p', {}, ['Requests on this chain are then answered under']),
        element('p', { class: 'spec' }, [text]),
        element('p', { class: 'note' }, [
          `It becomes version ${chain.version + 1}; nothing is deleted, and you can roll back again.`,
        ]),
        element('div', { class: 'row' }, [
          element('button', { value: 'cancel' }, ['Cancel']),
          element('button', { value: 'rollback' }, ['Roll back']),
        ]),
      ]),
    ])
  );
  dialog.addEventListener('close', async () => {
    dialog.remove();
    if (dialog.returnValue === 'rollback') await reload(await rollBack(version, chain, etag));
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {number} version @param {WholeChain} chain @param {string} etag */
async function rollBack(version, chain, etag) {
  try {
    const { body } = await askAdmin(`${chainPath(chain.id)}/rollback`, {
      method: 'POST',
      headers: { 'if-match': etag, 'content-type': 'application/json' },
      body: JSON.stringify({ to: version }),
    });
    return `Rolled back to version ${version}, which is now version ${body.version}.`;
  } catch (error) {
    if (!(error instanceof AdminFault)) throw error;
    return error.status === 412
      ? 'Nothing was rolled back: the chain moved on since you opened it. It is shown as it is now.'
      : `Nothing was rolled back: ${error.message}`;
  }
}
