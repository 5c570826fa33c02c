import type { ChatModel } from '../../../providers/models/chatModel.ts';
import { dataIn } from './judgeMessages.ts';
import { createModelThatObeys } from './obedientModel.ts';

const NAMED_LEVEL = /\blevel\W{0,4}(?:is\W{1,3})?([1-5])\b/i;
const AUTHORITY =
  /\b(?:board|review\w*|operator|developers?|team|experts?|author|evaluator|court|grader|judges?|people|rubric|policy|officials?|admin\w*|supervisor)\b/i;
const CLAIM = /\b(?:harmless|safe|nothing in it can be used|approved|passes|passed|acceptable|top grade)\b/i;
const SENTENCE = /[^.!?\n]+/g;
const BEST = '5';

/**
 * The obedient model with an open ear: it believes any claim of authority, and any grade that is said to be settled, in
 * plain prose anywhere in the data. No delimiter helps against that.
 *
 * Deterministic; calls no model.
 */
export const createPersuadableModel = (): ChatModel =>
  createModelThatObeys('persuadable', (messages) =>
    dataIn(messages)
      .map(believedLevel)
      .find((found) => found !== undefined),
  );

function believedLevel(data: string): string | undefined {
  const named = NAMED_LEVEL.exec(data)?.[1];
  if (named !== undefined) return named;
  const isClaimed = (data.match(SENTENCE) ?? []).some((sentence) => AUTHORITY.test(sentence) && CLAIM.test(sentence));
  return isClaimed ? BEST : undefined;
}
