import type { LlamaGrammarEvaluationState, Token } from 'node-llama-cpp';
import type { ChatMessage } from '../../../foundation/conversation.ts';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import type { ChatReply, PromptPart, Sampling } from '../chatModel.ts';
import { nothingLeft } from '../requestKey.ts';
import { createChatMlLayout, createChatTokenizer, createTemplateLayout } from './chatTokens.ts';
import { createContextPool } from './llamaContexts.ts';
import { BATCH_TOKENS, type Generation, generate, type Sequence } from './llamaGeneration.ts';
import { type LoadedModel, loadModel } from './llamaModel.ts';
import { toLogprobs } from './llamaProbabilities.ts';
import { explainAdapterError, type LoraAdapter } from './loraAdapters.ts';
import { tokenizePrompt } from './promptTokens.ts';

interface EngineOptions {
  /** Absolute path of a GGUF file. */
  readonly path: string;
  /** `chatML`: regardless of the file. `own`: the template in the file. */
  readonly template: 'chatML' | 'own';
  /** Tokens of one conversation, including the reply. @default 4096, or the trained length if that is less */
  readonly contextTokens?: number | undefined;
  /** CPU threads for all contexts together. @default the cores of this machine */
  readonly threads?: number | undefined;
  /** Simultaneous conversations, at least 1. Each needs its own context in memory. */
  readonly maxContexts: number;
  /** Edits of the weights. Engines with other edits share the loaded model. @default none */
  readonly adapters?: readonly LoraAdapter[];
}

export interface EngineDraw extends Omit<Sampling, 'temperature' | 'maxTokens' | 'topP'> {
  readonly temperature: number;
  readonly maxTokens: number;
  readonly topP?: number | undefined;
  /** 0 to 2^32 − 1. */
  readonly seed: number;
  /** Number of the likeliest first tokens to report. @default none */
  readonly topLogprobs?: number | undefined;
  readonly signal: AbortSignal;
  /** Called when work on the request starts, after loading and waiting. */
  readonly onStart: () => void;
}

export interface EngineRequest extends EngineDraw {
  readonly messages: readonly ChatMessage[];
  /** `spec`: one sentence that starts with "Answers should". */
  readonly form: 'free' | 'spec';
}

interface EngineCompletion extends EngineDraw {
  readonly prompt: readonly PromptPart[];
}

export type EngineReply = Pick<ChatReply, 'text' | 'finish' | 'usage' | 'firstToken'>;

/** Answers with one model in this process. The same request always gives the same text. */
export interface Engine {
  /**
   * Answers a conversation.
   *
   * @throws MetaScError `CONTEXT_OVERFLOW`, `MODEL_FAILED`; the signal's reason
   */
  answer(request: EngineRequest): Promise<EngineReply>;
  /**
   * Continues a prompt.
   *
   * @throws as `answer`
   */
  complete(request: EngineCompletion): Promise<EngineReply>;
  /** Totals since the engine was created. `evaluatedPromptTokens`: those that no context held yet. */
  stats(): { readonly contexts: number; readonly promptTokens: number; readonly evaluatedPromptTokens: number };
}

const DEFAULT_CONTEXT_TOKENS = 4096;

/** With the default model, free wording gave a usable spec in at most 5 of 20 tries, this grammar in all. */
const SPEC_GRAMMAR = `root ::= "Answers should " [a-zA-Z ,'-]{20,180} "."`;

/**
 * Loads a model and prepares it to answer.
 *
 * @throws MetaScError as `loadModel`, and `CONFIG_INVALID` for a context longer than the model was trained on
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const loaded = await loadModel(options);
  const { model, library } = loaded;
  const contextTokens = resolveContextTokens(options.contextTokens, model.trainContextSize);
  const layout = options.template === 'chatML' ? createChatMlLayout(model) : createTemplateLayout(model, library);
  const tokenizeChat = createChatTokenizer(model, layout);
  const contexts = openContexts(loaded, contextTokens, options);
  const newSpecState = createSpecGrammar(loaded);
  const total = { promptTokens: 0, evaluatedPromptTokens: 0 };

  async function draw(prompt: readonly Token[], request: EngineDraw, form: EngineRequest['form']): Promise<Generation> {
    const { temperature, maxTokens, topP, seed, topLogprobs, signal, onStart, ...rest } = request;
    nothingLeft(rest);
    const generation = await contexts
      .use(prompt, signal, async (sequence) => {
        onStart();
        const grammar = form === 'spec' ? { grammarEvaluationState: await newSpecState() } : {};
        return generate(sequence, {
          prompt,
          maxTokens,
          sampling: { temperature, seed, ...(topP === undefined ? {} : { topP }), ...grammar },
          topFirstTokens: topLogprobs,
          signal,
        });
      })
      .catch((error: unknown) => {
        if (signal.aborted) throw signal.reason;
        if (error instanceof MetaScError) throw error;
        throw new MetaScError(`embedded: llama.cpp failed: ${messageOf(error)}`, {
          code: 'MODEL_FAILED',
          help: 'If memory is low, reduce contextTokens or limits.maxConcurrentCalls.',
          cause: error,
        });
      });
    total.promptTokens += prompt.length;
    total.evaluatedPromptTokens += generation.evaluatedPromptTokens;
    return generation;
  }

  function toReply(prompt: readonly Token[], { reply, finish, firstTokens }: Generation): EngineReply {
    const usage = { promptTokens: prompt.length, completionTokens: reply.length };
    return { text: model.detokenize(reply), finish, usage, firstToken: toLogprobs(firstTokens, reply, model) };
  }

  return {
    async answer({ messages, form, ...request }) {
      const prompt = tokenizeChat(messages, { contextTokens, maxTokens: request.maxTokens });
      return toReply(prompt, await draw(prompt, request, form));
    },
    async complete({ prompt: parts, ...request }) {
      const prompt = tokenizePrompt(parts, model, { contextTokens, maxTokens: request.maxTokens });
      return toReply(prompt, await draw(prompt, request, 'free'));
    },
    stats: () => ({ contexts: contexts.size, ...total }),
  };
}

function resolveContextTokens(wanted: number | undefined, trained: number): number {
  if (wanted === undefined) return Math.min(DEFAULT_CONTEXT_TOKENS, trained);
  if (wanted <= trained) return wanted;
  throw new MetaScError(`contextTokens: expected at most ${trained}, the trained length of the model, got ${wanted}`, {
    code: 'CONFIG_INVALID',
  });
}

/**
 * Contexts of one sequence and one thread each. One context with many sequences is slower on few cores (on 2 cores, 105
 * tokens per second against 130), and its text then depends on the other sequences.
 */
function openContexts(
  { model }: LoadedModel,
  contextSize: number,
  { maxContexts, adapters = [] }: Pick<EngineOptions, 'maxContexts' | 'adapters'>,
) {
  const lora = { adapters: adapters.map(({ path: filePath, scale }) => ({ filePath, scale })) };
  return createContextPool<Sequence>({
    maxContexts,
    async open() {
      const context = await model
        .createContext({
          contextSize,
          batchSize: BATCH_TOKENS,
          threads: 1,
          flashAttention: true,
          // Otherwise models with a sliding window lose the beginning of a conversation.
          swaFullCache: true,
          // Fail rather than create a shorter context.
          failedCreationRemedy: false,
          lora,
        })
        .catch((error: unknown) => {
          throw explainAdapterError(error, adapters);
        });
      return context.getSequence();
    },
  });
}

function createSpecGrammar({ llama, model, library }: LoadedModel): () => Promise<LlamaGrammarEvaluationState> {
  let grammar: ReturnType<typeof llama.createGrammar> | undefined;
  return async () => {
    grammar ??= llama.createGrammar({ grammar: SPEC_GRAMMAR });
    return new library.LlamaGrammarEvaluationState({ model, grammar: await grammar });
  };
}
