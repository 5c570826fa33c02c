import type { ChatModel, ChatReply, ChatRequest } from '../providers/models/chatModel.ts';
import type { SharedCalls } from '../providers/models/sharedCalls.ts';
import type { ChatTurn } from './chatRequest.ts';
import type { RequestTrace } from './tracing.ts';

/** The calls of one request: none is shared with another. */
export interface RequestCalls extends SharedCalls {
  /** Whether the call that gave this reply was sent the client's own limit. */
  isLimited(reply: ChatReply): boolean;
}

export interface RequestCallsOptions {
  /** Which phase gives the final text; undefined where that is open, as in a defence. */
  readonly finalPhase: ChatRequest['phase'] | undefined;
  readonly takesExtra: boolean;
  /** The response, where another model gave it: then none is asked for. */
  readonly given?: ChatReply | undefined;
  readonly trace?: RequestTrace | undefined;
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
  { finalPhase, takesExtra, given, trace, onReply }: RequestCallsOptions,
): RequestCalls {
  const limited = new WeakSet<ChatReply>();

  const shape = (request: ChatRequest): ChatRequest => {
    if (!ANSWERING.has(request.phase)) return request;
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

  const ask = (model: ChatModel, request: ChatRequest, purpose: string): Promise<ChatReply> => {
    if (trace === undefined) return model.chat(request);
    const { phase, sampling, messages } = request;
    return trace.call(
      { purpose, phase, model, sampling, messages },
      (headers) => model.chat({ ...request, headers }),
      (reply) => reply,
    );
  };

  return {
    async chat(model, request, purpose = request.phase) {
      if (purpose === 'trial') return { reply: await ask(model, request, purpose), shared: false };
      if (given !== undefined && request.phase === 'response') return { reply: given, shared: true };
      const reply = await ask(model, shape(request), purpose);
      if (request.phase === finalPhase) limited.add(reply);
      onReply(request.phase, reply);
      return { reply, shared: false };
    },
    isLimited: (reply) => limited.has(reply),
  };
}
