// @ts-check
import { element, select } from './dom.js';

/** @typedef {import('../topics/cases/caseData.ts').CaseIndex} CaseIndex */
/** @typedef {import('../topics/cases/caseData.ts').CaseEntry} CaseEntry */
/** @typedef {import('../topics/cases/caseData.ts').CasePart} CasePart */

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
 * @param {(part: number) => Promise<CasePart>} partOf
 * @returns {(words: readonly string[]) => Promise<readonly CaseEntry[]>}
 */
export function createCaseFilter(index, partOf) {
  /** Texts of a case in small letters, by its place in the index. @type {string[] | undefined} */
  let searchable;

  async function makeSearchable() {
    if (searchable !== undefined) return searchable;
    const made = [];
    for (const { key, name, part, place } of index.cases) {
      const { texts, cases } = await partOf(part);
      const { request, answers = [] } = cases[place] ?? {};
      const own = answers.flatMap((answer) =>
        answer === null ? [] : [answer.response, answer.critique, answer.revision, answer.error],
      );
      const places = new Set([request, ...own]);
      made.push(
        [key, name, ...[...places].map((at) => (at === undefined ? '' : (texts[at] ?? '')))].join('\n').toLowerCase(),
      );
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

  /** @param {CaseEntry} entry */
  function fits(entry) {
    const [outcome, flip, column] = [select('outcome').value, select('flip').value, select('column').value];
    const [category, wrapper] = [select('category').value, select('wrapper').value];
    const refuser = select('refuser').value;
    if (category !== '' && entry.category !== Number(category)) return false;
    if (wrapper !== '' && entry.wrapper !== Number(wrapper)) return false;
    if (outcome === '' && flip === '' && refuser === '') return true;
    return index.columns.some((_, at) => {
      if (column !== '' && at !== Number(column)) return false;
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
    return index.cases.filter(
      (entry, at) => fits(entry) && (texts === undefined || words.every((word) => texts[at]?.includes(word))),
    );
  };
}

/** @param {CaseIndex} index */
function offerChoices({ metrics, columns, categories, wrappers, cases }) {
  /** @param {readonly string[]} names @returns {[string, string][]} */
  const numbered = (names) => names.map((name, at) => [String(at), name]);
  offer('metric', numbered(metrics));
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
