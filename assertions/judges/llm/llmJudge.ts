import { messageOf } from '../../../foundation/errors.ts';
import type { ChatModel, ChatReply, ChatRequest, Sampling } from '../../../providers/models/chatModel.ts';
import { addUsage, type Judge, type Question, type Verdict } from '../judge.ts';
import { hashJudge } from '../judgeHash.ts';
import { createJudgePrompt } from './judgePrompt.ts';
import { isRepairable, repairConversation } from './repair.ts';
import { forCase, type Rubric } from './rubric.ts';
import { parseVerdict, VERDICT_SCHEMA } from './verdict.ts';

/** Greedy and seeded: the same question gets the same verdict, as far as the model allows. */
export const JUDGE_SAMPLING: Sampling = { temperature: 0, maxTokens: 512, seed: 1 };

interface LlmJudgeOptions {
  readonly model: ChatModel;
  readonly rubric: Rubric;
  /** @default {@link JUDGE_SAMPLING} */
  readonly sampling?: Sampling;
}

/**
 * A judge that asks a model and scores by the rubric's levels, or the case's own where it has some. A reply that is no verdict is sent back once with what is
 * wrong with it (`details.repaired`); one that was cut or withheld, a second one and a call that fails are unscored.
 */
export function createLlmJudge({ model, rubric, sampling = JUDGE_SAMPLING }: LlmJudgeOptions): Judge {
  return {
    name: model.name,
    hash: hashJudge({ kind: 'llm', model: model.name, rubric, wording: wordingOf(rubric), sampling }),
    rubric: rubric.name,
    judge: async (question) => {
      if (question.request.trim() === '') {
        return { outcome: 'unscored', reason: 'there is no request to judge by: set config.request' };
      }
      const prompt = createJudgePrompt(forCase(rubric, question.facts.rubric), question);
      const first = await ask(prompt.messages, prompt.nonce);
      if (first.verdict.outcome === 'scored' || first.reply === undefined || !isRepairable(first.reply)) {
        return first.verdict;
      }
      const failed = { text: first.reply.text, fault: first.verdict.reason };
      const second = await ask(repairConversation(prompt, failed), prompt.nonce);
      return afterRepair(first.verdict, second.verdict);
    },
  };

  async function ask(messages: ChatRequest['messages'], nonce: string): Promise<Attempt> {
    try {
      const reply = await model.chat({ messages, sampling, repeat: 0, phase: 'judge', replySchema: VERDICT_SCHEMA });
      const verdict = parseVerdict({ ...reply, nonce });
      return { reply, verdict: { ...verdict, usage: { calls: 1, ...reply.usage } } };
    } catch (error) {
      const reason = `the judge's model gave no answer: ${messageOf(error)}`;
      return { verdict: { outcome: 'unscored', reason } };
    }
  }
}

interface Attempt {
  readonly verdict: Verdict;
  /** None where the call failed. */
  readonly reply?: ChatReply;
}

function afterRepair(first: Verdict, second: Verdict): Verdict {
  const usage = addUsage([first.usage, second.usage]);
  const spent = usage === undefined ? {} : { usage };
  return second.outcome === 'scored'
    ? { ...second, ...spent, details: { ...second.details, repaired: true } }
    : { ...second, ...spent, reason: `${second.reason} (asked again, for at first ${first.reason})` };
}

const NOTHING: Question = { request: '', response: '', facts: {} };

/** All that the model may be told besides the data. */
function wordingOf(rubric: Rubric) {
  return [repairConversation(createJudgePrompt(rubric, NOTHING), { text: '', fault: '' }), VERDICT_SCHEMA];
}
