// @ts-check
import { byId, element } from '../../../foundation/page/dom.js';
import { AdminFault, adminKey, askAdmin, chainPath } from './adminRequests.js';
import { chainsSection } from './chainsView.js';
import { chainSection, lineageSection } from './chainView.js';
import { changesSection } from './changesView.js';
import { showTime } from './shownValues.js';
import { trafficSection } from './trafficView.js';

const form = /** @type {HTMLFormElement | null} */ (document.getElementById('key-form'));
const chainId = new URLSearchParams(location.search).get('chain');

/** @param {string} path */
const bodyOf = async (path) => (await askAdmin(path)).body;

async function loadAll() {
  const [traffic, { chains }, changes] = await Promise.all(['traffic', 'chains', 'changes'].map(bodyOf));
  return [trafficSection(traffic), chainsSection(chains), changesSection(changes, { isOneChain: false })];
}

/** @param {string} id */
async function loadChain(id) {
  const [{ body: chain, etag }, changes] = await Promise.all([
    askAdmin(chainPath(id)),
    bodyOf(`changes?chain=${encodeURIComponent(id)}`),
  ]);
  const shown = { chain, etag, reload: show };
  return [chainSection(shown), lineageSection(shown), changesSection(changes, { isOneChain: true })];
}

/** Shows everything as it is now. @param {string} said what happened, if anything */
async function show(said = '') {
  byId('fault').replaceChildren();
  byId('status').textContent = 'Loading…';
  try {
    const sections = await (chainId === null ? loadAll() : loadChain(chainId));
    const message = element('p', { class: 'said', tabindex: '-1' }, [said]);
    byId('view').replaceChildren(...(said === '' ? [] : [message]), ...sections);
    // The button that did it is gone.
    if (said !== '') message.focus();
    byId('when').replaceChildren('As of ', showTime(new Date().toISOString()), '.');
    byId('status').textContent = said === '' ? 'Loaded.' : said;
    setOpen(true);
  } catch (error) {
    fail(error);
  }
}

/** @param {unknown} error */
function fail(error) {
  byId('status').textContent = '';
  if (error instanceof AdminFault && error.status === 401) {
    askForKey('This is not the admin key of this server.');
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  const isGone = error instanceof AdminFault && error.status === 404;
  byId('fault').replaceChildren(
    isGone ? `There is no chain ${chainId} that has learned. ` : message,
    ...(isGone ? [element('a', { href: './' }, ['All chains'])] : []),
  );
  if (isGone) byId('view').replaceChildren();
  setOpen(true);
}

/** @param {boolean} isOpen whether there is a key that may be right */
function setOpen(isOpen) {
  if (form !== null) form.hidden = isOpen;
  byId('actions').hidden = !isOpen;
}

/** @param {string} fault what is wrong with the one that was given */
function askForKey(fault) {
  adminKey.forget();
  setOpen(false);
  byId('view').replaceChildren();
  byId('when').replaceChildren();
  byId('key-fault').textContent = fault;
  const input = /** @type {HTMLInputElement} */ (byId('key'));
  input.value = '';
  input.setAttribute('aria-invalid', String(fault !== ''));
  input.focus();
}

function start() {
  if (form === null) return;
  if (chainId !== null) document.title = `${chainId} · metasc serve`;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    adminKey.set(/** @type {HTMLInputElement} */ (byId('key')).value.trim());
    show();
  });
  byId('refresh').addEventListener('click', () => show());
  byId('forget').addEventListener('click', () => askForKey(''));
  if (adminKey.get() === '') askForKey('');
  else show();
}

start();
