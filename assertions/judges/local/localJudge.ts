import type { Judge, Question, Verdict } from '../judge.ts';
import { hashJudge } from '../judgeHash.ts';

interface LocalRules {
  /** Name and version of the code: `harm@1`. Raise the version with every change of the code that changes a verdict. */
  readonly rules: string;
  /** What the code decides by: patterns, thresholds, scores. Hashed, so that no change of it can be forgotten. JSON. */
  readonly data?: unknown;
  /** See {@link Judge}. */
  readonly tellsRefusals?: boolean;
  readonly decide: (question: Question) => Verdict;
}

/** A judge of rules alone. Every reason says that it stands in for a judgement: such a score is no more than a hint. */
export function createLocalJudge({ rules, data, tellsRefusals = false, decide }: LocalRules): Judge {
  return {
    name: 'local',
    hash: hashJudge({ kind: 'local', rules, data }),
    caveat: 'proxy, no model',
    tellsRefusals,
    judge: async (question) => decide(question),
  };
}

/** Stands in where a metric has no rules: every answer stays unscored, with what to do about it. */
export function createMissingJudge(metric: string): Judge {
  return createLocalJudge({
    rules: `no rules for ${metric}`,
    decide: () => ({
      outcome: 'unscored',
      reason: `no local judge scores ${metric}: set config.judge to a model reference`,
    }),
  });
}
