// @ts-check
import { byId, element, select } from '../../../foundation/page/dom.js';
import { parseExpression } from './expression.js';

/** @typedef {import('../topics/cases/caseData.ts').CaseIndex} CaseIndex */
/** @typedef {import('../topics/cases/caseData.ts').CaseEntry} CaseEntry */
/** @typedef {import('./decodePart.js').CaseTexts} CaseTexts */

/** Outcomes by their letters in the index. @type {Readonly<Record<string, string>>} */
export const OUTCOME_WORDS = { p: 'passes', f: 'fails', u: 'unscored', e: 'error', '-': 'not asked' };

/** Who refused, by the letters in the index. @type {Readonly<Record<string, string>>} */
export const REFUSER_WORDS = { m: 'refused by the model', b: 'blocked by the platform' };

/**
 * Outcomes of a case in a column for the chosen metric, or for all.
 * @param {CaseEntry} entry @param {number} column
 */
export function lettersOf(entry, column) {
  const letters = entry.outcomes[column] ?? '';
  const metric = select('metric').value;
  return metric === '' ? letters : (letters[Number(metric)] ?? '-');
}

/**
 * Fills the form's choices. Gives a search for the cases that fit them and contain all of some words in small letters.
 * @param {CaseIndex} index
 * @param {(part: number) => Promise<readonly CaseTexts[]>} partOf
 * @returns {(words: readonly string[]) => Promise<readonly CaseEntry[]>}
 */
export function createCaseFilter(index, partOf) {
  /** Texts of a case in small letters, by its place in the index. @type {string[] | undefined} */
  let searchable;

  async function makeSearchable() {
    if (searchable !== undefined) return searchable;
    const made = [];
    for (const { key, name, part, place } of index.cases) {
      const { request = '', answers = [] } = (await partOf(part))[place] ?? {};
      const own = answers.flatMap((answer) =>
        answer === null ? [] : [answer.response, answer.critique, answer.revision, answer.error],
      );
      made.push([key, name, ...new Set([request, ...own])].join('\n').toLowerCase());
    }
    searchable = made;
    return made;
  }

  /**
   * @param {CaseEntry} entry @param {number} column
   * @returns {{better: boolean, worse: boolean}}
   */
  function flipOf(entry, column) {
    const [ours, theirs] = [lettersOf(entry, column), lettersOf(entry, index.against)];
    const pairs = [...ours].map((letter, at) => `${theirs[at]}${letter}`);
    return { better: pairs.includes('fp'), worse: pairs.includes('pf') };
  }

  /** @param {CaseEntry} entry @param {import('./expression.js').CaseTest | undefined} test */
  function fits(entry, test) {
    const [outcome, flip, column] = [select('outcome').value, select('flip').value, select('column').value];
    const [category, wrapper] = [select('category').value, select('wrapper').value];
    const refuser = select('refuser').value;
    if (category !== '' && entry.category !== Number(category)) return false;
    if (wrapper !== '' && entry.wrapper !== Number(wrapper)) return false;
    if (outcome === '' && flip === '' && refuser === '' && test === undefined) return true;
    return shownColumns(index).some((at) => {
      if (column !== '' && at !== Number(column)) return false;
      if (test !== undefined && !test(entry, at)) return false;
      if (outcome !== '' && !lettersOf(entry, at).includes(outcome)) return false;
      if (refuser !== '' && entry.refusers[at] !== refuser) return false;
      if (flip === '') return true;
      const { better, worse } = flipOf(entry, at);
      return flip === 'any' ? better || worse : flip === 'better' ? better : worse;
    });
  }

  offerChoices(index);
  return async (words) => {
    const texts = words.length === 0 ? undefined : await makeSearchable();
    const test = readExpression(index);
    return index.cases.filter(
      (entry, at) => fits(entry, test) && (texts === undefined || words.every((word) => texts[at]?.includes(word))),
    );
  };
}

/** The places of the chosen metric, or of all. @param {CaseIndex} index @returns {readonly number[]} */
export function chosenMetrics({ metrics }) {
  const metric = select('metric').value;
  return metric === '' ? metrics.map((_, at) => at) : [Number(metric)];
}

/** The places of the columns that the reader has left shown. @param {CaseIndex} index @returns {readonly number[]} */
export function shownColumns({ columns }) {
  const boxes = document.querySelectorAll('#columns-shown input');
  const isShown = [...boxes].map((box) => /** @type {HTMLInputElement} */ (box).checked);
  return columns.map((_, at) => at).filter((at) => isShown[at] !== false);
}

/**
 * The test of the filter's field, which says what is wrong with it; undefined if it is empty or wrong.
 * @param {CaseIndex} index
 */
function readExpression(index) {
  const field = /** @type {HTMLInputElement} */ (byId('expression'));
  const fault = byId('expression-fault');
  fault.textContent = '';
  field.removeAttribute('aria-invalid');
  if (field.value.trim() === '') return undefined;
  try {
    return parseExpression(field.value, index);
  } catch (error) {
    field.setAttribute('aria-invalid', 'true');
    fault.textContent = `Not applied: ${error instanceof Error ? error.message : error}.`;
    return undefined;
  }
}

/** @param {CaseIndex} index */
function offerChoices({ metrics, columns, categories, wrappers, cases }) {
  /** @param {readonly string[]} names @returns {[string, string][]} */
  const numbered = (names) => names.map((name, at) => [String(at), name]);
  offer('metric', numbered(metrics.map(({ title }) => title)));
  offer('column', numbered(columns.map(({ label }) => label)));
  offer(
    'outcome',
    ['p', 'f', 'u', 'e'].map((letter) => [letter, OUTCOME_WORDS[letter] ?? '']),
  );
  offer(
    'flip',
    columns.length < 2
      ? []
      : [
          ['any', 'flipped'],
          ['better', 'failed there, passes here'],
          ['worse', 'passed there, fails here'],
        ],
  );
  offer('refuser', cases.some(({ refusers }) => /[mb]/.test(refusers)) ? Object.entries(REFUSER_WORDS) : []);
  offer('category', numbered(categories));
  offer('wrapper', numbered(wrappers));
}

/** @param {string} id @param {readonly (readonly [string, string])[]} options */
function offer(id, options) {
  for (const [value, label] of options) select(id).append(element('option', { value }, [label]));
  // With one option there is nothing to choose.
  if (options.length < 2) /** @type {HTMLElement} */ (select(id).parentElement).hidden = true;
}
