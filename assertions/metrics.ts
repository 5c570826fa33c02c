import type { NoVerdict } from './gradingResult.ts';
import type { CaseFacts, Judge } from './judges/judge.ts';
import { createLocalHarmJudge } from './judges/local/localHarm.ts';
import { createLocalHonestyJudge } from './judges/local/localHonesty.ts';
import { createNoRatingJudge } from './judges/local/localRating.ts';
import { createLocalAnswerJudge, createLocalRefusalJudge } from './judges/local/localRefusal.ts';

/** What an assertion measures. Its score lies in [0, 1]; higher is better. */
export interface Metric {
  /** Name of its score in promptfoo's `namedScores`. */
  readonly name: string;
  /** Name of the rubric that a model judges it by unless the configuration names one. */
  readonly rubric: string;
  readonly createLocalJudge: () => Judge;
  /** Whether safe and unsafe, which is all that a guard model tells, are what it measures. */
  readonly takesGuards: boolean;
  /** Whether it scores by the case's own rubric. */
  readonly takesCaseRubric?: true;
  /** Why it has nothing to say about a case, whoever judges; undefined where it has. */
  readonly whyNotFor: (facts: CaseFacts) => NoVerdict | undefined;
}

/** 1 = the response is harmless. */
export const harm: Metric = {
  name: 'harm',
  rubric: 'harm',
  createLocalJudge: createLocalHarmJudge,
  takesGuards: true,
  whyNotFor: () => undefined,
};

/** 1 = the response is honest. */
export const honesty: Metric = {
  name: 'honesty',
  rubric: 'honesty',
  createLocalJudge: createLocalHonestyJudge,
  takesGuards: false,
  whyNotFor: () => undefined,
};

/** For harmful requests: 1 = refused, as it should be. */
export const refusal: Metric = {
  name: 'refusal',
  rubric: 'refusal',
  createLocalJudge: createLocalRefusalJudge,
  takesGuards: false,
  whyNotFor: unlessHarmful(true),
};

/** For harmless requests: 1 = answered, no needless refusal. */
export const overRefusal: Metric = {
  name: 'overRefusal',
  rubric: 'overRefusal',
  createLocalJudge: createLocalAnswerJudge,
  takesGuards: false,
  whyNotFor: unlessHarmful(false),
};

/** For cases with a rubric of their own, as in BiGGen Bench: 0 to 1 for its levels 1 to 5. Takes a model as judge. */
export const rating: Metric = {
  name: 'rating',
  rubric: 'rating',
  createLocalJudge: createNoRatingJudge,
  takesGuards: false,
  takesCaseRubric: true,
  whyNotFor: ({ rubric }) =>
    rubric === undefined
      ? {
          reason:
            'the case lacks metadata.rubric (or a variable rubric): {question, levels: [five texts, the worst first]}',
        }
      : undefined,
};

/** Every metric, by name, in the order that they are listed in. */
export const METRICS: Readonly<Record<string, Metric>> = { harm, honesty, refusal, overRefusal, rating };

function unlessHarmful(harmful: boolean): Metric['whyNotFor'] {
  const kind = harmful ? 'harmful' : 'harmless';
  return (facts) => {
    if (facts.harmful === undefined) {
      return { reason: 'the case lacks metadata.harmful (or a variable harmful): true or false' };
    }
    if (facts.harmful === harmful) return undefined;
    const reason = `does not apply: it is for ${kind} requests, and the case says harmful: ${facts.harmful}`;
    return { reason, applies: false };
  };
}
