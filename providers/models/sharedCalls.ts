import { untilAborted } from '../../foundation/abort.ts';
import type { ChatModel, ChatReply, ChatRequest } from './chatModel.ts';
import { requestKey } from './requestKey.ts';

export interface SharedReply {
  readonly reply: ChatReply;
  /** Whether another caller's call was used. Each call made is unshared to exactly one of its callers. */
  readonly shared: boolean;
}

export interface SharedCalls {
  /**
   * Makes the call, or joins one of the same `requestKey` that is under way or was answered. A failed call is not kept: all who wait for it get its error, and the next equal request
   * makes a new one. When `signal` fires only this caller leaves; the call itself ends when nobody waits for it any more.
   */
  chat(model: ChatModel, request: ChatRequest): Promise<SharedReply>;
}

export interface SharedCallsOptions {
  /** Answered calls that are kept, at least 1; past it the oldest are forgotten, and would be made again. */
  readonly maxKept: number;
}

/** The calls of one evaluation, each made once for all columns that want it: they then judge the same response. */
export function createSharedCalls({ maxKept }: SharedCallsOptions): SharedCalls {
  const calls = new Map<string, Call>();

  const startCall = (key: string, model: ChatModel, request: ChatRequest): Call => {
    const abort = new AbortController();
    const forget = () => {
      if (calls.get(key) === call) calls.delete(key);
    };
    const reply = model.chat({ ...request, signal: abort.signal });
    const call: Call = { reply, waiting: 0, paid: false, settled: false, leave: () => abort.abort(), forget };
    reply.then(() => {
      call.settled = true;
    }, forget);
    calls.set(key, call);
    if (calls.size > maxKept) forgetOldest(calls);
    return call;
  };

  return {
    async chat(model, request) {
      request.signal?.throwIfAborted();
      const key = requestKey(model, request);
      const call = calls.get(key) ?? startCall(key, model, request);
      const reply = await join(call, request.signal);
      const shared = call.paid;
      call.paid = true;
      return { reply, shared };
    },
  };
}

interface Call {
  readonly reply: Promise<ChatReply>;
  waiting: number;
  /** Whether a caller has been told that the call is its own. */
  paid: boolean;
  settled: boolean;
  readonly leave: () => void;
  readonly forget: () => void;
}

async function join(call: Call, signal: AbortSignal | undefined): Promise<ChatReply> {
  call.waiting += 1;
  try {
    return await (signal === undefined ? call.reply : untilAborted(call.reply, signal));
  } finally {
    call.waiting -= 1;
    if (call.waiting === 0 && !call.settled) {
      call.forget();
      call.leave();
    }
  }
}

function forgetOldest(calls: Map<string, Call>): void {
  for (const [key, { settled }] of calls) {
    if (!settled) continue;
    calls.delete(key);
    return;
  }
}
