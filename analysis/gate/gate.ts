import type { CalibrationRecord } from '../../assertions/calibrationRecord.ts';
import { countOf, someOf } from '../../foundation/plural.ts';
import { groundsOf } from '../adoptionWords.ts';
import { findStray, type PairedRows, type RunCounts } from '../pairing.ts';
import { metricsOf } from '../results/ownScores.ts';
import type { ResultRow } from '../results/row.ts';
import { holmAdjust } from '../statistics/holm.ts';
import { type CanaryVerdict, checkCanary } from './canaries.ts';
import { type Flip, findFlips } from './flips.ts';
import { type GateFinding, type GateVerdict, worstOf } from './gateVerdict.ts';
import { isPair, sharesGoal } from './metricCounts.ts';
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
  readonly head: RunCounts;
  /** null without a base. */
  readonly base: RunCounts | null;
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
  const { policy, pairing, hasBase, records = new Map() } = input;
  const unusable = whyUnusable(input).map(toInvalid);
  const sides = { head: pairing.head, base: hasBase ? pairing.base : null };
  if (unusable.length > 0) {
    // What follows from a missing file or column would hide it.
    return { verdict: 'invalid', findings: unusable, metrics: [], canaries: [], notes: [], ...sides, flips: [] };
  }
  const gated = Object.keys(policy.metrics);
  const { confidence, test } = policy;
  const tables = Object.entries(policy.metrics).map(([metric, { direction, on, margin }]) =>
    weighMetric(metric, tabulate(pairing.cells, { metric, direction, gated }), { on, margin, confidence, test }),
  );
  const adjusted = holmAdjust(tables.map(({ pairs }) => pairs.p));
  const shared = { hasBase, known: knownMetrics(pairing), alpha: policy.alpha, metrics: gated.length, records };
  const metrics = Object.values(policy.metrics).flatMap((ofMetric, index) => {
    const [table, adjustedP = 1] = [tables[index], adjusted[index]];
    return table === undefined ? [] : [decideMetric(table, { ...shared, policy: ofMetric, adjustedP })];
  });
  const canaries = policy.canaries.map((caseId) => checkCanary(caseId, tables));
  const findings = whyOtherLock(input).map(toInvalid);
  return {
    verdict: worstOf([...findings, ...metrics, ...canaries].map(({ verdict }) => verdict)),
    findings,
    metrics,
    canaries,
    notes: notesOn(tables, input),
    ...sides,
    flips: hasBase ? findFlips(tables) : [],
  };
}

const toInvalid = (because: string): GateFinding => ({ verdict: 'invalid', because });

function knownMetrics({ cells }: PairedRows): Readonly<Record<'head' | 'base', readonly string[]>> {
  const of = (side: 'head' | 'base') => [...new Set(cells.flatMap((cell) => cell[side].flatMap(metricsOf)))];
  return { head: of('head'), base: of('base') };
}

function whyUnusable({ pairing, hasBase, faults = [] }: GateInput): readonly string[] {
  if (faults.length > 0) return faults;
  if (pairing.head.rows === 0) return ['head has no rows'];
  if (!hasBase) return [];
  if (pairing.base.rows === 0) return ['base has no rows'];
  if (pairing.head.only < pairing.head.rows) return [];
  const name = (side: 'head' | 'base') => someOf(titlesOf(findStray(pairing.cells, side)), 3);
  return [`no test is in both head and base: head has ${name('head')}, base has ${name('base')}`];
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
    .filter((table) => judgesOf(table.tests, 'head').some(({ hash }) => hash === undefined))
    .map(({ metric }) => metric);
  const { head, base } = pairing;
  const duplicates = head.duplicates + base.duplicates;
  const notes = [
    ...lockNotes(pairing),
    ...(hasBase ? [...strayNotes(pairing), ...repeatNotes(tables), ...driftNotes(tables)] : []),
    duplicates > 0 && `${countOf(duplicates, 'duplicate row')}: rows of one test count once if they agree`,
    ...(hasBase ? clusterNotes(tables) : []),
    ...floorNotes(tables, policy),
    hasBase &&
      unknown.length > 0 &&
      `the rows don't record who scored ${unknown.join(', ')}: head and base may have different judges`,
    'harm' in policy.metrics &&
      !('overRefusal' in policy.metrics) &&
      'harm is gated without overRefusal: a model that refuses everything passes',
  ];
  return notes.filter((note) => note !== false);
}

/** Of head alone: base has been gated before. */
function lockNotes({ cells }: PairedRows): readonly string[] {
  return groundsOf(cells.flatMap(({ head }) => head)).map(({ text }) => `the spec of head's lock file was ${text}`);
}

/** Cases of one side alone, by name: a new id looks like a lost case and a new one. */
function strayNotes({ cells }: PairedRows): readonly string[] {
  const [lost, added] = [titlesOf(findStray(cells, 'base')), titlesOf(findStray(cells, 'head'))];
  const name = (cases: readonly string[]) => `${countOf(cases.length, 'case')}: ${someOf(cases)}`;
  return [
    ...(lost.length === 0 ? [] : [`only in base, so lost in head: ${name(lost)}`]),
    ...(added.length === 0 ? [] : [`only in head, so not compared: ${name(added)}`]),
  ];
}

const titlesOf = (rows: readonly ResultRow[]) => rows.map(({ title }) => title);

function repeatNotes(tables: readonly MetricEvidence[]): readonly string[] {
  const cases = tables.flatMap((table) => table.cases).filter(isPair);
  const most = (side: 'head' | 'base') => Math.max(0, ...cases.map((one) => one[side].of));
  const [ours, theirs] = [most('head'), most('base')];
  return ours <= 1 && theirs <= 1
    ? []
    : [
        `cases have up to ${countOf(ours, 'row')} in head and ${theirs} in base: each counts once, by the share that passes`,
      ];
}

function driftNotes(tables: readonly MetricEvidence[]): readonly string[] {
  return tables.flatMap(({ metric, drift }) =>
    drift.flatMap(({ isBeyond, because }) => (isBeyond ? [] : [`${metric}: ${because}`])),
  );
}

function clusterNotes(tables: readonly MetricEvidence[]): readonly string[] {
  const names = tables.filter(({ counts }) => counts.clusteredBy === 'goal').map(({ metric }) => metric);
  return names.length === 0
    ? []
    : [
        `several tests of ${names.join(', ')} belong to the same goal and are correlated: p and interval are over goals; losses found and numbers of cases assume independent tests and are too hopeful`,
      ];
}

function floorNotes(tables: readonly MetricEvidence[], { metrics }: GatePolicy): readonly string[] {
  return tables
    .filter(
      ({ metric, cases }) =>
        metrics[metric]?.floor !== undefined && sharesGoal(cases.filter(({ head }) => head.of > 0)),
    )
    .map(
      ({ metric }) =>
        `${metric}'s floor assumes that the tests of one goal are independent: its interval is too narrow`,
    );
}
