// @ts-check

import { element } from '../../../foundation/page/dom.js';
import { chainLink, counted, showSection, showTable, showTime } from './shownValues.js';

/**
 * @typedef {object} Chain
 * @property {string} id
 * @property {string} profile
 * @property {string} chain
 * @property {number} version
 * @property {string} spec
 * @property {string} specHash
 * @property {number} windowSteps
 * @property {number | 'all'} window
 * @property {string} [changedAt]
 */

const SHOWN_CHAINS = 200;

/** `3 of 10`; the steps of an endless window alone. @param {Chain} chain */
export const showWindow = ({ windowSteps, window }) =>
  window === 'all' ? `${windowSteps}, without an end` : `${windowSteps} of ${window}`;

/** All chains, with a search over them. @param {readonly Chain[]} chains */
export function chainsSection(chains) {
  if (chains.length === 0) {
    const how = [
      'No chain has learned yet. A request in mode ',
      element('code', {}, ['learn']),
      ' with the admin key begins one; until then all are answered under the first spec.',
    ];
    return showSection('chains', 'Chains', [element('p', {}, how)]);
  }
  const search = /** @type {HTMLInputElement} */ (element('input', { id: 'search', type: 'search' }));
  const status = element('p', { class: 'note', role: 'status' });
  const table = element('div');
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = chains.filter(({ id, spec }) => words.every((word) => `${id} ${spec}`.toLowerCase().includes(word)));
    const shown = found.slice(0, SHOWN_CHAINS);
    const hidden = found.length - shown.length;
    status.textContent =
      found.length === 0
        ? 'No chain fits.'
        : `${counted(found.length, 'chain')}${found.length === chains.length ? '' : ` of ${chains.length}`}${hidden > 0 ? `; the first ${SHOWN_CHAINS} are shown` : ''}.`;
    table.replaceChildren(...(shown.length === 0 ? [] : [chainsTable(shown)]));
  };
  search.addEventListener('input', show);
  show();
  const label = element('label', { class: 'field', for: 'search' }, ['Search names and specs', search]);
  return showSection('chains', 'Chains', [...(chains.length > 1 ? [label] : []), status, table]);
}

/** @param {readonly Chain[]} chains */
function chainsTable(chains) {
  const columns = [
    { title: 'Chain' },
    { title: 'Spec in force' },
    { title: 'Version', isNumber: true },
    { title: 'Window steps' },
    { title: 'Last change' },
  ];
  const rows = chains.map((chain) => [
    chainLink(chain.id),
    element('q', {}, [chain.spec]),
    String(chain.version),
    showWindow(chain),
    chain.version === 0 ? 'never' : showTime(chain.changedAt),
  ]);
  return showTable('Chains that have learned, with the spec in force', columns, rows);
}
