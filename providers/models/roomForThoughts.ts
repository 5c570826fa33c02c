import { oncePerProcess } from '../../foundation/once.ts';
import type { ChatModel, ChatReply, ChatRequest, Usage } from './chatModel.ts';
import { modelIdentity } from './requestKey.ts';

/** Room for thoughts and answer, in tokens, where the user states no limit. */
export const MORE_TOKENS = 4_096;

/**
 * A model that uses up all tokens before any answer is asked once more with `moreTokens`, and has that room from then on,
 * in this process: what leaves no text are thoughts, whether its server shows and counts them or not. Half a verdict is no
 * answer either; it may be a thought whose end mark is still to come. A request without `moreTokens` stays as it is.
 */
export function withRoomForThoughts(model: ChatModel): ChatModel {
  /** By model, by limit and by whether it judges. */
  const usedUp = oncePerProcess('models that need room 2', () => new Set<string>());
  return {
    ...model,
    async chat({ moreTokens, ...request }) {
      const { maxTokens } = request.sampling;
      if (moreTokens === undefined || (maxTokens ?? 0) >= moreTokens) return model.chat(request);
      const askAgain = () => model.chat({ ...request, sampling: { ...request.sampling, maxTokens: moreTokens } });
      const warning = `maxTokens is ${moreTokens}: the model's thoughts used up ${maxTokens ?? 'all tokens that it has by itself'}`;
      const key = `${request.phase === 'judge'} ${maxTokens} ${modelIdentity(model)}`;
      if (usedUp.has(key)) return withWarning(await askAgain(), warning);
      const first = await model.chat(request);
      if (!isCutShort(first, request)) return first;
      usedUp.add(key);
      const second = await askAgain();
      const latencyMs = first.latencyMs + second.latencyMs;
      return withWarning({ ...second, usage: sum(first.usage, second.usage), latencyMs }, warning);
    },
  };
}

const isCutShort = ({ outcome, finish }: ChatReply, { phase }: Pick<ChatRequest, 'phase'>): boolean =>
  outcome === 'cut' || (phase === 'judge' && finish === 'length');

const withWarning = (reply: ChatReply, warning: string): ChatReply => ({
  ...reply,
  warnings: [...(reply.warnings ?? []), warning],
});

function sum(one: Usage, other: Usage): Usage {
  const add = (name: keyof Usage) => {
    const counts = [one[name], other[name]].filter((count) => count !== undefined);
    return counts.length === 0 ? {} : { [name]: counts.reduce((total, count) => total + count, 0) };
  };
  return {
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    ...add('reasoningTokens'),
    ...add('costUsd'),
  };
}
