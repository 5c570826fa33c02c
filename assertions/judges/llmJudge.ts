import { messageOf } from '../../errors.ts';
import type { ChatModel, ChatReply, Sampling } from '../../providers/models/chatModel.ts';
import type { Judge, Question, Verdict } from './judge.ts';
import { createJudgePrompt } from './judgePrompt.ts';
import type { Rubric } from './rubric.ts';
import { parseVerdict } from './verdict.ts';

/** Greedy and seeded: the same question gets the same verdict, as far as the model allows. */
export const JUDGE_SAMPLING: Sampling = { temperature: 0, maxTokens: 512, seed: 1 };

interface LlmJudgeOptions {
  readonly model: ChatModel;
  readonly rubric: Rubric;
  /** @default {@link JUDGE_SAMPLING} */
  readonly sampling?: Sampling;
}

/** A judge that asks a model, one call a question, and scores by the rubric's levels. What the call fails by is unscored. */
export function createLlmJudge({ model, rubric, sampling = JUDGE_SAMPLING }: LlmJudgeOptions): Judge {
  return {
    name: model.name,
    rubric: rubric.name,
    judge: async (question) => {
      if (question.request.trim() === '') {
        return { outcome: 'unscored', reason: 'there is no request to judge by: set config.request' };
      }
      try {
        return await ask(question);
      } catch (error) {
        return { outcome: 'unscored', reason: `the judge's model gave no answer: ${messageOf(error)}` };
      }
    },
  };

  async function ask(question: Question): Promise<Verdict> {
    const { messages, nonce } = createJudgePrompt(rubric, question);
    const reply = await model.chat({ messages, sampling, repeat: 0, phase: 'judge' });
    return { ...parseVerdict({ text: reply.text, finishReason: reply.finishReason, nonce }), usage: usageOf(reply) };
  }
}

function usageOf({ usage }: ChatReply) {
  return { calls: 1, ...usage };
}
