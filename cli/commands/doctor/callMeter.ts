import { MetaScError } from '../../../foundation/errors.ts';
import type { ChatModel } from '../../../providers/models/chatModel.ts';
import { type ModelRef, parseModelRef } from '../../../providers/models/modelRef.ts';
import { leanFetch } from '../../../providers/models/openai/leanFetch.ts';
import { type ModelContext, openModel } from '../../../providers/models/openModel.ts';

/** A model that can be asked a limited number of times. */
export interface MeteredModel {
  readonly model: ChatModel;
  /** Calls made so far: every request to a server, also one that it turned down. */
  readonly calls: number;
  /** Whether a call was held back because the limit was reached. */
  readonly isSpent: boolean;
  /** Body of the server's latest answer; undefined for a model without a server of ours. */
  readonly lastBody: string | undefined;
}

export interface CallLimit {
  /** At least 1. */
  readonly maxCalls: number;
  /** `requests`: what goes over the wire, retries and declined parameters included. `chats`: what the caller asked. */
  readonly counted: 'requests' | 'chats';
}

/** Opens a model whose calls are counted. One past the limit fails and reaches no server. */
export function openMetered(ref: ModelRef, context: ModelContext, { maxCalls, counted }: CallLimit): MeteredModel {
  let calls = 0;
  let isSpent = false;
  let lastBody: string | undefined;
  const take = () => {
    isSpent ||= calls >= maxCalls;
    if (isSpent)
      throw new MetaScError(`not asked: the limit of ${maxCalls} calls is reached`, { code: 'MODEL_FAILED' });
    calls += 1;
  };
  const onWire = counted === 'requests' && parseModelRef(ref).type === 'openai';
  const send: typeof fetch = async (...request) => {
    if (onWire) take();
    const response = await leanFetch(...request);
    lastBody = await response
      .clone()
      .text()
      .catch(() => undefined);
    return response;
  };
  const model = openModel(ref, { ...context, fetch: send });
  const { name, complete } = model;
  const counting =
    <Request, Reply>(ask: (request: Request) => Promise<Reply>) =>
    async (request: Request) => {
      if (!onWire) take();
      return ask(request);
    };
  return {
    model: {
      name,
      chat: counting((request) => model.chat(request)),
      ...(complete === undefined ? {} : { complete: counting(complete) }),
    },
    get calls() {
      return calls;
    },
    get isSpent() {
      return isSpent;
    },
    get lastBody() {
      return lastBody;
    },
  };
}
