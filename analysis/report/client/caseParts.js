// @ts-check

import { decodePart } from './decodePart.js';
import { unpack } from './unpack.js';

/** @typedef {import('../topics/cases/caseData.ts').CasePart} CasePart */
/** @typedef {import('./decodePart.js').CaseTexts} CaseTexts */

/** Unpacks each part when it is first asked for. The parts stand at the end of the page, after the list is there. */
export function createCaseParts() {
  /** @type {Promise<readonly CaseTexts[]>[]} */
  const parts = [];
  const loaded = new Promise((resolve) => {
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', resolve, { once: true });
    else resolve(undefined);
  });

  /** @param {number} number */
  async function load(number) {
    await loaded;
    const holder = document.querySelectorAll('.case-part')[number];
    if (holder === undefined) throw new Error(`no part ${number}`);
    return decodePart(/** @type {CasePart} */ (await unpack(holder)));
  }

  /** @param {number} number */
  return (number) => {
    parts[number] ??= load(number);
    return parts[number];
  };
}
