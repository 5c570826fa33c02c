import { type CascadeBands, DECIDES_NOTHING } from '../../assertions/judges/cascade.ts';
import type { Judge, Verdict } from '../../assertions/judges/judge.ts';
import { type Agreement, measureAgreement, UNSCORED } from '../statistics/agreement.ts';
import { clusterTInterval } from '../statistics/clusterInterval.ts';
import { type Estimate, type Proportion, wilsonProportion } from '../statistics/wilson.ts';
import { NO_MAJORITY } from './annotations.ts';

/** A judge as a record pins it. */
export type PinnedJudge = Pick<Judge, 'name' | 'hash'>;

/** How the two judges of a cascade share the rows. */
export interface CascadeFigures {
  readonly first: PinnedJudge;
  readonly then: PinnedJudge;
  readonly when: CascadeBands;
  /** Rows that the first judge decided, as a share of all: verdicts of the second that were saved. */
  readonly saved: Proportion | null;
  /** Share of the rows of each band that the first judge decided otherwise than the label; null for an empty band. */
  readonly errors: { readonly below: Proportion | null; readonly above: Proportion | null };
  /** Only if `when` was fitted to these rows. */
  readonly fit?: FitFigures;
}

/** A fit, measured on rows that it has not seen: all figures beside it are of those too. */
export interface FitFigures {
  /** The wanted error. */
  readonly error: number;
  readonly folds: number;
  /** Rows with the same request were in one fold; otherwise each row was by itself. */
  readonly isGrouped: boolean;
  readonly firstAlone: AloneFigures;
  readonly thenAlone: AloneFigures;
  /** Accuracy of the cascade − accuracy of the second judge alone, over rows that both score; paired, by request. */
  readonly difference: Estimate | null;
}

export type AloneFigures = Pick<Agreement, 'scored' | 'accuracy' | 'kappa'>;

/** One row as the cascade judged it. */
export interface CascadeRow {
  /** Of the cascade, with `decidedBy`. */
  readonly verdict: Verdict;
  /** Its class, or `unscored`. */
  readonly found: string;
  /** A class, or {@link NO_MAJORITY}. */
  readonly label: string;
  /** The bands that it was judged with. */
  readonly when: CascadeBands;
}

export function measureBands(rows: readonly CascadeRow[]): Pick<CascadeFigures, 'saved' | 'errors'> {
  const early = rows.filter(({ verdict }) => verdict.details?.decidedBy === 'first');
  const labelled = early.filter(({ label }) => label !== NO_MAJORITY);
  const isLow = ({ verdict, when }: CascadeRow) =>
    (verdict.details?.members?.[0]?.certainty ?? Number.NaN) < (when.below ?? DECIDES_NOTHING.below);
  const errorOf = (own: readonly CascadeRow[]) => {
    return wilsonProportion(own.filter(({ found, label }) => found !== label).length, own.length);
  };
  return {
    saved: wilsonProportion(early.length, rows.length),
    errors: {
      below: errorOf(labelled.filter(isLow)),
      above: errorOf(labelled.filter((row) => !isLow(row))),
    },
  };
}

/** One row as each judge alone and the cascade judged it. */
export interface ComparedRow {
  readonly label: string;
  readonly group: string;
  readonly first: string;
  readonly then: string;
  readonly cascade: string;
}

/** Rows without a majority are left out. */
export function compareAlone(
  rows: readonly ComparedRow[],
  classes: readonly string[],
): Pick<FitFigures, 'firstAlone' | 'thenAlone' | 'difference'> {
  const labelled = rows.filter(({ label }) => label !== NO_MAJORITY);
  const alone = (judge: 'first' | 'then'): AloneFigures => {
    const { scored, accuracy, kappa } = measureAgreement(
      labelled.map(({ label, ...found }) => ({ label, verdict: found[judge] })),
      { classes },
    );
    return { scored, accuracy, kappa };
  };
  const both = labelled.filter(({ then, cascade }) => then !== UNSCORED && cascade !== UNSCORED);
  const clusters = [...Map.groupBy(both, ({ group }) => group).values()].map((own) =>
    own.map(({ label, then, cascade }) => Number(cascade === label) - Number(then === label)),
  );
  return { firstAlone: alone('first'), thenAlone: alone('then'), difference: clusterTInterval(clusters) };
}
