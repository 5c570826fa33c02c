import { type BinaryDecision, decideBinary, RULE_DEFAULTS } from '../gate/binaryRule.ts';
import { tabulate } from '../gate/metricTable.ts';
import { type MetricEvidence, weighMetric } from '../gate/metricVerdict.ts';
import { whyInvalid } from '../gate/validity.ts';
import { pairRows } from '../pairing.ts';
import { holmAdjust } from '../statistics/holm.ts';
import type { Matrix, ReportColumn } from './matrix.ts';

/**
 * What a difference means, by the gate's rule at its defaults: `worse` regresses, `no worse` passes, `better` is a significant
 * gain; `inconclusive` and `invalid` are the gate's own.
 */
export type VerdictWord = 'better' | 'worse' | 'no worse' | 'inconclusive' | 'invalid';

/** Two columns on a metric: `head` less `base`, over the cases that both scored. */
export interface ColumnComparison {
  readonly metric: string;
  readonly head: ReportColumn;
  readonly base: ReportColumn;
  /** Its p is adjusted over all comparisons that are shown together. */
  readonly decision: BinaryDecision;
  readonly word: VerdictWord;
  /** Why it is invalid, in the gate's words; empty where it is not. */
  readonly faults: readonly string[];
}

/** Few cases are inconclusive by themselves. */
const POLICY = {
  on: 'pass',
  direction: 'higher',
  margin: RULE_DEFAULTS.margin,
  maxUnscoredRate: 0.1,
  minCases: 1,
} as const;

/** More columns make a table that nobody reads, and hundreds of tests that leave nothing significant. */
const MOST_COLUMNS = 12;

/** Every other column with the one that all are compared with. */
export function compareToReference({ columns, against, metrics }: Matrix): readonly ColumnComparison[] {
  const heads = columns.filter((column) => column !== against);
  return compareColumns(
    heads.map((head) => ({ head, base: against })),
    metrics,
  );
}

/** Every column with each before it; none below three columns, where the reference says it all, or above twelve. */
export function compareEachPair({ columns, metrics }: Matrix): readonly ColumnComparison[] {
  if (columns.length < 3 || columns.length > MOST_COLUMNS) return [];
  const pairs = columns.flatMap((head, at) => columns.slice(0, at).map((base) => ({ head, base })));
  return compareColumns(pairs, metrics);
}

/**
 * The gate's decision on each metric and each pair of columns that both scored it. All of them are shown together, so p is
 * adjusted over all of them (Holm).
 */
function compareColumns(
  pairs: readonly { readonly head: ReportColumn; readonly base: ReportColumn }[],
  metrics: readonly string[],
): readonly ColumnComparison[] {
  const found = pairs
    .flatMap(({ head, base }) => weigh(head, base, metrics).map((evidence) => ({ head, base, evidence })))
    .sort((a, b) => metrics.indexOf(a.evidence.metric) - metrics.indexOf(b.evidence.metric));
  const adjusted = holmAdjust(found.map(({ evidence }) => evidence.pairs.p));
  return found.map(({ head, base, evidence }, index) => {
    const { metric, pairs: weighed } = evidence;
    const decision = decideBinary(weighed, { adjustedP: adjusted[index] ?? 1 });
    const faults = faultsOf(evidence);
    return { metric, head, base, decision, word: faults.length > 0 ? 'invalid' : wordFor(decision), faults };
  });
}

/** The fewest clusters with which the t interval was simulated. */
const ENOUGH_CLUSTERS = 5;

/** Whether several cases or rows share one of a few clusters: the interval may be too narrow. */
export function isApproximate({ isClustered, clusters }: BinaryDecision): boolean {
  return isClustered && clusters < ENOUGH_CLUSTERS;
}

function weigh(head: ReportColumn, base: ReportColumn, metrics: readonly string[]): readonly MetricEvidence[] {
  const { cells } = pairRows([...head.rows.values()], [...base.rows.values()]);
  const rule = { direction: POLICY.direction, gated: metrics, takesAnyScore: true };
  return metrics
    .map((metric) => weighMetric(metric, tabulate(cells, { ...rule, metric })))
    .filter(({ counts }) => counts.compared > 0);
}

function faultsOf(evidence: MetricEvidence): readonly string[] {
  const known = { head: [evidence.metric], base: [evidence.metric] };
  return whyInvalid({ ...evidence, policy: POLICY, hasBase: true, known, records: [] });
}

function wordFor({ verdict, change }: BinaryDecision): VerdictWord {
  if (change === 'gain') return 'better';
  return ({ regress: 'worse', pass: 'no worse', inconclusive: 'inconclusive' } as const)[verdict];
}
