import type { CaseRubric } from '../../../datasets/caseSchema.ts';
import { messageOf } from '../../../foundation/errors.ts';
import type { ChatModel, ChatReply, Sampling } from '../../../providers/models/chatModel.ts';
import { modelIdentity } from '../../../providers/models/requestKey.ts';
import { MORE_TOKENS } from '../../../providers/models/roomForThoughts.ts';
import { type Judge, NO_REQUEST, type Question, totalUsage, type Verdict } from '../judge.ts';
import { hashJudge } from '../judgeHash.ts';
import { createJudgePrompt, type JudgePrompt } from './judgePrompt.ts';
import { isRepairable, repairConversation } from './repair.ts';
import { forCase, type Rubric } from './rubric.ts';
import { parseVerdict } from './verdict.ts';

/** Greedy and seeded: the same question gets the same verdict if the model allows. */
export const JUDGE_SAMPLING: Sampling = { temperature: 0, maxTokens: 512, seed: 1 };

interface LlmJudgeOptions {
  readonly model: ChatModel;
  readonly rubric: Rubric;
  /** @default {@link JUDGE_SAMPLING} */
  readonly sampling?: Sampling;
  /** Whether a case's own rubric takes the place of this one. @default false */
  readonly takesCaseRubric?: boolean;
}

/**
 * A judge that asks a model and scores by the rubric's levels or checklist, or by the case's own. A reply that isn't a
 * verdict is sent back once with its fault (`details.repaired`). A reply that was cut or withheld, a second faulty one and
 * a failed call are unscored.
 */
export function createLlmJudge({
  model,
  rubric,
  sampling = JUDGE_SAMPLING,
  takesCaseRubric = false,
}: LlmJudgeOptions): Judge {
  // A judge that reasons needs room, unless the user limits it.
  const room = sampling.maxTokens === JUDGE_SAMPLING.maxTokens ? { moreTokens: MORE_TOKENS } : {};
  return {
    name: model.name,
    hash: hashJudge({
      kind: 'llm',
      model: model.addressless ?? model.name,
      rubric,
      wording: [rubric, ...(takesCaseRubric ? [forCase(rubric, ANY_CHECKLIST)] : [])].flatMap(wordingOf),
      sampling,
    }),
    identity: modelIdentity(model),
    rubric: rubric.name,
    judge: async (question) => {
      if (question.request.trim() === '') return NO_REQUEST;
      const prompt = createJudgePrompt(takesCaseRubric ? forCase(rubric, question.facts.rubric) : rubric, question);
      const first = await ask(prompt);
      if (first.verdict.outcome === 'scored' || first.reply === undefined || !isRepairable(first.reply)) {
        return first.verdict;
      }
      const failed = { text: first.reply.text, fault: first.verdict.reason };
      const second = await ask({ ...prompt, messages: repairConversation(prompt, failed) });
      return afterRepair(first.verdict, second.verdict);
    },
  };

  async function ask({ messages, nonce, form }: JudgePrompt): Promise<Attempt> {
    try {
      const request = { messages, sampling, repeat: 0, phase: 'judge', replySchema: form.schema } as const;
      const reply = await model.chat({ ...request, ...room });
      const verdict = parseVerdict({ ...reply, nonce }, form);
      return { reply, verdict: { ...verdict, usage: { calls: 1, ...reply.usage } } };
    } catch (error) {
      const reason = `the judge's model gave no answer: ${messageOf(error)}`;
      return { verdict: { outcome: 'unscored', reason, callFailed: true } };
    }
  }
}

interface Attempt {
  readonly verdict: Verdict;
  /** Absent if the call failed. */
  readonly reply?: ChatReply;
}

function afterRepair(first: Verdict, second: Verdict): Verdict {
  const spent = totalUsage([first, second]);
  return second.outcome === 'scored'
    ? { ...second, ...spent, details: { ...second.details, repaired: true } }
    : { ...second, ...spent, reason: `${second.reason} (asked again because at first ${first.reason})` };
}

const NOTHING: Question = { request: '', response: '', facts: {} };

/** Everything that the model may read besides the data. */
function wordingOf(rubric: Rubric) {
  const prompt = createJudgePrompt(rubric, NOTHING);
  return [repairConversation(prompt, { text: '', fault: '' }), prompt.form.schema];
}

/** Stands for the checklists of cases, which are data: their wording counts for the hash. */
const ANY_CHECKLIST: CaseRubric = { checklist: Array.from({ length: 4 }, () => ({ question: '', good: 'yes' })) };
