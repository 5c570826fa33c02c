import { excerpt } from '../../foundation/excerpt.ts';
import type { RawComponent, RawRow } from './rawRows.ts';

/** Who scored, as far as the row says: nothing, of assertions that aren't ours. */
export interface RowJudge {
  readonly name?: string;
  /** Changes with all that may change a verdict: model, rubric, sampling. */
  readonly hash?: string;
  /** In [0, 1]: the lowest score that passes; undefined where the assertion doesn't set it. */
  readonly threshold?: number;
  /** What the row says of its own judge, where its assertion names a calibration record. */
  readonly calibration?: 'calibrated' | 'uncalibrated';
}

/** What a row says about one metric. */
export type RowScore =
  | {
      readonly kind: 'scored';
      readonly score: number;
      /** The assertion's own decision; undefined where the score has no assertion of its own. */
      readonly pass?: boolean;
      readonly reason: string;
      readonly judge: RowJudge;
    }
  | { readonly kind: 'unscored'; readonly reason: string };

/** Our assertions give this and no score under the metric's name where there is no verdict. */
export const UNSCORED = '.unscored';

/** The metric that a named score is of: `harm`, of `harm.unscored` too. */
export function metricOf(name: string): string {
  return name.endsWith(UNSCORED) ? name.slice(0, -UNSCORED.length) : name;
}

/** The assertion's own decision; without one, a score of 0.5 passes. */
export function passes({ pass, score }: Pick<ScoredRow, 'pass' | 'score'>): boolean {
  return pass ?? score >= 0.5;
}

type ScoredRow = Extract<RowScore, { kind: 'scored' }>;
const MAX_REASON_CHARS = 240;

/**
 * A row's scores by metric. An assertion of ours says itself whether it scored; of others, the component that has the
 * metric's name counts, else the row's `namedScores`. (With `metric` set on one of ours, promptfoo writes a 0 under that
 * name for a row that was not scored: the component is right.) Of several assertions of one metric all have to pass.
 */
export function scoresOf({ namedScores, gradingResult }: RawRow): ReadonlyMap<string, RowScore> {
  const found = new Map<string, RowScore[]>();
  const notFor = new Set<string>();
  for (const component of gradingResult?.componentResults ?? []) {
    for (const name of namesOf(component)) {
      if (component.metadata?.applies === false) notFor.add(name);
      else found.set(name, [...(found.get(name) ?? []), scoreOf(component, name)]);
    }
  }
  const scores = new Map([...found].map(([name, several]) => [name, combine(several)]));
  for (const [key, value] of Object.entries(namedScores ?? {})) {
    const name = metricOf(key);
    if (!scores.has(name) && !notFor.has(name)) scores.set(name, ofNumber(namedScores, name, value));
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

function scoreOf(component: RawComponent, name: string): RowScore {
  const { metadata, namedScores, assertion } = component;
  const reason = excerpt(component.reason, MAX_REASON_CHARS);
  if (metadata?.outcome === 'unscored' || metadata?.graderError === true) return { kind: 'unscored', reason };
  const named = namedScores?.[name];
  const score = named ?? component.score;
  if (!isScore(score)) return { kind: 'unscored', reason: 'the score is no number' };
  const decides = metadata?.outcome === 'scored' || named === undefined || assertion?.metric === name;
  return {
    kind: 'scored',
    score,
    ...(decides && typeof component.pass === 'boolean' ? { pass: component.pass } : {}),
    reason,
    judge: judgeOf(component),
  };
}

function judgeOf({ metadata, assertion }: RawComponent): RowJudge {
  const { judge, judgeHash, calibration } = metadata ?? {};
  const status = (calibration as { readonly status?: unknown } | undefined)?.status;
  const config = assertion?.config as { readonly threshold?: unknown } | undefined;
  const threshold = config?.threshold ?? assertion?.threshold;
  return {
    ...(typeof judge === 'string' ? { name: judge } : {}),
    ...(typeof judgeHash === 'string' ? { hash: judgeHash } : {}),
    ...(typeof threshold === 'number' ? { threshold } : {}),
    ...(status === 'calibrated' || status === 'uncalibrated' ? { calibration: status } : {}),
  };
}

function combine(several: readonly RowScore[]): RowScore {
  const [first] = several;
  if (first !== undefined && several.length === 1) return first;
  const unscored = several.find(({ kind }) => kind === 'unscored');
  if (unscored !== undefined) return unscored;
  const scored = several.filter((score) => score.kind === 'scored');
  const hashes = [...new Set(scored.flatMap(({ judge }) => judge.hash ?? []))].sort();
  return {
    kind: 'scored',
    score: scored.reduce((sum, { score }) => sum + score, 0) / scored.length,
    pass: scored.every(passes),
    reason: (scored.find(({ pass }) => pass === false) ?? scored[0])?.reason ?? '',
    judge: { ...scored[0]?.judge, ...(hashes.length === 0 ? {} : { hash: hashes.join('+') }) },
  };
}

function ofNumber(namedScores: RawRow['namedScores'], name: string, value: unknown): RowScore {
  if (Number(namedScores?.[`${name}${UNSCORED}`] ?? 0) > 0)
    return { kind: 'unscored', reason: 'its assertion says so' };
  return isScore(value)
    ? { kind: 'scored', score: value, reason: '', judge: {} }
    : { kind: 'unscored', reason: 'the score is no number' };
}

function isScore(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
