import { metricOf, UNSCORED } from '../../../analysis/results/rowScores.ts';
import { excerpt } from '../../../foundation/excerpt.ts';
import { toTextTable } from '../../../foundation/textTable.ts';

/** What the summary reads of promptfoo's results file. */
export interface PromptfooResults {
  readonly results: {
    readonly prompts: readonly {
      readonly provider: string;
      readonly metrics?: {
        readonly testErrorCount: number;
        /** Weighted sums over the rows that have the metric: of our assertions, the scored ones. */
        readonly namedScores: Readonly<Record<string, number>>;
        readonly namedScoreWeights?: Readonly<Record<string, number>>;
      };
    }[];
    readonly results: readonly {
      readonly failureReason: number;
      readonly error?: string | null;
      readonly provider?: { readonly id?: string };
      readonly gradingResult?: {
        readonly componentResults?: readonly {
          readonly reason?: string;
          readonly namedScores?: Readonly<Record<string, number>>;
        }[];
      } | null;
    }[];
  };
}

export interface MetricMean {
  /** Mean score over the scored rows, 0 to 1; higher is better. null when none was scored. */
  readonly mean: number | null;
  readonly scored: number;
  readonly unscored: number;
}

export interface EvalSummary {
  readonly rows: number;
  /** Rows without an answer. */
  readonly errors: number;
  readonly firstError: string | undefined;
  readonly columns: readonly { readonly name: string; readonly metrics: Readonly<Record<string, MetricMean>> }[];
  /** By metric: the first reason for which a row is unscored. */
  readonly unscoredBecause: Readonly<Record<string, string>>;
  /** Whether the embedded model answered. */
  readonly embedded: boolean;
}

const ERROR = 2;

/** Columns by metrics. Means are over scored rows; a judge that failed shows as unscored, never as a low score. */
export function summarize({ results: { prompts, results } }: PromptfooResults): EvalSummary {
  const errors = results.filter(({ failureReason }) => failureReason === ERROR);
  return {
    rows: results.length,
    errors: errors.length,
    firstError: errors[0]?.error ?? undefined,
    columns: prompts.map(({ provider, metrics }) => ({ name: provider, metrics: toMeans(metrics) })),
    unscoredBecause: firstReasons(results),
    embedded: results.some(({ provider }) => /^metasc:[^:]+:embedded/.test(provider?.id ?? '')),
  };
}

function firstReasons(rows: PromptfooResults['results']['results']): Readonly<Record<string, string>> {
  const reasons = rows
    .flatMap(({ gradingResult }) => gradingResult?.componentResults ?? [])
    .flatMap(({ reason = '', namedScores = {} }) =>
      Object.keys(namedScores)
        .filter((name) => name.endsWith(UNSCORED))
        .map((name) => [metricOf(name), reason] as const),
    );
  return Object.fromEntries(reasons.toReversed());
}

type Metrics = PromptfooResults['results']['prompts'][number]['metrics'];

function toMeans(metrics: Metrics): Readonly<Record<string, MetricMean>> {
  const { namedScores = {}, namedScoreWeights = {} } = metrics ?? {};
  const names = new Set(Object.keys(namedScores).map(metricOf));
  return Object.fromEntries(
    [...names].map((name) => {
      const scored = namedScoreWeights[name] ?? 0;
      const mean = scored === 0 ? null : (namedScores[name] ?? 0) / scored;
      return [name, { mean, scored, unscored: namedScores[`${name}${UNSCORED}`] ?? 0 }];
    }),
  );
}

/** Lines such as `metasc-10   1.00 (14)   0.75 (4 +2?)`: mean, number of scored rows, number of unscored ones. */
export function formatSummary({ rows, errors, firstError, columns, unscoredBecause }: EvalSummary): string {
  const metrics = [...new Set(columns.flatMap((column) => Object.keys(column.metrics)))];
  const table = [
    ['mean score (scored rows)', ...metrics],
    ...columns.map(({ name, metrics: means }) => [name, ...metrics.map((metric) => formatMean(means[metric]))]),
  ];
  const lines = toTextTable(table);
  const answered = `${rows - errors} of ${rows} rows answered${firstError === undefined ? '' : `; first error: ${firstError}`}`;
  const unscored = columns.some((column) => Object.values(column.metrics).some(({ unscored }) => unscored > 0));
  const legend = unscored ? '1.00 is best; +n? counts unscored rows.' : '1.00 is best.';
  const reasons = Object.values(unscoredBecause).map(
    (reason) => `Unscored, for example: ${excerpt(reason, MAX_REASON_CHARS)}`,
  );
  return [...lines, '', `${legend} ${answered}.`, ...reasons].join('\n');
}

const MAX_REASON_CHARS = 160;

function formatMean(mean: MetricMean | undefined): string {
  if (mean === undefined) return '';
  const unscored = mean.unscored > 0 ? ` +${mean.unscored}?` : '';
  return mean.mean === null ? `none${unscored}` : `${mean.mean.toFixed(2)} (${mean.scored}${unscored})`;
}
