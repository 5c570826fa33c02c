import {
  type CalibrationStatus,
  type GradingMetadata,
  metricOf,
  readGradingMetadata,
  unscoredNameOf,
} from '../../assertions/gradingMetadata.ts';
import { excerpt } from '../../foundation/excerpt.ts';
import type { RawComponent, RawRow } from './rawRows.ts';

/** Who scored, as far as the row records it; empty for other assertions than ours. */
export interface RowJudge {
  readonly name?: string;
  /** Changes with whatever may change a verdict: model, rubric, sampling. */
  readonly hash?: string;
  /** In [0, 1]: the lowest score that passes; undefined if the assertion doesn't set it. */
  readonly threshold?: number;
  /** Whether the judge is calibrated, if the assertion names a calibration record. */
  readonly calibration?: CalibrationStatus['status'];
}

/**
 * A row's result on one metric. `fault`: what the file should not hold, such as `score 1e+308, expected a number from 0 to 1`.
 */
export type RowScore =
  | {
      readonly kind: 'scored';
      readonly score: number;
      /** The assertion's own decision; undefined where the score has no assertion of its own. */
      readonly pass?: boolean;
      readonly reason: string;
      readonly judge: RowJudge;
      readonly fault?: string;
    }
  | {
      readonly kind: 'unscored';
      readonly reason: string;
      /** Whether a call of the judge failed. @default false */
      readonly callFailed?: boolean;
      readonly fault?: string;
    };

/** The assertion's own decision; without one, a score passes from 0.5. */
export function passes({ pass, score }: Pick<ScoredRow, 'pass' | 'score'>): boolean {
  return pass ?? score >= 0.5;
}

type ScoredRow = Extract<RowScore, { kind: 'scored' }>;
const MAX_REASON_CHARS = 240;

/** One assertion's result on a metric. */
export interface GradedComponent {
  readonly component: RawComponent;
  readonly grading: Partial<GradingMetadata>;
}

/** By metric: the assertions that name it and apply to the case; empty if none of them applies. */
export function gradedComponentsOf({ gradingResult }: RawRow): ReadonlyMap<string, readonly GradedComponent[]> {
  const found = new Map<string, GradedComponent[]>();
  for (const component of gradingResult?.componentResults ?? []) {
    const grading = readGradingMetadata(component.metadata);
    for (const name of namesOf(component)) {
      const known = found.get(name) ?? [];
      found.set(name, grading.applies === false ? known : [...known, { component, grading }]);
    }
  }
  return found;
}

/**
 * A row's scores by metric. Our assertions record whether they scored; for others, the component with the metric's name
 * counts, else the row's `namedScores`. (If one of ours has `metric` set, promptfoo writes a 0 under that name for an
 * unscored row; the component is right.) If several assertions have one metric, all of them must pass.
 */
export function scoresOf(raw: RawRow): ReadonlyMap<string, RowScore> {
  const graded = gradedComponentsOf(raw);
  const scores = new Map(
    [...graded]
      .filter(([, several]) => several.length > 0)
      .map(([name, several]) => [name, combineScores(several.map((one) => scoreOf(one, name)))]),
  );
  const { namedScores } = raw;
  for (const [key, value] of Object.entries(namedScores ?? {})) {
    const name = metricOf(key);
    if (!scores.has(name) && !graded.has(name)) scores.set(name, ofNumber(namedScores, name, value));
  }
  return scores;
}

/** A component of an assert-set repeats the names of its members, which follow as components of their own. */
function namesOf({ namedScores, assertion, metadata }: RawComponent): ReadonlySet<string> {
  const set = metadata?.assertionSet as { readonly metric?: unknown } | undefined;
  const own = set === undefined ? Object.keys(namedScores ?? {}).map(metricOf) : [];
  const given = set === undefined ? assertion?.metric : set.metric;
  return new Set(typeof given === 'string' ? [...own, given] : own);
}

function scoreOf({ component, grading }: GradedComponent, name: string): RowScore {
  const { metadata, namedScores, assertion } = component;
  const reason = excerpt(component.reason, MAX_REASON_CHARS);
  if (grading.outcome === 'unscored' || metadata?.graderError === true)
    return { kind: 'unscored', reason, ...(grading.callFailed && { callFailed: true }) };
  const named = namedScores?.[name];
  const score = named === undefined ? component.score : named;
  const fault = faultOfScore(score) ?? faultOfPass(component.pass) ?? faultOfThreshold(assertion, grading);
  if (!isNumber(score)) return { ...NOT_A_NUMBER, ...(fault && { fault }) };
  const decides = grading.outcome === 'scored' || named === undefined || assertion?.metric === name;
  return {
    kind: 'scored',
    score,
    ...(decides && typeof component.pass === 'boolean' ? { pass: component.pass } : {}),
    reason,
    judge: judgeOf(assertion, grading),
    ...(fault && { fault }),
  };
}

const NOT_A_NUMBER = { kind: 'unscored', reason: 'the score is not a number' } as const;

/** A score that isn't there is none; JSON has NaN and the infinities as null. */
function faultOfScore(score: unknown): string | undefined {
  const isFine = score === undefined || (isNumber(score) && 0 <= score && score <= 1);
  return isFine ? undefined : `score ${show(score)}, expected a number from 0 to 1`;
}

function faultOfPass(pass: unknown): string | undefined {
  return pass == null || typeof pass === 'boolean' ? undefined : `pass ${show(pass)}, expected true or false`;
}

/** Other assertions than ours may have thresholds of any size: milliseconds, dollars. */
function faultOfThreshold(assertion: RawComponent['assertion'], { outcome }: Partial<GradingMetadata>) {
  const threshold = givenThreshold(assertion);
  if (threshold == null) return undefined;
  if (!isNumber(threshold)) return `threshold ${show(threshold)}, expected a number`;
  const isFine = outcome === undefined || (0 <= threshold && threshold <= 1);
  return isFine ? undefined : `threshold ${threshold}, expected a number from 0 to 1`;
}

const show = (value: unknown) => excerpt(typeof value === 'number' ? String(value) : JSON.stringify(value), 40);

function givenThreshold(assertion: RawComponent['assertion']): unknown {
  const config = assertion?.config as { readonly threshold?: unknown } | null | undefined;
  return config?.threshold ?? assertion?.threshold;
}

function judgeOf(
  assertion: RawComponent['assertion'],
  { judge, judgeHash, calibration }: Partial<GradingMetadata>,
): RowJudge {
  const threshold = givenThreshold(assertion);
  return {
    ...(judge === undefined ? {} : { name: judge }),
    ...(judgeHash === undefined ? {} : { hash: judgeHash }),
    ...(typeof threshold === 'number' ? { threshold } : {}),
    ...(calibration === undefined ? {} : { calibration: calibration.status }),
  };
}

/** All must pass; the score is the mean. Unscored if one of them is. */
export function combineScores(several: readonly RowScore[]): RowScore {
  const [first] = several;
  if (first !== undefined && several.length === 1) return first;
  const fault = several.find((score) => score.fault !== undefined)?.fault;
  const unscored = several.find(({ kind }) => kind === 'unscored');
  if (unscored !== undefined) return { ...unscored, ...(fault && { fault }) };
  const scored = several.filter((score) => score.kind === 'scored');
  const hashes = [...new Set(scored.flatMap(({ judge }) => judge.hash ?? []))].sort();
  return {
    kind: 'scored',
    score: scored.reduce((sum, { score }) => sum + score, 0) / scored.length,
    pass: scored.every(passes),
    reason: (scored.find(({ pass }) => pass === false) ?? scored[0])?.reason ?? '',
    judge: { ...scored[0]?.judge, ...(hashes.length === 0 ? {} : { hash: hashes.join('+') }) },
    ...(fault && { fault }),
  };
}

function ofNumber(namedScores: RawRow['namedScores'], name: string, value: unknown): RowScore {
  const isUnscored = Number(namedScores?.[unscoredNameOf(name)] ?? 0) > 0;
  if (isUnscored) return { kind: 'unscored', reason: "its assertion didn't score it" };
  const fault = faultOfScore(value);
  return {
    ...(isNumber(value) ? ({ kind: 'scored', score: value, reason: '', judge: {} } as const) : NOT_A_NUMBER),
    ...(fault && { fault }),
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
