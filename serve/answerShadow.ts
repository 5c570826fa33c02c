import type { Spec } from '../providers/loop/types.ts';
import type { ChatReply } from '../providers/models/chatModel.ts';
import { type AnswerContext, answerFrozen, endingOf, type ServedAnswer, withinLimit } from './answerTurn.ts';
import type { TextTurn } from './chatRequest.ts';
import { type Profile, specHash } from './profile.ts';

export interface Shadowed {
  /** The response, as soon as it is there. */
  readonly answer: ServedAnswer;
  /** Settles when the revision is recorded. */
  readonly recorded: Promise<void>;
}

/**
 * Answers with the response at once; critique and revision go on, and what they give is recorded.
 *
 * @throws MetaScError as the call for the response
 */
export async function answerShadow(
  profile: Profile,
  turn: TextTurn,
  spec: Spec,
  context: AnswerContext,
): Promise<Shadowed> {
  const first = Promise.withResolvers<ChatReply>();
  const whole = answerFrozen(profile, turn, spec, {
    ...context,
    choice: 0,
    isShadow: true,
    onReply(phase, reply) {
      if (phase === 'response') first.resolve(reply);
      context.onReply(phase, reply);
    },
  });
  whole.catch(first.reject);
  const reply = await first.promise;
  const { text, isLong } = withinLimit(reply, true, turn);
  const recorded = whole.then(({ text: revision, outcome }) =>
    profile.shadows.append({
      at: new Date().toISOString(),
      ...{ id: context.id, chain: turn.chain, specVersion: spec.version, specHash: specHash(spec.text) },
      ...{ request: turn.messages.at(-1)?.content ?? '', response: reply.text, revision, outcome },
    }),
  );
  const { promptTokens, completionTokens } = reply.usage;
  return {
    answer: {
      ...{ text, response: reply.text, outcome: reply.outcome, spec, step: undefined, logprobs: reply.logprobs },
      finish: endingOf(reply.outcome, isLong),
      phases: {
        response: { calls: 1, sharedCalls: 0, promptTokens, completionTokens, ms: Math.round(reply.latencyMs) },
      },
      warnings: reply.warnings ?? [],
      ...{ promptTokens, completionTokens },
    },
    recorded,
  };
}
