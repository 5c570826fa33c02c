import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { untilAborted } from '../../../foundation/abort.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { openOncePerProcess } from '../../../foundation/once.ts';
import { type CallSignal, createCallSignal } from '../callSignal.ts';
import type { ChatModel, ChatReply, ChatRequest, CompletionRequest } from '../chatModel.ts';
import { createEngine, type Engine, type EngineReply } from './llamaEngine.ts';
import { DEFAULT_MODEL, findModelFile, type ModelFilePorts, type ModelFileRef } from './modelFile.ts';

export interface EmbeddedOptions extends ModelFileRef {
  /** Tokens of one conversation, the reply included. @default 4096, or what the model was trained on if that is less */
  readonly contextTokens?: number;
  /** CPU threads for all calls together. @default the cores of this machine */
  readonly threads?: number;
}

export interface EmbeddedContext {
  /** Where the cache folder and the model hub's address are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly basePath: string;
  readonly limits: {
    /** Of one call, from when the model turns to it, in milliseconds. */
    readonly timeoutMs: number;
    readonly maxConcurrentCalls: number;
  };
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
export function createEmbeddedModel(options: EmbeddedOptions, context: EmbeddedContext): ChatModel {
  const name = nameOf(options);
  const { timeoutMs, maxConcurrentCalls } = context.limits;
  const openEngine = () => sharedEngine(options, context, contextsFor(options.threads, maxConcurrentCalls));

  async function answer(
    { signal: caller }: Pick<ChatRequest, 'signal'>,
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
    chat: (request) =>
      answer(request, (engine, call) =>
        engine.answer({
          ...toDraw(request, request.messages, call),
          messages: request.messages,
          form: request.phase === 'metaCritique' ? 'spec' : 'free',
        }),
      ),
    complete: (request) =>
      answer(request, (engine, call) =>
        engine.complete({ ...toDraw(request, request.prompt, call), prompt: request.prompt }),
      ),
  };
}

function nameOf({ path, uri }: EmbeddedOptions): string {
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

async function sharedEngine(options: EmbeddedOptions, context: EmbeddedContext, maxContexts: number): Promise<Engine> {
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

function sharedFile({ path, uri, sha256 }: EmbeddedOptions, { env, basePath }: EmbeddedContext) {
  const ref: ModelFileRef = {
    ...(path === undefined ? {} : { path }),
    ...(uri === undefined ? {} : { uri }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
  const ports: ModelFilePorts = { env, basePath };
  const key = `model file ${JSON.stringify([ref, basePath, env.XDG_CACHE_HOME])}`;
  return openOncePerProcess(key, () => findModelFile(ref, ports));
}

function toDraw(
  { sampling, repeat, topLogprobs }: Pick<ChatRequest, 'sampling' | 'repeat' | 'topLogprobs'>,
  asked: ChatRequest['messages'] | CompletionRequest['prompt'],
  { signal, startClock }: CallSignal,
) {
  return {
    temperature: sampling.temperature,
    maxTokens: sampling.maxTokens,
    seed: seedOf(asked, sampling.seed, repeat),
    ...(topLogprobs === undefined ? {} : { topLogprobs }),
    signal,
    onStart: startClock,
  };
}

/**
 * Different for every conversation: under one seed for all, the specs of a chain hardly change (3 distinct ones of 12
 * proposals, against 10).
 */
function seedOf(
  asked: ChatRequest['messages'] | CompletionRequest['prompt'],
  seed: number | undefined,
  repeat: number,
): number {
  const turns = asked.map((turn) => ('role' in turn ? [turn.role, turn.content] : turn));
  return createHash('sha256')
    .update(JSON.stringify([turns, seed ?? null, repeat]))
    .digest()
    .readUInt32BE();
}

function toChatReply(reply: EngineReply, latencyMs: number): ChatReply {
  const { text, ended, promptTokens, completionTokens, firstToken } = reply;
  return {
    text,
    finishReason: ended === 'by itself' ? 'stop' : 'length',
    usage: { promptTokens, completionTokens },
    ...(firstToken === undefined ? {} : { firstToken }),
    latencyMs,
  };
}
