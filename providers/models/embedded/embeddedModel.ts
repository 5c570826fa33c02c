import { availableParallelism } from 'node:os';
import { untilAborted } from '../../../foundation/abort.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { shortHash } from '../../../foundation/hash.ts';
import { openOncePerProcess } from '../../../foundation/once.ts';
import type { ModelLimits } from '../callOptions.ts';
import { type CallSignal, createCallSignal } from '../callSignal.ts';
import type { ChatModel, ChatReply, Sampling } from '../chatModel.ts';
import type { RefOf } from '../modelRef.ts';
import { parseReply } from '../reply.ts';
import { nothingLeft, replyForm } from '../requestKey.ts';
import { createEngine, type Engine, type EngineDraw, type EngineReply } from './llamaEngine.ts';
import { DEFAULT_MODEL, findModelFile, type ModelFilePorts, type ModelFileRef } from './modelFile.ts';

export interface EmbeddedContext {
  /** Where the cache folder and the model hub's address are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly basePath: string;
  /** `timeoutMs`: of one call, from when the model turns to it. */
  readonly limits: Pick<ModelLimits, 'timeoutMs' | 'maxConcurrentCalls'>;
}

/**
 * A model that runs in this process, by default one of 135M parameters that needs no key and no server: good to show
 * that everything works, not how well. The file is fetched and loaded with the first call, once for all adapters of the
 * process; `timeoutMs` runs from when the model turns to a call, so it covers neither that nor waiting in line.
 *
 * The text is a function of messages, sampling and repeat, on one kind of machine: what ran before or runs beside it
 * makes no difference. A reply keeps within `maxTokens`, and a conversation that leaves no room for so many is refused:
 * a reply cut by the context would look like what the model meant to say.
 *
 * @throws MetaScError `CONFIG_INVALID` when both path and uri are given
 */
export function createEmbeddedModel(options: RefOf<'embedded'>, context: EmbeddedContext): ChatModel {
  const name = nameOf(options);
  const { timeoutMs, maxConcurrentCalls } = context.limits;
  const openEngine = () => sharedEngine(options, context, contextsFor(options.threads, maxConcurrentCalls));

  async function answer(
    caller: AbortSignal | undefined,
    ask: (engine: Engine, call: CallSignal) => Promise<EngineReply>,
  ): Promise<ChatReply> {
    const start = performance.now();
    const call = createCallSignal({ name, timeoutMs, caller });
    try {
      call.signal.throwIfAborted();
      const engine = await untilAborted(openEngine(), call.signal);
      const reply = await untilAborted(ask(engine, call), call.signal);
      return toChatReply(reply, performance.now() - start);
    } finally {
      call.release();
    }
  }

  return {
    name,
    chat(request) {
      // A reply schema is not held to.
      const { messages, sampling, repeat, phase, topLogprobs, signal, replySchema: _, ...rest } = request;
      nothingLeft(rest);
      const turns = messages.map(({ role, content }) => [role, content]);
      return answer(signal, (engine, call) =>
        engine.answer({
          ...toDraw({ sampling, repeat, topLogprobs }, turns, call),
          messages,
          form: replyForm(phase),
        }),
      );
    },
    complete(request) {
      const { prompt, sampling, repeat, topLogprobs, signal, ...rest } = request;
      nothingLeft(rest);
      return answer(signal, (engine, call) =>
        engine.complete({ ...toDraw({ sampling, repeat, topLogprobs }, prompt, call), prompt }),
      );
    },
  };
}

function nameOf({ path, uri }: RefOf<'embedded'>): string {
  if (path !== undefined && uri !== undefined) {
    throw new MetaScError('model: expected path or uri, got both', { code: 'CONFIG_INVALID' });
  }
  return `embedded:${path ?? uri ?? DEFAULT_MODEL.name}`;
}

/**
 * On 2 cores, 2 to 8 contexts are equally fast (about 110 tokens a second against 60 with one). More of them keep more
 * beginnings of conversations, at 96 MB each.
 */
const MIN_CONTEXTS = 4;
const MAX_CONTEXTS = 8;

function contextsFor(threads = availableParallelism(), maxConcurrentCalls: number): number {
  return Math.min(maxConcurrentCalls, MAX_CONTEXTS, Math.max(MIN_CONTEXTS, 2 * threads));
}

async function sharedEngine(
  options: RefOf<'embedded'>,
  context: EmbeddedContext,
  maxContexts: number,
): Promise<Engine> {
  const { path } = await sharedFile(options, context);
  const { contextTokens, threads } = options;
  const settings = {
    path,
    maxContexts,
    template: options.path === undefined && options.uri === undefined ? ('chatML' as const) : ('own' as const),
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(threads === undefined ? {} : { threads }),
  };
  return openOncePerProcess(`llama engine ${JSON.stringify(settings)}`, () => createEngine(settings));
}

function sharedFile({ path, uri, sha256 }: RefOf<'embedded'>, { env, basePath }: EmbeddedContext) {
  const ref: ModelFileRef = {
    ...(path === undefined ? {} : { path }),
    ...(uri === undefined ? {} : { uri }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
  const ports: ModelFilePorts = { env, basePath };
  const key = `model file ${JSON.stringify([ref, basePath, env.XDG_CACHE_HOME])}`;
  return openOncePerProcess(key, () => findModelFile(ref, ports));
}

interface Drawing {
  readonly sampling: Sampling;
  readonly repeat: number;
  readonly topLogprobs: number | undefined;
}

function toDraw(
  { sampling, repeat, topLogprobs }: Drawing,
  asked: readonly unknown[],
  { signal, startClock }: CallSignal,
): EngineDraw {
  return {
    ...sampling,
    // Different for every conversation: under one seed for all, the specs of a chain hardly change (3 distinct ones of
    // 12 proposals, against 10).
    seed: Number.parseInt(shortHash([asked, sampling.seed ?? null, repeat], 8), 16),
    ...(topLogprobs === undefined ? {} : { topLogprobs }),
    signal,
    onStart: startClock,
  };
}

function toChatReply(reply: EngineReply, latencyMs: number): ChatReply {
  const { text, ended, promptTokens, completionTokens, firstToken } = reply;
  return {
    ...parseReply({
      content: text,
      finish: ended === 'by itself' ? 'stop' : 'length',
      usage: { promptTokens, completionTokens },
    }),
    ...(firstToken === undefined ? {} : { firstToken }),
    latencyMs,
  };
}
