import type { PairedCounts } from './pairedDifference.ts';

/** Rows of one case on one side: its repeats, orders and prompts. */
export interface Passes {
  /** Rows that pass; whole, 0 to `of`. */
  readonly passed: number;
  /** Scored rows; whole. */
  readonly of: number;
}

/** A case that was scored on both sides, in one or more rows on each. Every case weighs the same. */
export interface CasePair {
  readonly head: Passes;
  readonly base: Passes;
}

/** Share of rows that pass; in [0, 1]. */
export const passShare = ({ passed, of }: Passes): number => passed / of;

/** Share that passes, head − base; in [−1, 1]. */
export const differenceOf = ({ head, base }: CasePair): number => passShare(head) - passShare(base);

/** Whether each side has one row. */
export const isSingle = ({ head, base }: CasePair): boolean => head.of === 1 && base.of === 1;

/**
 * Cases by the results of head and base. With one row a side, whole numbers; with several, the shares that their rows would
 * give if each of head's met each of base's.
 */
export function crossTable(pairs: readonly CasePair[]): PairedCounts {
  const counts = { both: 0, headOnly: 0, baseOnly: 0, neither: 0 };
  for (const { head, base } of pairs) {
    const [ours, theirs] = [passShare(head), passShare(base)];
    counts.both += ours * theirs;
    counts.headOnly += ours * (1 - theirs);
    counts.baseOnly += (1 - ours) * theirs;
    counts.neither += (1 - ours) * (1 - theirs);
  }
  return counts;
}

/**
 * The cross table as of so many pairs as its difference is worth if rows are independent: for n cases with h and b rows,
 * n² ÷ Σ (1/h + 1/b)/2, which is n × r for r rows on both sides.
 *
 * *Source:* effective sample size as in Kish 1965, Survey Sampling.
 */
export function toPairedCounts(pairs: readonly CasePair[]): PairedCounts {
  const { both, headOnly, baseOnly, neither } = crossTable(pairs);
  const variance = pairs.reduce((sum, { head, base }) => sum + (1 / head.of + 1 / base.of) / 2, 0);
  const worth = pairs.length === 0 ? 1 : pairs.length / variance;
  return { both: both * worth, headOnly: headOnly * worth, baseOnly: baseOnly * worth, neither: neither * worth };
}
