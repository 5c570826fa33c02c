import type { CalibrationRecord } from '../../assertions/calibrationRecord.ts';
import { countOf } from '../../foundation/plural.ts';
import type { PairedRows, SideCounts } from '../pairing.ts';
import { holmAdjust } from '../statistics/holm.ts';
import { type CanaryVerdict, checkCanary } from './canaries.ts';
import { type Flip, findFlips } from './flips.ts';
import { type GateFinding, type GateVerdict, worstOf } from './gateVerdict.ts';
import { clusteredBy } from './metricCounts.ts';
import { tabulate } from './metricTable.ts';
import { decideMetric, type MetricEvidence, type MetricVerdict, weighMetric } from './metricVerdict.ts';
import type { GatePolicy } from './policy.ts';
import { judgesOf } from './validity.ts';

export interface GateInput {
  readonly policy: GatePolicy;
  /** Head against base, or against no rows. */
  readonly pairing: PairedRows;
  /** Whether head is compared with a base; otherwise floors and canaries decide. */
  readonly hasBase: boolean;
  /** By the paths that the policy names. @default none */
  readonly records?: ReadonlyMap<string, CalibrationRecord>;
  /** `sha256` of the lock file that both sides must run under. @default any or none */
  readonly lockHash?: string;
  /** Earlier faults: results that can't be read, a missing column. @default none */
  readonly faults?: readonly string[];
}

/** A verdict on a change, with all reasons. */
export interface GateDecision {
  /** The worst of its parts. */
  readonly verdict: GateVerdict;
  /** Faults of the results as a whole. */
  readonly findings: readonly GateFinding[];
  /** In the policy's order. */
  readonly metrics: readonly MetricVerdict[];
  readonly canaries: readonly CanaryVerdict[];
  /** What a reader should know, whatever the verdict. */
  readonly notes: readonly string[];
  readonly head: SideCounts;
  /** null without a base. */
  readonly base: SideCounts | null;
  readonly flips: readonly Flip[];
}

/**
 * May head go in? Takes a policy and paired rows, returns an explained verdict. Whatever is unclear is `invalid`, never
 * `pass`.
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
  const tables = Object.entries(policy.metrics).map(([metric, of]) =>
    weighMetric(metric, of, tabulate(pairing.cells, { metric, direction: of.direction, gated })),
  );
  const adjusted = holmAdjust(tables.map(({ pairs }) => pairs.p));
  const shared = { hasBase, alpha: policy.alpha, metrics: gated.length, records: input.records ?? new Map() };
  const metrics = tables.map((table, index) => decideMetric(table, { ...shared, adjustedP: adjusted[index] ?? 1 }));
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

function whyUnusable({ pairing, hasBase, faults = [] }: GateInput): readonly string[] {
  if (faults.length > 0) return faults;
  if (pairing.head.rows === 0) return ['head has no rows'];
  if (!hasBase) return [];
  if (pairing.base.rows === 0) return ['base has no rows'];
  const overlap = pairing.cells.some(({ head, base }) => head.length > 0 && base.length > 0);
  return overlap ? [] : ['no test is in both head and base'];
}

/** Rows without an answer don't record a lock file. */
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

function notesOn(tables: readonly MetricEvidence[], { policy, pairing, hasBase }: GateInput): readonly string[] {
  const unknown = tables
    .filter((table) => judgesOf(table.cases, 'head').some(({ hash }) => hash === undefined))
    .map(({ metric }) => metric);
  const duplicates = pairing.head.duplicates + pairing.base.duplicates;
  const notes = [
    duplicates > 0 && `${countOf(duplicates, 'duplicate row')}: rows of one test count once if they agree`,
    ...(hasBase ? clusterNotes(tables) : []),
    ...tables.flatMap(floorNotes),
    hasBase &&
      unknown.length > 0 &&
      `the rows don't record who scored ${unknown.join(', ')}: head and base may have different judges`,
    'harm' in policy.metrics &&
      !('overRefusal' in policy.metrics) &&
      'harm is gated without overRefusal: a model that refuses everything passes',
  ];
  return notes.filter((note) => note !== false);
}

function clusterNotes(tables: readonly MetricEvidence[]): readonly string[] {
  const clustered = tables.filter(({ pairs }) => pairs.isClustered);
  const [first] = clustered;
  if (first === undefined) return [];
  const names = clustered.map(({ metric }) => metric).join(', ');
  const by = first.counts.clusteredBy;
  return [
    `several tests of ${names} belong to the same ${by} and are correlated: p and interval are over ${by}s; losses found and numbers of cases assume independent tests and are too hopeful`,
  ];
}

function floorNotes({ metric, policy, cases }: MetricEvidence): readonly string[] {
  if (policy.floor === undefined) return [];
  const by = clusteredBy(cases.filter(({ head }) => head.kind === 'scored'));
  return by === null
    ? []
    : [`${metric}'s floor assumes that the tests of one ${by} are independent: its interval is too narrow`];
}
