// @ts-check

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
