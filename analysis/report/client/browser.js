// @ts-check

import { byId, select } from '../../../foundation/page/dom.js';
import { chosenMetrics, createCaseFilter, shownColumns } from './caseFilter.js';
import { linkedCase, rememberCase } from './caseLink.js';
import { changesOf, sortByChange } from './caseOrder.js';
import { createCaseParts } from './caseParts.js';
import { createCaseView } from './caseView.js';
import { offerProposals } from './lineage.js';
import { unpack } from './unpack.js';

/** @typedef {import('../topics/cases/caseData.ts').CaseIndex} CaseIndex */

const PAGE_SIZE = 50;
const SEARCH_DELAY_MS = 150;
/** Fields in which letters follow each other. */
const TYPED = ['search', 'expression'];

function offerThemes() {
  const theme = select('theme');
  const label = /** @type {HTMLElement} */ (theme.parentElement);
  label.hidden = false;
  theme.addEventListener('change', () => {
    if (theme.value === '') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
  });
}

/** @param {CaseIndex} index */
function browseCases(index) {
  const partOf = createCaseParts();
  let found = index.cases;
  let page = 0;
  /** @type {import('./caseView.js').CaseItem[]} */
  let items = [];
  let run = 0;
  const list = byId('list');
  const find = createCaseFilter(index, partOf);
  const toItem = createCaseView(index, partOf, rememberCase);

  async function apply() {
    run += 1;
    const own = run;
    const words = /** @type {HTMLInputElement} */ (byId('search')).value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length > 0) byId('status').textContent = 'Searching…';
    const fitting = await find(words);
    // Unless a later change has begun meanwhile.
    if (own !== run) return;
    const looked = { columns: shownColumns(index), metrics: chosenMetrics(index) };
    found = sortByChange(fitting, select('sort').value, (entry) => changesOf(index, entry, looked));
    show(0);
  }

  /** @param {number} number */
  function show(number) {
    page = number;
    const shown = found.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
    const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
    items = shown.map((entry, place) => toItem(entry, `case-${page}-${place}`));
    list.replaceChildren(...items.map(({ item }) => item));
    const first = page * PAGE_SIZE + 1;
    byId('status').textContent =
      found.length === 0
        ? 'No case fits.'
        : `Cases ${first} to ${first + shown.length - 1} of ${found.length}${found.length === index.cases.length ? '' : `, out of ${index.cases.length}`}.`;
    byId('pager').hidden = pages === 1;
    byId('page').textContent = `Page ${page + 1} of ${pages}`;
    /** @type {HTMLButtonElement} */ (byId('previous')).disabled = page === 0;
    /** @type {HTMLButtonElement} */ (byId('next')).disabled = page === pages - 1;
  }

  /** @param {number} to */
  function turn(to) {
    if (to < 0 || to * PAGE_SIZE >= found.length) return;
    show(to);
    const first = /** @type {HTMLElement | null} */ (list.querySelector('li > button'));
    first?.focus();
    byId('status').scrollIntoView({ block: 'start' });
  }

  /** @param {KeyboardEvent} event */
  function moveByKey(event) {
    const buttons = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(':scope > li > button')]);
    const at = buttons.indexOf(/** @type {HTMLElement} */ (event.target));
    if (at === -1) return;
    if (event.key === 'ArrowDown') buttons[at + 1]?.focus();
    else if (event.key === 'ArrowUp') buttons[at - 1]?.focus();
    else if (event.key === 'ArrowRight') turn(page + 1);
    else if (event.key === 'ArrowLeft') turn(page - 1);
    else return;
    event.preventDefault();
  }

  /** Opens the case that the address names, on its page of the list, whatever is filtered. */
  async function openLinked() {
    const key = linkedCase();
    if (key === undefined) return;
    let at = found.findIndex((entry) => entry.key === key);
    if (at === -1) {
      filters.reset();
      clearTimeout(timer);
      found = index.cases;
      at = found.findIndex((entry) => entry.key === key);
    }
    if (at === -1) {
      byId('status').textContent = `No case is called ${key}.`;
      byId('status').scrollIntoView({ block: 'start' });
      return;
    }
    show(Math.floor(at / PAGE_SIZE));
    const linked = items[at % PAGE_SIZE];
    await linked?.open();
    linked?.button.focus({ preventScroll: true });
    linked?.button.scrollIntoView({ block: 'start' });
    // What comes into view above is laid out only now.
    requestAnimationFrame(() => linked?.button.scrollIntoView({ block: 'start' }));
  }

  const filters = /** @type {HTMLFormElement} */ (byId('filters'));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  filters.addEventListener('input', (event) => {
    clearTimeout(timer);
    timer = setTimeout(apply, TYPED.includes(/** @type {HTMLElement} */ (event.target).id) ? SEARCH_DELAY_MS : 0);
  });
  filters.addEventListener('reset', () => {
    clearTimeout(timer);
    timer = setTimeout(apply);
  });
  filters.addEventListener('submit', (event) => event.preventDefault());
  byId('previous').addEventListener('click', () => turn(page - 1));
  byId('next').addEventListener('click', () => turn(page + 1));
  list.addEventListener('keydown', moveByKey);
  addEventListener('hashchange', openLinked);
  filters.hidden = false;
  show(0);
  openLinked();
}

offerThemes();
offerProposals();
unpack(byId('case-index'))
  .then(browseCases)
  .catch((error) => {
    byId('status').textContent = `The cases can't be shown: ${error instanceof Error ? error.message : error}`;
  });
