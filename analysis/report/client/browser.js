// @ts-check
import { createCaseFilter } from './caseFilter.js';
import { createCaseView } from './caseView.js';
import { byId, select, unpack } from './dom.js';

/** @typedef {import('../topics/cases/caseData.ts').CaseIndex} CaseIndex */
/** @typedef {import('../topics/cases/caseData.ts').CasePart} CasePart */

const PAGE_SIZE = 50;
const SEARCH_DELAY_MS = 150;

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
  const holders = [...document.querySelectorAll('.case-part')];
  /** @type {(Promise<CasePart> | undefined)[]} */
  const parts = holders.map(() => undefined);
  let found = index.cases;
  let page = 0;
  let run = 0;
  const list = byId('list');
  const find = createCaseFilter(index, partOf);
  const toItem = createCaseView(index, partOf);

  /** @param {number} number @returns {Promise<CasePart>} */
  function partOf(number) {
    const holder = holders[number];
    if (holder === undefined) throw new Error(`no part ${number}`);
    parts[number] ??= unpack(holder);
    return /** @type {Promise<CasePart>} */ (parts[number]);
  }

  async function apply() {
    run += 1;
    const own = run;
    const words = /** @type {HTMLInputElement} */ (byId('search')).value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length > 0) byId('status').textContent = 'Searching…';
    const fitting = await find(words);
    // Unless a later change has begun meanwhile.
    if (own !== run) return;
    found = fitting;
    show(0);
  }

  /** @param {number} number */
  function show(number) {
    page = number;
    const shown = found.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
    const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
    list.replaceChildren(...shown.map((entry, place) => toItem(entry, `case-${page}-${place}`)));
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

  const filters = /** @type {HTMLFormElement} */ (byId('filters'));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  filters.addEventListener('input', (event) => {
    clearTimeout(timer);
    timer = setTimeout(apply, event.target === byId('search') ? SEARCH_DELAY_MS : 0);
  });
  filters.addEventListener('reset', () => {
    clearTimeout(timer);
    timer = setTimeout(apply);
  });
  filters.addEventListener('submit', (event) => event.preventDefault());
  byId('previous').addEventListener('click', () => turn(page - 1));
  byId('next').addEventListener('click', () => turn(page + 1));
  list.addEventListener('keydown', moveByKey);
  filters.hidden = false;
  show(0);
}

offerThemes();
unpack(byId('case-index'))
  .then(browseCases)
  .catch((error) => {
    byId('status').textContent = `The cases can't be shown: ${error instanceof Error ? error.message : error}`;
  });
