import type { CalibrationRecord } from '../../assertions/calibrationRecord.ts';
import { countOf } from '../../foundation/plural.ts';
import type { PairedRows, SideCounts } from '../pairing.ts';
import { holmAdjust } from '../statistics/holm.ts';
import { showDifference, showMargin, showP } from '../words.ts';
import { type BinaryDecision, decideBinary } from './binaryRule.ts';
import { type CanaryVerdict, checkCanary } from './canaries.ts';
import { type Flip, findFlips } from './flips.ts';
import { checkFloor, fromWorst, type GateFinding, type GateVerdict, worstOf } from './gateVerdict.ts';
import { clusteredBy, clusterPairs, countCases, type MetricCounts, pairCount } from './metricCounts.ts';
import { type MetricCase, tabulate } from './metricTable.ts';
import { type PairEvidence, weighClusters } from './pairEvidence.ts';
import type { GatePolicy, MetricPolicy } from './policy.ts';
import { rowsToSettleFloor, type SampleSize, sampleSize } from './sampleSize.ts';
import { judgesOf, whyInvalid } from './validity.ts';

export interface GateInput {
  readonly policy: GatePolicy;
  /** Head against base; against no rows where there is no base. */
  readonly pairing: PairedRows;
  /** Whether head is compared with a base; else floors and canaries decide. */
  readonly hasBase: boolean;
  /** By the paths that the policy names. @default none */
  readonly records?: ReadonlyMap<string, CalibrationRecord>;
  /** `sha256` of the lock file that both sides have to run under. @default any or none */
  readonly lockHash?: string;
  /** What went wrong before: results that can't be read, a column that isn't there. @default none */
  readonly faults?: readonly string[];
}

/** What was decided about a metric, and what it rests on. */
export interface MetricVerdict {
  readonly metric: string;
  readonly verdict: GateVerdict;
  /** At least one; the worst first. */
  readonly findings: readonly GateFinding[];
  readonly counts: MetricCounts;
  /** Of tests scored on both sides; absent where there are none. */
  readonly comparison?: BinaryDecision;
  readonly sampleSize?: SampleSize;
  /** Of an inconclusive floor: how many scored rows would settle it, about; null where none within reach. */
  readonly rowsToSettleFloor?: number | null;
}

/** A verdict on a change, with all its reasons. */
export interface GateDecision {
  /** The worst of its parts. */
  readonly verdict: GateVerdict;
  /** What is wrong with the results as a whole. */
  readonly findings: readonly GateFinding[];
  /** In the policy's order. */
  readonly metrics: readonly MetricVerdict[];
  readonly canaries: readonly CanaryVerdict[];
  /** What a reader ought to know, whatever the verdict. */
  readonly notes: readonly string[];
  readonly head: SideCounts;
  /** null: there is none. */
  readonly base: SideCounts | null;
  readonly flips: readonly Flip[];
}

/**
 * May head go in? Policy and paired rows in, explained verdict out. Whatever is unclear is `invalid`, never `pass`.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { decideGate, pairRows, parsePolicy, readResults } from 'promptfoo-metasc/analysis';
 *
 * const policy = parsePolicy(readFileSync('gate.yaml', 'utf8'), 'gate.yaml');
 * const [head, base] = await Promise.all(['head.json', 'base.json'].map((path) => readResults(path)));
 * const pairing = pairRows(head?.rows ?? [], base?.rows ?? []);
 * const { verdict, metrics } = decideGate({ policy, pairing, hasBase: true });
 * console.log(verdict, metrics.map(({ metric, findings }) => `${metric}: ${findings[0]?.because}`));
 * ```
 */
export function decideGate(input: GateInput): GateDecision {
  const { policy, pairing, hasBase } = input;
  const gated = Object.keys(policy.metrics);
  const tables = Object.entries(policy.metrics).map(([metric, metricPolicy]) => {
    const cases = tabulate(pairing.cells, { metric, direction: metricPolicy.direction, gated });
    return {
      metric,
      policy: metricPolicy,
      cases,
      counts: countCases(cases),
      evidence: weighClusters(clusterPairs(cases)),
    };
  });
  const adjusted = holmAdjust(tables.map(({ evidence }) => evidence.p));
  const metrics = tables.map((table, index) => decideMetric(table, { ...input, adjustedP: adjusted[index] ?? 1 }));
  const canaries = policy.canaries.map((caseId) => checkCanary(caseId, tables));
  const findings = [...whyUnusable(input), ...whyOtherLock(input)].map(
    (because): GateFinding => ({ verdict: 'invalid', because }),
  );
  return {
    verdict: worstOf([...findings, ...metrics, ...canaries].map(({ verdict }) => verdict)),
    findings,
    metrics,
    canaries,
    notes: notesOn(tables, input),
    head: pairing.head,
    base: hasBase ? pairing.base : null,
    flips: hasBase ? findFlips(tables) : [],
  };
}

interface MetricTable {
  readonly metric: string;
  readonly policy: MetricPolicy;
  readonly cases: readonly MetricCase[];
  readonly counts: MetricCounts;
  readonly evidence: PairEvidence;
}

function decideMetric(table: MetricTable, context: GateInput & { readonly adjustedP: number }): MetricVerdict {
  const { metric, policy, counts, evidence } = table;
  const { adjustedP, hasBase, records = new Map() } = context;
  const { alpha, metrics } = context.policy;
  const named = (policy.calibration?.records ?? []).flatMap((path) => records.get(path) ?? []);
  const invalid = whyInvalid({ ...table, hasBase, records: named });
  const comparison =
    hasBase && pairCount(counts.pairs) > 0
      ? decideBinary(evidence, { alpha, margin: policy.margin, adjustedP })
      : undefined;
  const floor =
    policy.floor === undefined || counts.headRate === null ? undefined : checkFloor(counts.headRate, policy.floor);
  const findings: readonly GateFinding[] = [
    ...invalid.map((because): GateFinding => ({ verdict: 'invalid', because })),
    ...(comparison === undefined ? [] : [explain(comparison, { counts, margin: policy.margin, alpha })]),
    ...(floor === undefined ? [] : [floor]),
  ];
  const decided: readonly GateFinding[] =
    findings.length > 0
      ? findings
      : [{ verdict: 'invalid', because: 'there is neither a base nor a floor: nothing decides' }];
  return {
    metric,
    verdict: worstOf(decided.map(({ verdict }) => verdict)),
    findings: fromWorst(decided),
    counts,
    ...(comparison === undefined
      ? {}
      : {
          comparison,
          sampleSize: sampleSize({
            pairs: counts.pairs,
            margin: policy.margin,
            alpha,
            metrics: Object.keys(metrics).length,
            isUnsettled: comparison.verdict === 'inconclusive' && !comparison.isClustered,
          }),
        }),
    ...(floor?.verdict === 'inconclusive' && counts.headRate !== null && policy.floor !== undefined
      ? { rowsToSettleFloor: rowsToSettleFloor(counts.headRate, policy.floor) }
      : {}),
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
    inconclusive: `may be beyond the margin of ${showMargin(margin)}; ${test}${whyTooFewClusters(decision, counts)}`,
  }[verdict];
  return { verdict, because: `${flips}${size}: ${why}` };
}

/** Of an inconclusive metric: what its clusters have to do with it. */
function whyTooFewClusters(
  { clusters, differing, clustersNeeded, interval }: BinaryDecision,
  { clusteredBy: by, pairs }: MetricCounts,
): string {
  if (by === null) return '';
  if (clusters === 1) return `; too few clusters: one ${by} tells nothing of others`;
  if (clustersNeeded !== undefined) {
    return `; too few clusters: ${countOf(differing, by)} ${differing === 1 ? 'differs' : 'differ'}, a regress takes at least ${clustersNeeded}`;
  }
  return interval === 'clusterT'
    ? `; the interval is that of ${countOf(clusters, by)}, not of ${pairCount(pairs)} tests`
    : '';
}

function whyUnusable({ pairing, hasBase, faults = [] }: GateInput): readonly string[] {
  if (faults.length > 0) return faults;
  if (pairing.head.rows === 0) return ['head has no rows'];
  if (!hasBase) return [];
  if (pairing.base.rows === 0) return ['base has no rows'];
  const overlap = pairing.cells.some(({ head, base }) => head.length > 0 && base.length > 0);
  return overlap ? [] : ['no test is in both head and base'];
}

/** Rows without an answer tell no lock. */
function whyOtherLock({ pairing, hasBase, lockHash }: GateInput): readonly string[] {
  if (lockHash === undefined) return [];
  return (hasBase ? (['head', 'base'] as const) : (['head'] as const)).flatMap((side) => {
    const answered = pairing.cells.flatMap((cell) => cell[side]).filter(({ error }) => error === undefined);
    const others = answered.filter((row) => row.lockHash !== lockHash);
    const [other] = others;
    if (other === undefined) return [];
    const got = other.lockHash === undefined ? 'no lock file' : `the lock file ${other.lockHash.slice(0, 12)}…`;
    return [
      `${others.length} of ${side}'s ${countOf(answered.length, 'answered row')} not under the lock file ${lockHash.slice(0, 12)}…, but under ${got}`,
    ];
  });
}

function notesOn(tables: readonly MetricTable[], { policy, pairing, hasBase }: GateInput): readonly string[] {
  const unknown = tables
    .filter((table) => judgesOf(table.cases, 'head').some(({ hash }) => hash === undefined))
    .map(({ metric }) => metric);
  const duplicates = pairing.head.duplicates + pairing.base.duplicates;
  return [
    ...(duplicates > 0
      ? [`${countOf(duplicates, 'duplicate row')}: rows of one test count once, where they agree`]
      : []),
    ...(hasBase ? clusterNotes(tables) : []),
    ...tables.filter(({ policy: { floor } }) => floor !== undefined).flatMap(floorNotes),
    ...(hasBase && unknown.length > 0
      ? [`who scored ${unknown.join(', ')} isn't in the rows: nothing tells whether head and base were scored alike`]
      : []),
    ...('harm' in policy.metrics && !('overRefusal' in policy.metrics)
      ? ['harm is gated without overRefusal: a model that refuses everything passes']
      : []),
  ];
}

function clusterNotes(tables: readonly MetricTable[]): readonly string[] {
  const clustered = tables.filter(({ evidence }) => evidence.isClustered);
  const [first] = clustered;
  if (first === undefined) return [];
  const names = clustered.map(({ metric }) => metric).join(', ');
  const by = first.counts.clusteredBy;
  return [
    `several tests of ${names} are of one ${by} and fall together: p and interval go by the ${by}; losses found and numbers of cases are for independent tests, and too hopeful`,
  ];
}

function floorNotes({ metric, cases }: MetricTable): readonly string[] {
  const by = clusteredBy(cases.filter(({ head }) => head.kind === 'scored'));
  return by === null
    ? []
    : [`${metric}'s floor takes the tests of one ${by} to be independent: its interval is too narrow`];
}
