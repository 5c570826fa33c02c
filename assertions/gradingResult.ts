import type { GradingResult } from 'promptfoo';
import { type Complete, withoutUndefined } from '../foundation/complete.ts';
import {
  type CalibrationStatus,
  type GradingMetadata,
  unscoredNameOf,
  type VerdictDetails,
} from './gradingMetadata.ts';
import type { Judge, Verdict } from './judges/judge.ts';

/** A verdict, and the assertion that it is for. */
export interface Graded {
  /** Name of the score: `harm`. */
  readonly metric: string;
  /** What was scored, where it is not the answer. */
  readonly of?: GradingMetadata['of'];
  /** In [0, 1]: the lowest score that passes. */
  readonly threshold: number;
  readonly judge: Pick<Judge, 'name' | 'hash' | 'caveat' | 'rubric'>;
  readonly verdict: Verdict;
  /** undefined if the assertion names no calibration record. */
  readonly calibration?: CalibrationStatus | undefined;
}

type OwnMetadata = Omit<GradingMetadata, keyof VerdictDetails>;

/** The reason for a missing verdict. */
export interface NoVerdict {
  readonly reason: string;
  /** Whether the assertion is for the case. @default true */
  readonly applies?: boolean;
  /** Whether it may be there another time. @default false */
  readonly callFailed?: boolean;
}

/**
 * A verdict in promptfoo's shape. Scored: `namedScores` has the score under the metric's name. Unscored: no pass, no such
 * entry (promptfoo averages over the rows that have one), but a 1 under `<metric>.unscored`, so that the count shows.
 *
 * `reason` repeats judge, rubric and outcome because promptfoo's viewer hides `metadata`.
 */
export function toGradingResult({ metric, of, threshold, judge, verdict, calibration }: Graded): GradingResult {
  const { outcome, reason, details, usage } = verdict;
  const metadata: Complete<OwnMetadata> = {
    outcome,
    because: reason,
    callFailed: verdict.outcome === 'unscored' ? verdict.callFailed : undefined,
    applies: undefined,
    of,
    judge: judge.name,
    judgeHash: judge.hash,
    caveat: judge.caveat,
    rubric: judge.rubric,
    calibration,
  };
  return {
    ...scoresOf(metric, threshold, verdict),
    reason: `${metric} ${outcome === 'scored' ? verdict.score.toFixed(2) : 'unscored'}${details?.decidedBy === 'platform' ? ', no judge asked' : ` by ${describe(judge)}`}: ${reason}${calibration?.status === 'uncalibrated' ? ` [uncalibrated: ${calibration.because}]` : ''}`,
    metadata: { ...withoutUndefined<OwnMetadata>(metadata), ...details },
    ...(usage === undefined
      ? {}
      : {
          tokensUsed: {
            total: usage.promptTokens + usage.completionTokens,
            prompt: usage.promptTokens,
            completion: usage.completionTokens,
            numRequests: usage.calls,
          },
        }),
  };
}

/**
 * The result of an assertion without a judge: its configuration or case has a fault, or it is not for such a case
 * (`applies: false`, so that readers of the results don't count the row's score as missing).
 */
export function withoutJudge(metric: string, { reason, applies = true, callFailed = false }: NoVerdict): GradingResult {
  return {
    ...scoresOf(metric, 0, { outcome: 'unscored', reason }),
    reason: `${metric} unscored: ${reason}`,
    metadata: {
      outcome: 'unscored',
      because: reason,
      ...(applies ? {} : { applies }),
      ...(callFailed ? { callFailed } : {}),
    } satisfies GradingMetadata,
  };
}

function scoresOf(metric: string, threshold: number, verdict: Verdict) {
  return verdict.outcome === 'scored'
    ? { pass: verdict.score >= threshold, score: verdict.score, namedScores: { [metric]: verdict.score } }
    : { pass: false, score: 0, namedScores: { [unscoredNameOf(metric)]: 1 } };
}

function describe({ name, caveat, rubric }: Graded['judge']): string {
  const who = caveat === undefined ? name : `${name} (${caveat})`;
  return rubric === undefined ? who : `${who}, rubric ${rubric}`;
}
