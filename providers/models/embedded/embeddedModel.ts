import { availableParallelism } from 'node:os';
import { untilAborted } from '../../../foundation/abort.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { shortHash } from '../../../foundation/hash.ts';
import { openOncePerProcess } from '../../../foundation/once.ts';
import { DEFAULT_TIMEOUT_MS, EMBEDDED_MAX_TOKENS, EMBEDDED_TEMPERATURE, type ModelLimits } from '../callOptions.ts';
import { createCallSignal } from '../callSignal.ts';
import type { ChatModel, ChatReply, ChatRequest, CompletionRequest } from '../chatModel.ts';
import { isDefaultEmbedded, type RefOf } from '../modelRef.ts';
import { parseReply } from '../reply.ts';
import { nothingLeft, replyForm } from '../requestKey.ts';
import { createEngine, type Engine, type EngineDraw, type EngineReply } from './llamaEngine.ts';
import { type LoraAdapter, nameAdapters, readLoraAdapters } from './loraAdapters.ts';
import { DEFAULT_MODEL, findModelFile } from './modelFile.ts';

export interface EmbeddedContext {
  /** Source of the cache folder and the model hub's address. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly basePath: string;
  /** `timeoutMs`: of one call, without loading and waiting in line. */
  readonly limits: Pick<ModelLimits, 'timeoutMs' | 'maxConcurrentCalls'>;
}

/**
 * A model that runs in this process. The default model has 135M parameters and needs no key and no server: it shows that
 * everything works, not how well. The first call fetches and loads the file, once for all adapters of the process.
 *
 * On one kind of machine, the text is a function of messages, sampling and repeat: earlier and simultaneous calls make no
 * difference. A reply has at most `maxTokens` tokens. A conversation that leaves no room for that many is refused, because
 * a reply cut by the context would look complete.
 *
 * @throws MetaScError `CONFIG_INVALID` if both path and uri are given; as `readLoraAdapters`
 */
export function createEmbeddedModel(options: RefOf<'embedded'>, context: EmbeddedContext): ChatModel {
  const adapters = readLoraAdapters(options.lora, context.basePath);
  const name = `${nameOf(options)}${nameAdapters(adapters)}`;
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxConcurrentCalls } = context.limits;
  const maxContexts = contextsFor(options.threads, maxConcurrentCalls);
  const openEngine = () => sharedEngine(options, context, { maxContexts, adapters });

  async function answer(
    { sampling, repeat, topLogprobs, signal: caller, ...rest }: CommonRequest,
    asked: readonly unknown[],
    ask: (engine: Engine, draw: EngineDraw) => Promise<EngineReply>,
  ): Promise<ChatReply> {
    nothingLeft(rest);
    const start = performance.now();
    const { signal, startClock, release } = createCallSignal({ name, timeoutMs, caller });
    try {
      signal.throwIfAborted();
      const engine = await untilAborted(openEngine(), signal);
      // Different for every conversation: under one seed for all, the specs of a chain hardly change (3 distinct specs in
      // 12 proposals, against 10).
      const seed = Number.parseInt(shortHash([asked, sampling.seed ?? null, repeat], 8), 16);
      const { temperature, maxTokens, topP, seed: _, ...samplingRest } = sampling;
      nothingLeft(samplingRest);
      const draw = {
        temperature: temperature ?? EMBEDDED_TEMPERATURE,
        maxTokens: maxTokens ?? EMBEDDED_MAX_TOKENS,
        topP: topP ?? undefined,
        seed,
        topLogprobs,
        signal,
        onStart: startClock,
      };
      const { text, finish, usage, firstToken } = await untilAborted(ask(engine, draw), signal);
      return { ...parseReply({ content: text, finish, usage }), firstToken, latencyMs: performance.now() - start };
    } finally {
      release();
    }
  }

  return {
    name,
    // A reply schema is not enforced.
    chat({ messages, phase, replySchema: _, extra: _e, moreTokens: _m, target: _t, priority: _p, ...call }) {
      const turns = messages.map(({ role, content }) => [role, content]);
      return answer(call, turns, (engine, draw) => engine.answer({ ...draw, messages, form: replyForm(phase) }));
    },
    complete({ prompt, ...call }) {
      return answer(call, prompt, (engine, draw) => engine.complete({ ...draw, prompt }));
    },
  };
}

/** The fields that chats and completions share. */
type CommonRequest = Omit<
  ChatRequest,
  'messages' | 'phase' | 'replySchema' | 'extra' | 'headers' | 'moreTokens' | 'target' | 'priority'
> &
  Omit<CompletionRequest, 'prompt'>;

function nameOf({ path, uri }: RefOf<'embedded'>): string {
  if (path !== undefined && uri !== undefined) {
    throw new MetaScError('model: expected path or uri, got both', { code: 'CONFIG_INVALID' });
  }
  return `embedded:${path ?? uri ?? DEFAULT_MODEL.name}`;
}

/**
 * On 2 cores, 2 to 8 contexts are equally fast (about 110 tokens per second, against 60 with one). More contexts hold more
 * prefixes of conversations, at 96 MB each.
 */
const MIN_CONTEXTS = 4;
const MAX_CONTEXTS = 8;

function contextsFor(threads = availableParallelism(), maxConcurrentCalls: number): number {
  return Math.min(maxConcurrentCalls, MAX_CONTEXTS, Math.max(MIN_CONTEXTS, 2 * threads));
}

async function sharedEngine(
  options: RefOf<'embedded'>,
  context: EmbeddedContext,
  form: { readonly maxContexts: number; readonly adapters: readonly LoraAdapter[] },
): Promise<Engine> {
  const { path } = await sharedFile(options, context);
  const { contextTokens, threads } = options;
  const template = isDefaultEmbedded({ type: 'embedded', ...options }) ? ('chatML' as const) : ('own' as const);
  const settings = { ...form, path, template, contextTokens, threads };
  return openOncePerProcess(`llama engine ${JSON.stringify(settings)}`, () => createEngine(settings));
}

function sharedFile(options: RefOf<'embedded'>, { env, basePath }: EmbeddedContext) {
  const { path, uri, sha256 } = options;
  const key = `model file ${JSON.stringify([path, uri, sha256, basePath, env.XDG_CACHE_HOME])}`;
  return openOncePerProcess(key, () => findModelFile(options, { env, basePath }));
}
