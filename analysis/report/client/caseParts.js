// @ts-check
import { unpack } from './dom.js';

/** @typedef {import('../topics/cases/caseData.ts').CasePart} CasePart */
/** @typedef {import('../topics/cases/caseData.ts').CaseCodes} CaseCodes */
/** @typedef {{request: string, answers: readonly (AnswerTexts | null)[]}} CaseTexts */
/**
 * @typedef {object} AnswerTexts
 * @property {string} response
 * @property {string | undefined} critique
 * @property {string | undefined} revision
 * @property {string | undefined} error
 * @property {string | undefined} spec
 * @property {number | undefined} specVersion
 * @property {readonly (string | null)[]} reasons by metric
 */

/**
 * The cases of a part with their texts.
 * @param {CasePart} part
 * @returns {readonly CaseTexts[]}
 */
export function decodePart({ texts, cases }) {
  let next = 0;
  /** @param {number} code */
  const textOf = (code) => {
    const at = code === 0 ? next : code - 1;
    if (code === 0) next += 1;
    return texts[at] ?? '';
  };
  /** @param {number | undefined} code */
  const optional = (code) => (code === undefined ? undefined : textOf(code));
  return cases.map(({ request, answers }) => ({
    request: textOf(request),
    answers: answers.map((answer) =>
      answer === null
        ? null
        : {
            response: textOf(answer.response),
            critique: optional(answer.critique),
            revision: optional(answer.revision),
            error: optional(answer.error),
            spec: optional(answer.spec),
            specVersion: answer.specVersion,
            reasons: answer.reasons.map((code) => (code === null ? null : textOf(code))),
          },
    ),
  }));
}

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
