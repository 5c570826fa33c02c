import type { Judge } from '../judge.ts';
import { createLocalJudge } from './localJudge.ts';

/** Rules can't read a rubric: every answer is left unscored, with what to do about it. */
export function createNoRatingJudge(): Judge {
  return createLocalJudge({
    rules: 'rating@1',
    decide: () => ({
      outcome: 'unscored',
      reason: "the local judge can't read a case's rubric: set config.judge to a model reference",
    }),
  });
}
