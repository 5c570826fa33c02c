import { type CalibrationRecord, findMisfit } from '../../assertions/calibrationRecord.ts';
import { hintAt } from '../../foundation/nearest.ts';
import { countOf, someOf } from '../../foundation/plural.ts';
import { nameCell, type PairedCell } from '../pairing.ts';
import type { RowJudge } from '../results/rowScores.ts';
import { exactPercent } from '../words.ts';
import type { MetricCounts, StandingCounts } from './metricCounts.ts';
import type { MetricTable, MetricTest } from './metricTable.ts';
import type { MetricPolicy } from './policy.ts';

const SIDES = ['head', 'base'] as const;
type Side = (typeof SIDES)[number];

interface MetricInput extends MetricTable {
  readonly policy: MetricPolicy;
  readonly counts: MetricCounts;
  readonly hasBase: boolean;
  /** Metrics that any row of a side has. */
  readonly known: Readonly<Record<Side, readonly string[]>>;
  /** The records that the policy names. */
  readonly records: readonly CalibrationRecord[];
}

/** Why the results don't decide a metric; empty where they do. */
export function whyInvalid(input: MetricInput): readonly string[] {
  const silent = whySilent(input);
  return [
    ...whyFaulty(input),
    ...whyContradictory(input),
    ...whyInverted(input),
    ...(silent.length > 0 ? silent : [...whyTooFew(input), ...whyUnscored(input)]),
    ...whyOtherJudges(input),
    ...whyUncalibrated(input),
  ];
}

function whyFaulty({ tests }: MetricInput): readonly string[] {
  return SIDES.flatMap((side) => {
    const [first, ...others] = tests.filter((test) => test[side].kind === 'faulty');
    if (first === undefined) return [];
    const more = others.length === 0 ? '' : `, and in ${countOf(others.length, 'more row')}`;
    return [`${nameOf(first.cell)} in ${side}: ${first[side].reason}${more}`];
  });
}

function nameOf({ key, head, base }: PairedCell): string {
  const row = head[0] ?? base[0];
  return row === undefined ? key : nameCell(key, row);
}

function whyContradictory({ tests }: MetricInput): readonly string[] {
  return SIDES.flatMap((side) => {
    const keys = tests.filter((test) => test[side].kind === 'contradictory').map(({ cell }) => nameOf(cell));
    return keys.length === 0
      ? []
      : [`${side} has rows of ${countOf(keys.length, 'test')} more than once, with different results: ${someOf(keys)}`];
  });
}

/** Scores of our assertions are higher for better answers, whatever name they go by. */
function whyInverted({ metric, policy, tests }: MetricInput): readonly string[] {
  if (policy.direction !== 'lower') return [];
  const ours = SIDES.flatMap((side) => judgesOf(tests, side)).find(({ hash }) => hash !== undefined);
  return ours === undefined
    ? []
    : [`direction: lower can't be set, because ${metric} is scored by ${describeJudge(ours)}, where higher is better`];
}

function whySilent({ metric, counts, hasBase, known }: MetricInput): readonly string[] {
  const silent = sidesOf(hasBase).filter((side) => counts[side].scored === 0);
  const isUnknown = (side: Side) => {
    const { missing: _, ...others } = counts[side];
    return Object.values(others).every((count) => count === 0) && known[side].length > 0;
  };
  const names = [...new Set(silent.flatMap((side) => known[side]))];
  if (silent.length === sidesOf(hasBase).length && silent.every(isUnknown) && names.length > 0) {
    return [`no row has a score for ${metric}: ${hintAt(metric, names)}`];
  }
  return silent.map((side) => {
    const has = isUnknown(side) ? `: ${hintAt(metric, known[side])}` : '';
    return `no row of ${side} has a score for ${metric}${describeGaps(counts[side])}${has}`;
  });
}

const sidesOf = (hasBase: boolean): readonly Side[] => (hasBase ? SIDES : ['head']);

/** ` (2 unscored, 1 errored)`, or nothing. */
function describeGaps({ scored: _, ...gaps }: StandingCounts): string {
  const found = Object.entries(gaps).filter(([, count]) => count > 0);
  return found.length === 0 ? '' : ` (${found.map(([kind, count]) => `${count} ${kind}`).join(', ')})`;
}

function whyTooFew({ policy: { minCases }, counts, hasBase }: MetricInput): readonly string[] {
  const count = hasBase ? counts.compared : (counts.headRate?.of ?? 0);
  const where = hasBase ? ' on both sides' : '';
  return count >= minCases ? [] : [`${countOf(count, 'case')} with scores${where}, minCases is ${minCases}`];
}

function whyUnscored({ policy: { maxUnscoredRate }, counts, hasBase }: MetricInput): readonly string[] {
  return sidesOf(hasBase).flatMap((side) => {
    const all = Object.values(counts[side]).reduce((sum, count) => sum + count, 0);
    const gaps = all - counts[side].scored;
    if (all === 0 || gaps / all <= maxUnscoredRate) return [];
    return [
      `${gaps} of ${side}'s ${countOf(all, 'test')} without a score${describeGaps(counts[side])}: ${exactPercent(gaps / all)}, maxUnscoredRate is ${exactPercent(maxUnscoredRate)}`,
    ];
  });
}

function whyOtherJudges({ tests, hasBase }: MetricInput): readonly string[] {
  const [head, base] = [judgesOf(tests, 'head'), judgesOf(tests, 'base')];
  const mixed = Object.entries(hasBase ? { head, base } : { head })
    .filter(([, judges]) => judges.length > 1)
    .map(([side, judges]) => `${side} was scored by several judges: ${judges.map(describeJudge).join('; ')}`);
  const [first, second] = [head[0], base[0]];
  if (mixed.length > 0 || first === undefined || second === undefined) return mixed;
  return keyOf(first) === keyOf(second)
    ? []
    : [`head and base have different judges: ${describeJudge(first)} and ${describeJudge(second)}`];
}

/** The different judges of a side's scored rows. */
export function judgesOf(tests: readonly MetricTest[], side: Side): readonly RowJudge[] {
  const byKey = new Map<string, RowJudge>();
  for (const test of tests) {
    const standing = test[side];
    if (standing.kind === 'scored') byKey.set(keyOf(standing.judge), standing.judge);
  }
  return [...byKey.values()];
}

/** Our assertions pass from 0.5 unless they set a threshold. */
const thresholdOf = ({ hash, threshold }: RowJudge) => threshold ?? (hash === undefined ? undefined : 0.5);

const keyOf = (judge: RowJudge) => `${judge.hash} ${thresholdOf(judge)}`;

function describeJudge(judge: RowJudge): string {
  const threshold = thresholdOf(judge);
  const who = judge.hash === undefined ? 'unknown' : `${judge.name ?? 'a judge'} (${judge.hash})`;
  return threshold === undefined ? who : `${who} passing from ${threshold}`;
}

function whyUncalibrated({ metric, policy: { calibration }, tests, records }: MetricInput): readonly string[] {
  if (calibration === undefined) return [];
  const { requireCalibrated, minKappa } = calibration;
  const uncalibrated = requireCalibrated
    ? tests.filter(({ head }) => head.kind === 'scored' && head.judge.calibration !== 'calibrated').length
    : 0;
  const record = records.find(({ assertion }) => assertion === metric);
  const judges = calibration.records.length === 0 ? [] : judgesOf(tests, 'head');
  return [
    ...(uncalibrated === 0 ? [] : [`${countOf(uncalibrated, 'scored row')} of head not marked as calibrated`]),
    ...judges.flatMap((judge) =>
      record === undefined ? [`no calibration record is for ${metric}`] : compareWithRecord(judge, record, minKappa),
    ),
  ];
}

function compareWithRecord(judge: RowJudge, record: CalibrationRecord, minKappa: number): readonly string[] {
  const { judge: name, judgeHash, threshold, figures } = record;
  switch (findMisfit(record, { hash: judge.hash, threshold: thresholdOf(judge) }, minKappa)) {
    case 'judge':
      return [
        `the calibration record is of ${name} (${judgeHash ?? 'no hash'}), head's judge is ${describeJudge(judge)}`,
      ];
    case 'threshold':
      return [`the calibration record counts a pass from ${threshold}, head's judge is ${describeJudge(judge)}`];
    case 'no kappa':
      return ['the calibration record has no kappa'];
    case 'kappa':
      return [`the judge's kappa is ${figures.kappa?.value.toFixed(3)}, minKappa is ${minKappa}`];
    case undefined:
      return [];
  }
}
