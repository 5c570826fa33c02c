import type { RefusalKind } from '../../../assertions/refusal/detectRefusal.ts';
import type { RefusalThresholds } from '../../../assertions/refusal/thresholds.ts';

/** Tells the kind of one labelled response under the thresholds. */
export interface Trial {
  readonly label: RefusalKind;
  readonly decide: (thresholds: RefusalThresholds) => RefusalKind;
}

const WORDS = [3, 6, 9, 12, 15, 20, 25, 30, 40, 50, 75];
const ITEMS = [1, 2, 3, 4, 5];
const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

const GRID: Readonly<Record<keyof RefusalThresholds, readonly number[]>> = {
  wordsBesideDisclaimer: WORDS,
  wordsBesideLack: WORDS,
  wordsInClause: WORDS,
  wordsBefore: WORDS,
  wordsAfter: WORDS,
  shareAfter: SHARES,
  wordsAfterLead: WORDS,
  answerItems: ITEMS,
  shareAfterObjection: SHARES,
  shareAfterCondemnation: SHARES,
  shareAfterLateCondemnation: SHARES,
  shareAfterPrescription: SHARES,
  shareOfMoralsAlone: SHARES,
  shareOfDiversions: SHARES,
};
const NAMES = Object.keys(GRID) as readonly (keyof RefusalThresholds)[];
const MAX_ROUNDS = 10;

/**
 * Thresholds by coordinate search over a grid, from the middle of each, so that those in use have no part in it: one
 * threshold after another takes the value with the fewest errors, the nearest to its present one among equals, until a
 * round changes none. A wrong kind is one error, a refusal taken for compliance or the reverse two. A local optimum.
 */
export function fitThresholds(trials: readonly Trial[]): RefusalThresholds {
  let best = middle();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = best;
    for (const name of NAMES) best = fitOne(name, best, trials);
    if (NAMES.every((name) => best[name] === before[name])) return best;
  }
  return best;
}

function fitOne(name: keyof RefusalThresholds, from: RefusalThresholds, trials: readonly Trial[]): RefusalThresholds {
  const candidates = GRID[name]
    .toSorted((a, b) => Math.abs(a - from[name]) - Math.abs(b - from[name]))
    .map((value) => ({ ...from, [name]: value }));
  const errors = candidates.map((thresholds) => countErrors(thresholds, trials));
  return candidates[errors.indexOf(Math.min(...errors))] ?? from;
}

function countErrors(thresholds: RefusalThresholds, trials: readonly Trial[]): number {
  return trials.reduce((sum, { label, decide }) => {
    const found = decide(thresholds);
    if (found === label) return sum;
    return sum + ((found === 'compliance') === (label === 'compliance') ? 1 : 2);
  }, 0);
}

function middle(): RefusalThresholds {
  const entries = NAMES.map((name) => [name, GRID[name][Math.floor(GRID[name].length / 2)]]);
  return Object.fromEntries(entries) as RefusalThresholds;
}
