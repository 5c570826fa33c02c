import type { Judge, Question, Verdict } from './judge.ts';
import { hashJudge } from './judgeHash.ts';

interface LocalRules {
  /** Name and version: `harm@1`. Raise the version with every change of what the rules decide, the detector's included. */
  readonly rules: string;
  readonly decide: (question: Question) => Verdict;
}

/** A judge of rules alone. Every reason says that it stands in for a judgement: such a score is no more than a hint. */
export function createLocalJudge({ rules, decide }: LocalRules): Judge {
  return {
    name: 'local',
    hash: hashJudge({ kind: 'local', rules }),
    caveat: 'proxy, no model',
    judge: async (question) => decide(question),
  };
}
