import {
  type CascadeBands,
  type CascadeOptions,
  certaintyOf,
  createCascadeJudge,
} from '../../assertions/judges/cascade.ts';
import type { Judge, Verdict } from '../../assertions/judges/judge.ts';
import { UNSCORED } from '../statistics/agreement.ts';
import { NO_MAJORITY } from './annotations.ts';
import { type CascadeFigures, compareAlone, type FitFigures, measureBands } from './cascadeFigures.ts';
import { crossFit } from './fitWhen.ts';

/** A row that both judges were asked about. */
export interface TwiceJudged {
  readonly early: Verdict;
  readonly late: Verdict;
  /** A class, or `no majority`. */
  readonly label: string;
  /** Rows of a group are fitted together or not at all. */
  readonly group: string;
}

interface ReplayOptions {
  readonly judges: Pick<CascadeOptions, 'first' | 'then'>;
  readonly classes: readonly string[];
  /** The class of a verdict, or `unscored`. */
  readonly classOf: (verdict: Verdict) => string;
}

interface FitOptions extends ReplayOptions {
  /** The wanted error of the first judge in its bands, in (0, 1). */
  readonly error: number;
  /** Whether the groups are requests rather than single rows. */
  readonly isGrouped: boolean;
}

export interface FittedCascade {
  /** With the bands fitted to all rows. */
  readonly judge: Judge;
  /** Of each row, by bands that it had no part in. */
  readonly verdicts: readonly Verdict[];
  readonly figures: CascadeFigures & { readonly fit: FitFigures };
}

/**
 * Fits the bands of a cascade to rows that both of its judges have judged, and measures each row with bands that it had no
 * part in.
 *
 * @throws RangeError for fewer than two groups
 */
export async function fitCascade(
  rows: readonly TwiceJudged[],
  { error, isGrouped, ...options }: FitOptions,
): Promise<FittedCascade> {
  const { judges, classOf } = options;
  const isWrong = ({ early, label }: TwiceJudged) => (label === NO_MAJORITY ? undefined : classOf(early) !== label);
  const fit = crossFit(
    rows.map((row) => ({ certainty: certaintyOf(row.early), isWrong: isWrong(row), group: row.group })),
    error,
  );
  const { verdicts, saved, errors, ...compared } = await replayCascade(rows, {
    ...options,
    whenOf: (index) => fit.unseen[index] ?? fit.when,
  });
  return {
    judge: createCascadeJudge({ ...judges, when: fit.when }),
    verdicts,
    figures: {
      ...pinned(judges),
      when: fit.when,
      saved,
      errors,
      fit: { error, folds: fit.folds, isGrouped, ...compared },
    },
  };
}

/** What a cascade makes of verdicts that are there already, and how either judge does alone. */
export async function replayCascade(
  rows: readonly TwiceJudged[],
  { judges, classes, classOf, whenOf }: ReplayOptions & { readonly whenOf: (index: number) => CascadeBands },
) {
  const verdicts: readonly Verdict[] = await Promise.all(rows.map((row, index) => replay(row, judges, whenOf(index))));
  const found = verdicts.map(classOf);
  const judged = rows.flatMap(({ label }, index) => {
    const [verdict, own] = [verdicts[index], found[index]];
    return verdict === undefined || own === undefined ? [] : [{ verdict, found: own, label, when: whenOf(index) }];
  });
  const compared = rows.map(({ early, late, label, group }, index) => ({
    label,
    group,
    first: classOf(early),
    then: classOf(late),
    cascade: found[index] ?? UNSCORED,
  }));
  return { verdicts, ...measureBands(judged), ...compareAlone(compared, classes) };
}

export function pinned({
  first,
  then,
}: Pick<CascadeOptions, 'first' | 'then'>): Pick<CascadeFigures, 'first' | 'then'> {
  const pin = ({ name, hash }: Judge) => ({ name, hash });
  return { first: pin(first), then: pin(then) };
}

function replay(
  { early, late }: TwiceJudged,
  { first, then }: ReplayOptions['judges'],
  when: CascadeBands,
): Promise<Verdict> {
  const saying = (judge: Judge, verdict: Verdict): Judge => ({ ...judge, judge: async () => verdict });
  const cascade = createCascadeJudge({ first: saying(first, early), then: saying(then, late), when });
  return cascade.judge({ request: '', response: '', facts: {} });
}
