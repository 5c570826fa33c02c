import { type CalibrationRecord, findMisfit } from '../../assertions/calibrationRecord.ts';
import { countOf } from '../../foundation/plural.ts';
import type { RowJudge } from '../results/rowScores.ts';
import { exactPercent } from '../words.ts';
import { type MetricCounts, pairCount, type StandingCounts } from './metricCounts.ts';
import type { MetricCase, MetricTable } from './metricTable.ts';
import type { MetricPolicy } from './policy.ts';

interface MetricInput extends MetricTable {
  readonly policy: MetricPolicy;
  readonly counts: MetricCounts;
  readonly hasBase: boolean;
  /** The records that the policy names. */
  readonly records: readonly CalibrationRecord[];
}

/** Why the results don't decide a metric; empty where they do. */
export function whyInvalid(input: MetricInput): readonly string[] {
  const silent = whySilent(input);
  return [
    ...whyContradictory(input.counts),
    ...(silent.length > 0 ? silent : [...whyTooFew(input), ...whyUnscored(input)]),
    ...whyOtherJudges(input),
    ...whyUncalibrated(input),
  ];
}

function whySilent({ metric, counts, hasBase }: MetricInput): readonly string[] {
  const { head, base } = counts;
  return Object.entries(hasBase ? { head, base } : { head })
    .filter(([, { scored }]) => scored === 0)
    .map(([side, standings]) => `no row of ${side} has a score for ${metric}${describeGaps(standings)}`);
}

/** ` (2 unscored, 1 errored)`, or nothing. */
function describeGaps({ scored: _, ...gaps }: StandingCounts): string {
  const found = Object.entries(gaps).filter(([, count]) => count > 0);
  return found.length === 0 ? '' : ` (${found.map(([kind, count]) => `${count} ${kind}`).join(', ')})`;
}

function whyContradictory({ head, base }: MetricCounts): readonly string[] {
  return Object.entries({ head, base })
    .filter(([, { contradictory }]) => contradictory > 0)
    .map(
      ([side, { contradictory }]) =>
        `${side} has rows of ${countOf(contradictory, 'test')} more than once, with different results`,
    );
}

function whyTooFew({ policy: { minCases }, counts, hasBase }: MetricInput): readonly string[] {
  const [count, what] = hasBase ? [pairCount(counts.pairs), 'pair'] : [counts.head.scored, 'test'];
  return count >= minCases ? [] : [`${countOf(count, what)} with scores, minCases is ${minCases}`];
}

function whyUnscored({ policy: { maxUnscoredRate }, counts, hasBase }: MetricInput): readonly string[] {
  const { head, base, onlyInHead } = counts;
  // A test that only head has is new; one that only base has is missing in head.
  return [
    ...overRate('head', head, counts.cases),
    ...(hasBase ? overRate('base', { ...base, missing: base.missing - onlyInHead }, counts.cases - onlyInHead) : []),
  ];

  function overRate(side: string, standings: StandingCounts, of: number): readonly string[] {
    const gaps = of - standings.scored;
    if (of === 0 || gaps / of <= maxUnscoredRate) return [];
    return [
      `${gaps} of ${side}'s ${countOf(of, 'test')} without a score${describeGaps(standings)}: ${exactPercent(gaps / of)}, maxUnscoredRate is ${exactPercent(maxUnscoredRate)}`,
    ];
  }
}

function whyOtherJudges({ cases, hasBase }: MetricInput): readonly string[] {
  const [head, base] = [judgesOf(cases, 'head'), judgesOf(cases, 'base')];
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
export function judgesOf(cases: readonly MetricCase[], side: 'head' | 'base'): readonly RowJudge[] {
  const byKey = new Map<string, RowJudge>();
  for (const row of cases) {
    const standing = row[side];
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

function whyUncalibrated({ metric, policy: { calibration }, cases, records }: MetricInput): readonly string[] {
  if (calibration === undefined) return [];
  const { requireCalibrated, minKappa } = calibration;
  const uncalibrated = requireCalibrated
    ? cases.filter(({ head }) => head.kind === 'scored' && head.judge.calibration !== 'calibrated').length
    : 0;
  const record = records.find(({ assertion }) => assertion === metric);
  const judges = calibration.records.length === 0 ? [] : judgesOf(cases, 'head');
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
