import { untilAborted } from '../../foundation/abort.ts';
import type { ChatModel, ChatReply, ChatRequest } from './chatModel.ts';
import { lastCall, type Priority, raise } from './priority.ts';
import { requestKey } from './requestKey.ts';

export interface SharedCalls {
  /**
   * Makes the call, or joins one with the same `requestKey` that is running or answered. A failed call is not kept: its
   * error reaches all callers that wait for it, and the next equal request makes a new call. If `signal` fires, only this
   * caller leaves; the call itself ends when its last caller leaves.
   *
   * @param purpose what the call is for, in the words of the case's ledger; no part of the key. @default its phase
   * @returns the reply, and whether another caller made the call: each call is unshared for exactly one of its callers
   */
  chat(
    model: ChatModel,
    request: ChatRequest,
    purpose?: string,
  ): Promise<{ readonly reply: ChatReply; readonly shared: boolean }>;
}

export interface SharedCallsOptions {
  readonly maxKept: number;
  readonly record?: (key: string, make: () => Promise<ChatReply>) => Promise<ChatReply>;
}

/**
 * The calls of one evaluation, each made once for all columns that need it, so that they revise the same response.
 *
 * @param maxKept answered calls to keep, at least 1; those that were needed the longest ago are forgotten and would be made again
 * @param record gives the recorded reply to a request, or makes the call and records it; by default every call is made
 */
export function createSharedCalls({ maxKept, record = (_, make) => make() }: SharedCallsOptions): SharedCalls {
  const calls = new Map<string, Call>();

  const startCall = (key: string, model: ChatModel, request: ChatRequest): Call => {
    const abort = new AbortController();
    const { priority = lastCall() } = request;
    const forget = () => {
      if (calls.get(key) === call) calls.delete(key);
    };
    const reply = record(key, () => model.chat({ ...request, priority, signal: abort.signal }));
    const call: Call = { reply, priority, waiting: 0, paid: false, settled: false, leave: () => abort.abort(), forget };
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
      const known = calls.get(key);
      if (known !== undefined && !known.settled && request.priority) raise(known.priority, request.priority);
      const call = known ?? startCall(key, model, request);
      if (known !== undefined) keepLonger(calls, key, known);
      const reply = await join(call, request.signal);
      const shared = call.paid;
      call.paid = true;
      return { reply, shared };
    },
  };
}

interface Call {
  readonly reply: Promise<ChatReply>;
  readonly priority: Priority;
  waiting: number;
  /** Whether the call has been reported to a caller as its own. */
  paid: boolean;
  settled: boolean;
  readonly leave: () => void;
  readonly forget: () => void;
}

async function join(call: Call, signal: AbortSignal | undefined): Promise<ChatReply> {
  call.waiting += 1;
  try {
    return await untilAborted(call.reply, signal);
  } finally {
    call.waiting -= 1;
    if (call.waiting === 0 && !call.settled) {
      call.forget();
      call.leave();
    }
  }
}

/** As if it were made now: the responses to a trial's requests are needed for every proposal. */
function keepLonger(calls: Map<string, Call>, key: string, call: Call): void {
  calls.delete(key);
  calls.set(key, call);
}

function forgetOldest(calls: Map<string, Call>): void {
  for (const [key, { settled }] of calls) {
    if (!settled) continue;
    calls.delete(key);
    return;
  }
}
