import type { CalibrationRecord } from '../../assertions/calibrationRecord.ts';
import { countOf } from '../../foundation/plural.ts';
import { showDifference, showMargin, showP } from '../words.ts';
import { type BinaryDecision, decideBinary } from './binaryRule.ts';
import { checkFloor, fromWorst, type GateFinding, type GateVerdict, worstOf } from './gateVerdict.ts';
import { clusterPairs, countCases, type MetricCounts, pairCount } from './metricCounts.ts';
import type { MetricCase, MetricTable } from './metricTable.ts';
import { type PairEvidence, weighClusters } from './pairEvidence.ts';
import type { MetricPolicy } from './policy.ts';
import { rowsToSettleFloor, type SampleSize, sampleSize } from './sampleSize.ts';
import { whyInvalid } from './validity.ts';

/** The verdict on one metric, and what it is based on. */
export interface MetricVerdict {
  readonly metric: string;
  readonly verdict: GateVerdict;
  /** At least one; the worst first. */
  readonly findings: readonly GateFinding[];
  readonly counts: MetricCounts;
  /** Of tests scored on both sides; absent where there are none. */
  readonly comparison?: BinaryDecision;
  readonly sampleSize?: SampleSize;
  /** Of an inconclusive floor: about how many scored rows would settle it; null where none within reach would. */
  readonly rowsToSettleFloor?: number | null;
}

/** The evidence on one metric. */
export interface MetricEvidence extends MetricTable {
  readonly policy: MetricPolicy;
  readonly counts: MetricCounts;
  readonly pairs: PairEvidence;
}

/** Counts the cases of a metric and weighs their pairs. */
export function weighMetric(metric: string, policy: MetricPolicy, cases: readonly MetricCase[]): MetricEvidence {
  return { metric, policy, cases, counts: countCases(cases), pairs: weighClusters(clusterPairs(cases)) };
}

interface DecisionContext {
  readonly hasBase: boolean;
  readonly alpha: number;
  /** The p of the pairs, adjusted over all gated metrics. */
  readonly adjustedP: number;
  /** How many metrics share alpha. */
  readonly metrics: number;
  readonly records: ReadonlyMap<string, CalibrationRecord>;
}

/** Decides one metric: are its results valid, is head worse than base, is it above its floor? */
export function decideMetric(evidence: MetricEvidence, context: DecisionContext): MetricVerdict {
  const { metric, policy, counts, pairs } = evidence;
  const { hasBase, alpha, adjustedP, metrics, records } = context;
  const { margin } = policy;
  const named = (policy.calibration?.records ?? []).flatMap((path) => records.get(path) ?? []);
  const findings: GateFinding[] = whyInvalid({ ...evidence, hasBase, records: named }).map((because) => ({
    verdict: 'invalid',
    because,
  }));
  const comparison =
    hasBase && pairCount(counts.pairs) > 0 ? decideBinary(pairs, { alpha, margin, adjustedP }) : undefined;
  if (comparison !== undefined) findings.push(explain(comparison, { counts, margin, alpha }));
  let floorRows: number | null | undefined;
  if (policy.floor !== undefined && counts.headRate !== null) {
    const floor = checkFloor(counts.headRate, policy.floor);
    findings.push(floor);
    if (floor.verdict === 'inconclusive') floorRows = rowsToSettleFloor(counts.headRate, policy.floor);
  }
  if (findings.length === 0) {
    findings.push({ verdict: 'invalid', because: 'nothing decides: there is neither a base nor a floor' });
  }
  const isUnsettled = comparison?.verdict === 'inconclusive' && !comparison.isClustered;
  return {
    metric,
    verdict: worstOf(findings.map(({ verdict }) => verdict)),
    findings: fromWorst(findings),
    counts,
    ...(comparison && {
      comparison,
      sampleSize: sampleSize({ pairs: counts.pairs, margin, alpha, metrics, isUnsettled }),
    }),
    ...(floorRows !== undefined && { rowsToSettleFloor: floorRows }),
  };
}

function explain(
  decision: BinaryDecision,
  { counts, margin, alpha }: { readonly counts: MetricCounts; readonly margin: number; readonly alpha: number },
): GateFinding {
  const { verdict, difference, p, adjustedP, clusters } = decision;
  const { headOnly, baseOnly } = counts.pairs;
  const over = counts.clusteredBy === null ? '' : ` over ${countOf(clusters, counts.clusteredBy)}`;
  const flips = `${baseOnly} broken, ${headOnly} mended of ${countOf(pairCount(counts.pairs), 'pair')}${over}`;
  const size = difference === null ? '' : `, ${showDifference(difference)}`;
  const test = `p ${showP(p)}${adjustedP === p ? '' : `, adjusted ${showP(adjustedP)}`}`;
  const why = {
    regress: `${test}, alpha is ${alpha}`,
    pass: `within the margin of ${showMargin(margin)}`,
    inconclusive: `may be beyond the margin of ${showMargin(margin)}; ${test}${noteOnClusters(decision, counts)}`,
  }[verdict];
  return { verdict, because: `${flips}${size}: ${why}` };
}

/** How the clusters contribute to an inconclusive verdict. */
function noteOnClusters(
  { clusters, differing, clustersNeeded, interval }: BinaryDecision,
  { clusteredBy: by, pairs }: MetricCounts,
): string {
  if (by === null) return '';
  if (clusters === 1) return `; too few clusters: one ${by} shows nothing about others`;
  if (clustersNeeded !== undefined) {
    return `; too few clusters: ${countOf(differing, by)} ${differing === 1 ? 'differs' : 'differ'}, a regress takes at least ${clustersNeeded}`;
  }
  return interval === 'clusterT'
    ? `; the interval is that of ${countOf(clusters, by)}, not of ${pairCount(pairs)} tests`
    : '';
}
