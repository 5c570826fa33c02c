import type { ChatReply, ChatRequest } from '../providers/models/chatModel.ts';
import type { SharedCalls } from '../providers/models/sharedCalls.ts';
import type { ChatTurn } from './chatRequest.ts';

/** The calls of one request: none is shared with another. */
export interface RequestCalls extends SharedCalls {
  /** Whether the call that gave this reply was sent the client's own limit. */
  isLimited(reply: ChatReply): boolean;
}

export interface RequestCallsOptions {
  /** Which phase gives the final text; undefined where that is open, as in a defence. */
  readonly finalPhase: ChatRequest['phase'] | undefined;
  readonly takesExtra: boolean;
  /** Whether the call is one of the request's own, and not of a trial. */
  readonly isOwn: (request: ChatRequest) => boolean;
  /** Told of each reply as it comes. */
  readonly onReply: (phase: ChatRequest['phase'], reply: ChatReply) => void;
}

/** What shapes an answer: the client's sampling goes into these calls, but not into verdicts and specs. */
const ANSWERING: ReadonlySet<ChatRequest['phase']> = new Set(['response', 'critique', 'revision']);

/**
 * Makes calls with the client's sampling. Its limit and its stop marks are sent where the final text is written: a response
 * that ends early would be criticised for that.
 */
export function createRequestCalls(
  { sampling, maxTokens, stop, extra }: Pick<ChatTurn, 'sampling' | 'maxTokens' | 'stop' | 'extra'>,
  { finalPhase, takesExtra, isOwn, onReply }: RequestCallsOptions,
): RequestCalls {
  const limited = new WeakSet<ChatReply>();

  const shape = (request: ChatRequest): ChatRequest => {
    if (!ANSWERING.has(request.phase) || !isOwn(request)) return request;
    const isFinal = request.phase === finalPhase;
    const { moreTokens, ...rest } = request;
    const isLimited = isFinal && maxTokens !== undefined;
    const fields = {
      ...(request.phase === 'critique' ? {} : extra),
      ...(isFinal && stop.length > 0 ? { stop: [...stop] } : {}),
    };
    return {
      ...rest,
      ...(isLimited || moreTokens === undefined ? {} : { moreTokens }),
      sampling: { ...request.sampling, ...sampling, ...(isLimited ? { maxTokens } : {}) },
      ...(takesExtra && Object.keys(fields).length > 0 ? { extra: fields } : {}),
    };
  };

  return {
    async chat(model, request) {
      const reply = await model.chat(shape(request));
      if (request.phase === finalPhase) limited.add(reply);
      if (isOwn(request)) onReply(request.phase, reply);
      return { reply, shared: false };
    },
    isLimited: (reply) => limited.has(reply),
  };
}
