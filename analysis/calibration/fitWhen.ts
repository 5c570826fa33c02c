import { type CascadeBands, DECIDES_NOTHING } from '../../assertions/judges/cascade.ts';
import { sha256 } from '../../foundation/hash.ts';
import { isAtMost } from '../statistics/shareBound.ts';

/** A labelled row as the first judge of a cascade sees it. */
export interface FitRow {
  /** In [0, 1], as `certaintyOf`; undefined where the verdict always goes on. */
  readonly certainty: number | undefined;
  /** Whether the first judge's class is not the label; undefined without a label to compare with. */
  readonly isWrong: boolean | undefined;
  /** Rows of a group, such as those of one request, are fitted together or not at all. */
  readonly group: string;
}

/** Both ends, so that nothing is left to a default. */
export type FittedBands = Required<CascadeBands>;

const MIDDLE = 0.5;
/** Chance that the first judge errs more than wanted in a band. */
const ALPHA = 0.05;
/** Widths of a band that are tried: tenths of the rows on its side. */
const WIDTHS = Array.from({ length: 10 }, (_, tenth) => (tenth + 1) / 10);

/**
 * The widest bands in which the first judge is shown to err no more than wanted: the exact upper bound of its error, at a
 * confidence of 95 % for each of the two bands, lies at or below `error`. A side without such a band goes to the second
 * judge.
 *
 * Each side of .5 is cut at tenths of its rows, never between equal certainties. The confidence is divided by the number of
 * cuts (Bonferroni), because the widest that passes is taken.
 *
 * *Source:* selection with a guaranteed risk, Geifman & El-Yaniv 2017, arXiv 1705.08500. Departures: cuts that don't depend
 * on the labels in place of a binary search, and a bound for each side.
 *
 * @param error in (0, 1)
 */
export function fitBands(rows: readonly FitRow[], error: number): FittedBands {
  const sure = rows.flatMap(({ certainty, isWrong }) =>
    certainty === undefined || isWrong === undefined ? [] : [{ certainty, isWrong }],
  );
  const low = sure.filter(({ certainty }) => certainty < MIDDLE).toSorted((a, b) => a.certainty - b.certainty);
  const high = sure.filter(({ certainty }) => certainty >= MIDDLE).toSorted((a, b) => b.certainty - a.certainty);
  const above = endOfBand(high, error) ?? DECIDES_NOTHING.above;
  return { below: Math.min(endOfBand(low, error) ?? DECIDES_NOTHING.below, above), above };
}

type SureRow = { readonly certainty: number; readonly isWrong: boolean };

/** @param side the surest first */
function endOfBand(side: readonly SureRow[], error: number): number | undefined {
  const certaintyAt = (index: number) => side[index]?.certainty;
  const cuts = WIDTHS.map((share) => {
    let cut = Math.max(1, Math.round(share * side.length));
    while (cut < side.length && certaintyAt(cut) === certaintyAt(cut - 1)) cut += 1;
    return cut;
  });
  const tried = [...new Set(cuts)].toReversed();
  const limit = { limit: error, alpha: ALPHA / tried.length };
  const cut = tried.find((rows) => isAtMost(side.slice(0, rows).filter(({ isWrong }) => isWrong).length, rows, limit));
  const last = cut === undefined ? undefined : certaintyAt(cut - 1);
  return cut === undefined || last === undefined ? undefined : justBeyond(last, certaintyAt(cut) ?? MIDDLE);
}

/**
 * The end of a band that holds `inner` and not `outer`: as near to `inner` as three decimals allow, or more where `outer` is
 * nearer. What lies between two rows has not been measured.
 */
function justBeyond(inner: number, outer: number): number {
  const towards = Math.sign(outer - inner) || -1;
  const ends = Array.from({ length: 13 }, (_, more) => {
    const scale = 10 ** (more + 3);
    return (towards > 0 ? Math.floor(inner * scale) + 1 : Math.ceil(inner * scale) - 1) / scale;
  });
  const isBetween = (end: number) => (towards > 0 ? inner < end && end <= outer : end < inner && end >= outer);
  return ends.find(isBetween) ?? (inner === outer ? inner - 0.001 : outer);
}

/** A fit, and for each row one that has not seen its group. */
export interface CrossFit {
  /** Fitted on all rows. */
  readonly when: FittedBands;
  readonly folds: number;
  /** In the order of the rows. */
  readonly unseen: readonly FittedBands[];
}

const FOLDS = 5;

/**
 * Fits on all rows, and on all but each of five parts, so that every row can be measured with bands that it had no part in.
 * Groups go into parts by the hash of their name, so that the same file gives the same parts. Fewer groups, fewer parts.
 *
 * @throws RangeError for fewer than two groups
 */
export function crossFit(rows: readonly FitRow[], error: number): CrossFit {
  const groups = [...new Set(rows.map(({ group }) => group))].map((group) => ({ group, hash: sha256(group) }));
  if (groups.length < 2) throw new RangeError(`cross-fit: expected at least two groups, got ${groups.length}`);
  const folds = Math.min(FOLDS, groups.length);
  const sorted = groups.toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  const foldOf = new Map(sorted.map(({ group }, index) => [group, index % folds]));
  const fitted = Array.from({ length: folds }, (_, fold) =>
    fitBands(
      rows.filter(({ group }) => foldOf.get(group) !== fold),
      error,
    ),
  );
  return {
    when: fitBands(rows, error),
    folds,
    unseen: rows.map(({ group }) => fitted[foldOf.get(group) ?? 0] ?? DECIDES_NOTHING),
  };
}
