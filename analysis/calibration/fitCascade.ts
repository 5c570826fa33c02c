import { type CascadeOptions, certaintyOf, createCascadeJudge } from '../../assertions/judges/cascade.ts';
import type { Judge, Verdict } from '../../assertions/judges/judge.ts';
import { UNSCORED } from '../statistics/agreement.ts';
import { NO_MAJORITY } from './annotations.ts';
import { type CascadeFigures, compareAlone, measureBands } from './cascadeFigures.ts';
import { type CrossFit, crossFit } from './fitWhen.ts';

/** A row that both judges were asked about. */
export interface TwiceJudged {
  readonly early: Verdict;
  readonly late: Verdict;
  /** A class, or `no majority`. */
  readonly label: string;
  /** Rows of a group are fitted together or not at all. */
  readonly group: string;
}

interface FitOptions {
  readonly judges: Pick<CascadeOptions, 'first' | 'then'>;
  /** The wanted error of the first judge in its bands, in (0, 1). */
  readonly error: number;
  readonly classes: readonly string[];
  /** The class of a verdict, or `unscored`. */
  readonly classOf: (verdict: Verdict) => string;
  /** Whether the groups are requests rather than single rows. */
  readonly isGrouped: boolean;
}

export interface FittedCascade {
  /** With the bands fitted to all rows. */
  readonly judge: Judge;
  /** Of each row, by bands that it had no part in. */
  readonly verdicts: readonly Verdict[];
  readonly figures: CascadeFigures;
}

/**
 * Fits the bands of a cascade to rows that both of its judges have judged, and measures each row with bands that it had no
 * part in.
 *
 * @throws RangeError for fewer than two groups
 */
export async function fitCascade(
  rows: readonly TwiceJudged[],
  { judges, error, classes, classOf, isGrouped }: FitOptions,
): Promise<FittedCascade> {
  const fit = crossFit(
    rows.map((row) => ({ certainty: certaintyOf(row.early), isWrong: isWrong(row), group: row.group })),
    error,
  );
  const verdicts = await Promise.all(rows.map((row, index) => replay(row, judges, fit.unseen[index] ?? fit.when)));
  const found = verdicts.map(classOf);
  const seen = rows.map((row, index) => ({
    ...row,
    verdict: verdicts[index] ?? row.late,
    found: found[index] ?? UNSCORED,
    when: fit.unseen[index] ?? fit.when,
  }));
  const compared = rows.map(({ early, late, label, group }, index) => ({
    label,
    group,
    first: classOf(early),
    then: classOf(late),
    cascade: found[index] ?? UNSCORED,
  }));
  return {
    judge: createCascadeJudge({ ...judges, when: fit.when }),
    verdicts,
    figures: {
      ...pinned(judges),
      when: fit.when,
      ...measureBands(seen),
      fit: { error, folds: fit.folds, isGrouped, ...compareAlone(compared, classes) },
    },
  };

  function isWrong({ early, label }: TwiceJudged): boolean | undefined {
    return label === NO_MAJORITY ? undefined : classOf(early) !== label;
  }
}

export function pinned({
  first,
  then,
}: Pick<CascadeOptions, 'first' | 'then'>): Pick<CascadeFigures, 'first' | 'then'> {
  const pin = ({ name, hash }: Judge) => ({ name, hash });
  return { first: pin(first), then: pin(then) };
}

/** What the cascade makes of verdicts that are there already. */
function replay(
  { early, late }: TwiceJudged,
  { first, then }: FitOptions['judges'],
  when: CrossFit['when'],
): Promise<Verdict> {
  const saying = (judge: Judge, verdict: Verdict): Judge => ({ ...judge, judge: async () => verdict });
  const cascade = createCascadeJudge({ first: saying(first, early), then: saying(then, late), when });
  return cascade.judge({ request: '', response: '', facts: {} });
}
