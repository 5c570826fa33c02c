import { type ChatMessage, type Conversation, user } from '../foundation/conversation.ts';
import { MetaScError } from '../foundation/errors.ts';
import { runCase, toTurnResult } from './loop/caseSteps.ts';
import { DEFAULT_TEMPLATES, TERSE_TEMPLATES } from './loop/prompts.ts';
import { createSpecChain } from './loop/specChain.ts';
import { type Ask, hasText, type Outcome, type Phase, type Reply, type Spec } from './loop/types.ts';
import type { ChatModel } from './models/chatModel.ts';
import { isDefaultEmbedded, type ModelRef } from './models/modelRef.ts';
import { openModel } from './models/openModel.ts';
import { parseReply } from './models/reply.ts';
import { loadPrompts } from './options/promptsFile.ts';
import { type ProviderConfig, readProviderConfig } from './options/providerConfig.ts';
import type { MetaScOptions } from './options/providerOptions.ts';

/**
 * Any model, as a function from a conversation to its answer. It must be safe to call concurrently.
 *
 * @example
 * ```ts
 * import type { ModelFunction } from 'promptfoo-metasc';
 *
 * const echo: ModelFunction = async (conversation, { phase }) => `${phase}: ${conversation.at(-1)?.content}`;
 * ```
 */
export type ModelFunction = (
  conversation: Conversation,
  call: { readonly phase: Phase; readonly signal?: AbortSignal },
) => Promise<string>;

/**
 * Like a provider's `config`, without what belongs to promptfoo and to files. Everything but `model` is optional.
 *
 * @example
 * ```ts
 * import type { MetaScLoopOptions } from 'promptfoo-metasc';
 *
 * const options: MetaScLoopOptions = { model: 'openai:gpt-4o-mini', spec: 'honesty', adapt: { steps: 0 } };
 * ```
 */
export interface MetaScLoopOptions extends Pick<MetaScOptions, 'sampling' | 'prompts' | 'limits'> {
  /** Answers, critiques and revises: a function, or a model reference such as `openai:gpt-4o-mini`. */
  readonly model: ModelRef | ModelFunction;
  /** Writes the spec. @default `model` */
  readonly metaModel?: ModelRef | ModelFunction;
  /** Put first unless the request brings its own system message. Plain text; '' for none. @default the provider's */
  readonly systemPrompt?: string;
  /** The first spec. Plain text. @default 'safety and harmlessness' */
  readonly spec?: string;
  /** `steps: 0` never changes the spec. @default 10 steps, batches of 1, guarded */
  readonly adapt?: Omit<NonNullable<MetaScOptions['adapt']>, 'trial'>;
  /** Where keys and server addresses are read. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * One request, answered.
 *
 * @example
 * ```ts
 * import type { MetaScAnswer } from 'promptfoo-metasc';
 *
 * const changed = ({ response, answer }: MetaScAnswer) => response !== answer;
 * ```
 */
export interface MetaScAnswer {
  /** `answered` or `refused`; `withheld` by the platform, or a `tool-call`: there is no answer then. */
  readonly outcome: Outcome;
  /** The revision: what the user gets. */
  readonly answer: string;
  /** What the model said at first. */
  readonly response: string;
  readonly critique: string;
  /** The spec that the response was revised under. */
  readonly specUsed: Spec;
  /** The spec that the meta-critique proposed, on a step that proposes one. */
  readonly proposal?: { readonly text: string; readonly accepted: boolean; readonly because?: string };
}

/**
 * One line of specs that lives in this process.
 *
 * @example
 * ```ts
 * import { createMetaScLoop, type MetaScLoop } from 'promptfoo-metasc';
 *
 * const loop: MetaScLoop = createMetaScLoop({ model: async () => 'An answer.' });
 * const answers = await Promise.all(['one', 'two'].map((request) => loop.answer(request)));
 * ```
 */
export interface MetaScLoop {
  /** The newest spec. Give its text as `spec` to another loop to continue from here. */
  readonly spec: Spec;
  /**
   * Responds, critiques, revises and, within the first `adapt.steps` requests, rewrites the spec. Requests may overlap:
   * they take their steps in the order of the calls, and a step waits for the spec of the one before it.
   *
   * @param request the user's text as it stands, or a conversation that ends with the user's message
   * @throws MetaScError `REPLY_EMPTY`, or what the model throws; the spec then stays as it was
   */
  answer(request: string | Conversation, options?: { readonly signal?: AbortSignal }): Promise<MetaScAnswer>;
}

/**
 * MetaSC without promptfoo, journal or files: the loop of response, critique, revision and meta-critique over any model.
 *
 * @example
 * ```ts
 * import { createMetaScLoop } from 'promptfoo-metasc';
 *
 * const loop = createMetaScLoop({ model: 'openai:gpt-4o-mini', adapt: { steps: 5 } });
 * const { answer } = await loop.answer('How do I kill a stuck Python process?');
 * console.log(answer, loop.spec.text);
 * ```
 * @throws MetaScError `CONFIG_INVALID` with every fault; `MODEL_UNAVAILABLE` when a key is not set
 */
export function createMetaScLoop({ env = process.env, ...options }: MetaScLoopOptions): MetaScLoop {
  const { model, metaModel = model, ...plain } = options;
  const config = readProviderConfig({ ...plain, ...refOf('model', model), ...refOf('metaModel', metaModel) });
  const { systemPrompt, adapt, sampling, limits } = config;
  const open = (who: ModelRef | ModelFunction) =>
    typeof who === 'function' ? askFunction(who) : askModel(openModel(who, { env, basePath: '.', limits }), sampling);
  const asked = { own: open(model), meta: open(metaModel) };
  const terse = typeof model !== 'function' && isDefaultEmbedded(model);
  const { prompts } = loadPrompts(config.prompts, '.', terse ? TERSE_TEMPLATES : DEFAULT_TEMPLATES);
  const chain = createSpecChain({ firstSpec: config.spec, steps: adapt.steps, batchSize: adapt.batchSize });
  let newest: Spec = { text: config.spec, version: 0 };

  return {
    get spec() {
      return newest;
    },
    async answer(request, { signal } = {}) {
      const conversation = toMessages(request, systemPrompt);
      const said: Partial<Record<Phase, string>> = {};
      const ask: Ask = async (phase, messages) => {
        const reply = await (phase === 'metaCritique' ? asked.meta : asked.own)(phase, messages, signal);
        if (hasText(reply)) said[phase] = reply.text;
        if ((reply.outcome !== 'failed' && reply.outcome !== 'cut') || phase === 'metaCritique') return reply;
        throw new MetaScError(`model: expected a ${phase}, got an empty reply`, { code: 'REPLY_EMPTY' });
      };
      const turn = chain.enter();
      try {
        const outcome = await runCase({
          conversation,
          turn,
          spec: () => turn.spec(signal),
          prompts,
          ask,
          acceptance: { rule: adapt.acceptance, maxSpecChars: limits.maxSpecChars },
          signal,
        });
        const { accepted } = toTurnResult(outcome);
        const specUsed = await turn.spec();
        if (accepted !== undefined) newest = { text: accepted, version: specUsed.version + 1 };
        turn.end(toTurnResult(outcome));
        const { change } = outcome;
        return {
          outcome: outcome.outcome,
          answer: said.revision ?? '',
          response: said.response ?? '',
          critique: said.critique ?? '',
          specUsed,
          ...(change && { proposal: { text: change.proposal.text, ...change.verdict } }),
        };
      } finally {
        turn.end({});
      }
    },
  };
}

/** A function has no place in the options that are checked; a reference has. */
function refOf(name: 'model' | 'metaModel', who: ModelRef | ModelFunction): MetaScOptions {
  return { [name]: typeof who === 'function' ? 'function' : who };
}

type AskOne = (phase: Phase, messages: Conversation, signal: AbortSignal | undefined) => Promise<Reply>;

function askFunction(answer: ModelFunction): AskOne {
  return async (phase, messages, signal) => {
    const text = await answer(messages, { phase, ...(signal && { signal }) });
    return { ...parseReply({ content: text }), truncated: false };
  };
}

function askModel(model: ChatModel, { maxTokens, ...sampling }: ProviderConfig['sampling']): AskOne {
  return async (phase, messages, signal) => {
    const reply = await model.chat({
      messages,
      sampling: { ...sampling, maxTokens: maxTokens[phase] },
      repeat: 0,
      phase,
      ...(signal && { signal }),
    });
    return { ...reply, truncated: reply.finish === 'length' };
  };
}

function toMessages(request: string | Conversation, systemPrompt: string): Conversation {
  const messages: readonly ChatMessage[] = typeof request === 'string' ? [user(request)] : request;
  const last = messages.at(-1);
  if (last?.role !== 'user' || last.content.trim() === '') {
    throw new MetaScError("request: expected text, or a conversation that ends with the user's", {
      code: 'REQUEST_INVALID',
    });
  }
  if (systemPrompt === '' || messages.some(({ role }) => role === 'system')) return messages;
  return [{ role: 'system', content: systemPrompt }, ...messages];
}
