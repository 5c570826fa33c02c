import { shortHash } from '../../foundation/hash.ts';
import { SECOND_QUESTION, SYSTEM_QUESTION, TRIAL_QUESTIONS } from '../loop/trialQuestion.ts';
import type { SamplingByPhase } from '../models/callOptions.ts';
import type { ChatModel, Sampling } from '../models/chatModel.ts';
import type { ProviderConfig } from './providerConfig.ts';

/** Room for a yes or no after a short thought. A longer one gets more. */
export const JUDGE_MAX_TOKENS = 512;

/** The column's sampling, but always the likeliest word. */
export const judgeSampling = (sampling: SamplingByPhase): Sampling => ({
  ...sampling,
  temperature: 0,
  maxTokens: JUDGE_MAX_TOKENS,
});

/** Over all that changes a judge's verdicts, without secrets: 16 hex digits. */
export function hashTrialJudge({ name }: ChatModel, { sampling }: Pick<ProviderConfig, 'sampling'>): string {
  return shortHash([name, judgeSampling(sampling), [SYSTEM_QUESTION, TRIAL_QUESTIONS, SECOND_QUESTION]], 16);
}
