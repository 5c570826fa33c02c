import type { CalibrationRecord } from '../../assertions/calibrationRecord.ts';
import { countOf } from '../../foundation/plural.ts';
import { toPairedCounts } from '../statistics/casePairs.ts';
import { showDifference, showMargin, showP } from '../words.ts';
import { type DriftFinding, findBaseDrift } from './baseDrift.ts';
import { type BinaryDecision, decideBinary, RULE_DEFAULTS } from './binaryRule.ts';
import { type CaseTally, tallyCases } from './caseTally.ts';
import { checkFloor, fromWorst, type GateFinding, type GateVerdict, worstOf } from './gateVerdict.ts';
import { countCases, isPair, type MetricCounts } from './metricCounts.ts';
import type { MetricTable, MetricTest } from './metricTable.ts';
import { type PairEvidence, type WeighingOptions, weighClusters } from './pairEvidence.ts';
import type { MetricPolicy } from './policy.ts';
import { casesToPass, casesToSettleFloor, type SampleSize, sampleSize } from './sampleSize.ts';
import { whyInvalid } from './validity.ts';

/** The verdict on one metric, and what it is based on. */
export interface MetricVerdict {
  readonly metric: string;
  readonly verdict: GateVerdict;
  /** At least one; the worst first. */
  readonly findings: readonly GateFinding[];
  readonly counts: MetricCounts;
  /** Of cases scored on both sides; absent where there are none. */
  readonly comparison?: BinaryDecision;
  /** Of single runs compared by passes. */
  readonly sampleSize?: SampleSize;
  /** Of an inconclusive metric of several runs, or of scores: about how many cases would let it pass; null where none would. */
  readonly casesToPass?: number | null;
  /** Of an inconclusive floor: about how many scored cases would settle it; null where none within reach would. */
  readonly casesToSettleFloor?: number | null;
}

/** The evidence on one metric. */
export interface MetricEvidence extends MetricTable {
  readonly cases: readonly CaseTally[];
  readonly counts: MetricCounts;
  readonly pairs: PairEvidence;
  /** Runs of base that differ from the others. */
  readonly drift: readonly DriftFinding[];
}

/** Counts the cases of a metric and weighs those that base scored. */
export function weighMetric(
  metric: string,
  tests: readonly MetricTest[],
  { on, margin, ...options }: WeighingOptions & Pick<MetricPolicy, 'on' | 'margin'> = {
    on: 'pass',
    margin: RULE_DEFAULTS.margin,
  },
): MetricEvidence {
  const cases = tallyCases(tests, on);
  const compared = cases.filter(({ head, base }) => base.of > 0 && head.of + head.lost > 0);
  const clusters = [...Map.groupBy(compared, ({ cluster }) => cluster).values()];
  return {
    metric,
    tests,
    cases,
    counts: countCases(cases),
    pairs: weighClusters(clusters, options),
    drift: findBaseDrift(cases, margin),
  };
}

interface DecisionContext {
  readonly policy: MetricPolicy;
  readonly hasBase: boolean;
  /** Metrics that any row of a side has. */
  readonly known: Readonly<Record<'head' | 'base', readonly string[]>>;
  readonly alpha: number;
  /** The p of the pairs, adjusted over all gated metrics. */
  readonly adjustedP: number;
  /** How many metrics share alpha. */
  readonly metrics: number;
  readonly records: ReadonlyMap<string, CalibrationRecord>;
}

/** Decides one metric: are its results valid, is head worse than base, is it above its floor? */
export function decideMetric(evidence: MetricEvidence, context: DecisionContext): MetricVerdict {
  const { metric, cases, counts, pairs } = evidence;
  const { policy, hasBase, known, alpha, adjustedP, metrics, records } = context;
  const { margin } = policy;
  const named = (policy.calibration?.records ?? []).flatMap((path) => records.get(path) ?? []);
  const findings: GateFinding[] = whyInvalid({ ...evidence, policy, hasBase, known, records: named }).map(
    (because) => ({ verdict: 'invalid', because }),
  );
  findings.push(
    ...evidence.drift.flatMap(({ isBeyond, because }) => (isBeyond ? [{ verdict: 'invalid' as const, because }] : [])),
  );
  const comparison = hasBase && counts.compared > 0 ? decideBinary(pairs, { alpha, margin, adjustedP }) : undefined;
  if (comparison !== undefined) findings.push(explain(comparison, { cases, counts, margin, alpha }));
  let floorCases: number | null | undefined;
  const { headRate, headRateIfFailed } = counts;
  if (policy.floor !== undefined && headRate !== null) {
    const floor = checkFloor({ rate: headRate, ifFailed: headRateIfFailed }, policy.floor);
    findings.push(floor);
    if (floor.verdict === 'inconclusive' && headRate.low < policy.floor) {
      floorCases = casesToSettleFloor(headRate, policy.floor);
    }
  }
  if (findings.length === 0) {
    findings.push({
      verdict: 'invalid',
      because: 'nothing decides: give --base or --against, or a floor in the policy',
    });
  }
  const isUnsettled = comparison?.verdict === 'inconclusive' && !comparison.isClustered && !comparison.dependsOnLost;
  return {
    metric,
    verdict: worstOf(findings.map(({ verdict }) => verdict)),
    findings: fromWorst(findings),
    counts,
    ...(comparison && {
      comparison,
      ...(comparison.test === 'runs'
        ? toPass(comparison, { cases: counts.compared, margin })
        : {
            sampleSize: sampleSize({
              counts: toPairedCounts(cases.filter(isPair)),
              margin,
              alpha,
              metrics,
              isUnsettled,
            }),
          }),
    }),
    ...(floorCases !== undefined && { casesToSettleFloor: floorCases }),
  };
}

function toPass(
  { verdict, difference, dependsOnLost }: BinaryDecision,
  plan: { readonly cases: number; readonly margin: number },
): Pick<MetricVerdict, 'casesToPass'> {
  const isOpen = verdict === 'inconclusive' && !dependsOnLost && difference !== null;
  return isOpen ? { casesToPass: casesToPass(difference, plan) } : {};
}

interface Shown {
  readonly cases: readonly CaseTally[];
  readonly counts: MetricCounts;
  readonly margin: number;
  readonly alpha: number;
}

function explain(decision: BinaryDecision, shown: Shown): GateFinding {
  const { counts } = shown;
  const { verdict, difference, clusters } = decision;
  const { broken, mended, compared, clusteredBy } = counts;
  const over = clusteredBy === 'goal' ? ` over ${countOf(clusters, 'goal')}` : '';
  const unchanged = decision.unchanged > 0 ? `, ${decision.unchanged} unchanged to the byte` : '';
  const flips = `${broken} broken, ${mended} mended of ${countOf(compared, 'case')}${over}${unchanged}`;
  const size = difference === null ? '' : `, ${showDifference(difference)}`;
  return { verdict, because: `${flips}${size}: ${whyOf(decision, shown)}` };
}

function whyOf(decision: BinaryDecision, { cases, counts, margin, alpha }: Shown): string {
  const { verdict, p, adjustedP, change, dependsOnLost } = decision;
  const test = `p ${showP(p)}${adjustedP === p ? '' : `, ${showP(adjustedP)} adjusted for all metrics`}`;
  const limit = `the margin of ${showMargin(margin)} points`;
  const beyond = `beyond ${limit}`;
  switch (verdict) {
    case 'regress':
      return `a significant loss (${test}, alpha ${alpha}), larger than ${limit}`;
    case 'pass':
      return `${change === 'loss' ? `a significant loss (${test}), but one ` : 'a loss '}${beyond} is ruled out`;
    case 'inconclusive': {
      if (dependsOnLost)
        return `a loss ${beyond} is ruled out, but not if ${describeLost(cases)} that head did not score had failed${differenceIf(decision)}`;
      const open = change === 'loss' ? `a significant loss, perhaps ${beyond}` : `a loss ${beyond} is not ruled out`;
      return `${open}; ${test}${noteOnClusters(decision, counts)}`;
    }
  }
}

/** `the 11 cases`, or `the 14 rows of 11 cases` where head scored others of their rows. */
function describeLost(cases: readonly CaseTally[]): string {
  const lost = cases.filter(({ head }) => head.lost > 0);
  const count = countOf(lost.length, 'case');
  if (lost.every(({ head }) => head.of === 0)) return `the ${count}`;
  return `the ${countOf(
    lost.reduce((sum, { head }) => sum + head.lost, 0),
    'row',
  )} of ${count}`;
}

const differenceIf = ({ ifLostFailed }: BinaryDecision) =>
  ifLostFailed === undefined ? '' : `: ${showDifference(ifLostFailed)}`;

/** How the clusters contribute to an inconclusive verdict. */
function noteOnClusters(
  { clusters, differing, clustersNeeded, interval }: BinaryDecision,
  { clusteredBy: by, compared }: MetricCounts,
): string {
  if (by === null) return '';
  if (clusters === 1) return `; too few clusters: one ${by} shows nothing about others`;
  if (clustersNeeded !== undefined) {
    return `; too few clusters: ${countOf(differing, by)} ${differing === 1 ? 'differs' : 'differ'}, a regress takes at least ${clustersNeeded}`;
  }
  return interval === 'clusterT' && by === 'goal'
    ? `; the interval is that of ${countOf(clusters, by)}, not of ${compared} tests`
    : '';
}
