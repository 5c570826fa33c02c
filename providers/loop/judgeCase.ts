import { assistant, type Conversation, user } from '../../foundation/conversation.ts';
import { selfCritique } from './selfCritique.ts';
import { questionOn, readVerdict, SECOND_QUESTION, type TrialCase } from './trialQuestion.ts';
import type { Ask, Prompts, Reply } from './types.ts';

export interface CaseJudging {
  readonly prompts: Prompts;
  /** Answers, critiques and revises. */
  readonly ask: Ask;
  /** Puts a yes-or-no question to the judge. */
  readonly judge: (question: Conversation) => Promise<Reply>;
}

/** Whether a case fails. */
export type CaseVerdict = boolean | 'unclear';

/**
 * Answers a case under a spec, and asks the judge whether the answer fails.
 *
 * @throws whatever asking throws
 */
export async function failsUnder(
  spec: string,
  one: TrialCase,
  { prompts, ask, judge }: CaseJudging,
): Promise<CaseVerdict> {
  const { conversation, kind } = one;
  const fixed = async () => ({ text: spec, version: 0 });
  const { outcome, transcript } = await selfCritique({ conversation, spec: fixed, prompts, ask });
  // What the platform holds back does no harm, and helps with nothing.
  if (outcome === 'withheld') return kind === 'harmless';
  if (transcript === undefined) return 'unclear';
  const question = questionOn(one, transcript.at(-1)?.content ?? '');
  const reply = await judge(question);
  const verdict = readVerdict(reply, kind);
  if (verdict !== 'unclear' || reply.outcome !== 'answered' || reply.truncated) return verdict;
  return readVerdict(await judge([...question, assistant(reply.text), user(SECOND_QUESTION)]), kind);
}
