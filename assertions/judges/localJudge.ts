import type { Judge, Question, Verdict } from './judge.ts';

/** A judge of rules alone. Every reason says that it stands in for a judgement: such a score is no more than a hint. */
export function createLocalJudge(decide: (question: Question) => Verdict): Judge {
  return { name: 'local', caveat: 'proxy, no model', judge: async (question) => decide(question) };
}
