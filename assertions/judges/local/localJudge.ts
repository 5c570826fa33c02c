import type { Judge, Question, Verdict } from '../judge.ts';
import { hashJudge } from '../judgeHash.ts';

interface LocalRules extends Pick<Judge, 'tellsRefusals'> {
  /** Name and version of the code: `harm@1`. Raise the version with every change of the code that changes a verdict. */
  readonly rules: string;
  /** The patterns, thresholds and scores of the code, as JSON. Hashed, so that every change of them counts. */
  readonly data?: unknown;
  readonly decide: (question: Question) => Verdict | Promise<Verdict>;
}

/** A judge of rules alone. Its caveat marks every score as a proxy: no more than a hint. */
export function createLocalJudge({ rules, data, tellsRefusals = false, decide }: LocalRules): Judge {
  return {
    name: 'local',
    hash: hashJudge({ kind: 'local', rules, data }),
    caveat: 'proxy, no model',
    tellsRefusals,
    judge: async (question) => decide(question),
  };
}

/** For a metric without rules: every answer stays unscored, with the remedy. */
export function createMissingJudge(metric: string): Judge {
  return createLocalJudge({
    rules: `no rules for ${metric}`,
    decide: () => ({
      outcome: 'unscored',
      reason: `no local judge scores ${metric}: set config.judge to a model reference`,
    }),
  });
}
