import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { sum } from './arithmetic.ts';

/** A whole number that chance decides: its values, each with its chance. The chances add up to 1. */
export type ChanceNumber = readonly { readonly value: number; readonly chance: number }[];

/** Additions of the exact distribution, some 0.2 s; more take the normal one. */
const MOST_ADDITIONS = 2e8;

/** The finest grid for fractions; a multiple of 1 to 6. */
const MOST_STEPS = 60;

/**
 * Chances that a sum of independent whole numbers is at most, and at least, a given total. The distribution is added up number
 * by number; that of many hundreds of numbers with wide ranges is taken as normal.
 *
 * @param total whole
 */
export function sumTails(
  numbers: readonly ChanceNumber[],
  total: number,
): { readonly atMost: number; readonly atLeast: number } {
  const terms = numbers.map((outcomes) => {
    const values = outcomes.map(({ value }) => value);
    return { outcomes, least: Math.min(...values), most: Math.max(...values) };
  });
  const range = sum(terms.map(({ least, most }) => most - least));
  const additions = (range / 2) * sum(numbers.map(({ length }) => length));
  if (additions > MOST_ADDITIONS) return normalTails(numbers, total);

  let chances = Float64Array.of(1);
  for (const { outcomes, least, most } of terms) {
    const next = new Float64Array(chances.length + most - least);
    for (const { value, chance } of outcomes) addShifted(next, chances, { by: value - least, chance });
    chances = next;
  }
  // Place of the total in the distribution.
  const place = total - sum(terms.map(({ least }) => least));
  const upTo = (end: number) => chances.subarray(0, Math.max(0, end)).reduce((some, chance) => some + chance, 0);
  const from = (start: number) => chances.subarray(Math.max(0, start)).reduce((some, chance) => some + chance, 0);
  return { atMost: Math.min(1, upTo(place + 1)), atLeast: Math.min(1, from(place)) };
}

function addShifted(
  into: Float64Array,
  chances: Float64Array,
  { by, chance }: { readonly by: number; readonly chance: number },
): void {
  for (let at = 0; at < chances.length; at += 1) {
    into[at + by] = (into[at + by] ?? 0) + chance * (chances[at] ?? 0);
  }
}

/** With half a step's correction for continuity. */
function normalTails(numbers: readonly ChanceNumber[], total: number) {
  const moment = (of: (value: number) => number, outcomes: ChanceNumber) =>
    sum(outcomes.map(({ value, chance }) => chance * of(value)));
  const mean = sum(numbers.map((outcomes) => moment((value) => value, outcomes)));
  const variance = sum(
    numbers.map((outcomes) => {
      const center = moment((value) => value, outcomes);
      return moment((value) => (value - center) ** 2, outcomes);
    }),
  );
  const deviation = Math.sqrt(variance);
  return {
    atMost: normalCdf(total + 0.5, mean, deviation),
    atLeast: normalCdf(2 * mean - total + 0.5, mean, deviation),
  };
}

/**
 * The values in whole steps of the coarsest grid that holds all of them, at most 60 steps to 1. What doesn't fit is rounded
 * to it, equally to both sides: a permutation test then has a slightly different statistic, and keeps its level.
 */
export function toSteps(values: readonly number[]): (value: number) => number {
  const fits = (steps: number) => values.every((value) => Math.abs(value * steps - Math.round(value * steps)) < 1e-9);
  let steps = 1;
  while (steps < MOST_STEPS && !fits(steps)) steps += 1;
  return (value) => Math.sign(value) * Math.round(Math.abs(value) * steps);
}
