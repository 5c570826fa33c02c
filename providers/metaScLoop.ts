import { openConversation } from '../foundation/chatPrompt.ts';
import { type Conversation, user } from '../foundation/conversation.ts';
import { MetaScError } from '../foundation/errors.ts';
import { createCaseLedger } from './case/caseLedger.ts';
import { createAsk, createCaller, createSpare } from './case/modelCalls.ts';
import { runCase, toTurnResult } from './loop/caseSteps.ts';
import { createSpecChain } from './loop/specChain.ts';
import type { Outcome, Phase, Spec } from './loop/types.ts';
import type { ChatModel } from './models/chatModel.ts';
import type { ModelRef } from './models/modelRef.ts';
import { openModel } from './models/openModel.ts';
import { parseReply } from './models/reply.ts';
import type { SharedCalls } from './models/sharedCalls.ts';
import { loadPrompts } from './options/promptsFile.ts';
import { readProviderConfig, textRuleOf } from './options/providerConfig.ts';
import type { MetaScOptions } from './options/providerOptions.ts';

/**
 * A model as a function from a conversation to its answer. It must be safe to call concurrently.
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
 * A provider's `config` without the options for promptfoo and files. Only `model` is required.
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
  /** Critiques and revises. @default `model` */
  readonly reviewModel?: ModelRef | ModelFunction;
  /** Writes the spec. @default `reviewModel` */
  readonly metaModel?: ModelRef | ModelFunction;
  /** System prompt, unless the request brings its own. Plain text. @default none */
  readonly systemPrompt?: string;
  /** The first spec. Plain text. @default 'safety and harmlessness' */
  readonly spec?: string;
  /** `steps: 0` never changes the spec. @default 10 steps, batches of 1, structural acceptance */
  readonly adapt?: Omit<NonNullable<MetaScOptions['adapt']>, 'acceptance' | 'trial'> & {
    readonly acceptance?: 'always' | 'structural';
  };
  /** Source of keys and server addresses. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The answer to one request.
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
  /** The revision, which the user gets. */
  readonly answer: string;
  /** The model's first answer. */
  readonly response: string;
  readonly critique: string;
  /** The spec that the response was revised under. */
  readonly specUsed: Spec;
  /** The spec that the meta-critique proposed, if the step proposes one. */
  readonly proposal?: { readonly text: string; readonly accepted: boolean; readonly because?: string };
  /** What was unusual: a parameter that the server declined, a critique left out, a meta-critique that failed. */
  readonly warnings?: readonly string[];
}

/**
 * One line of specs, kept in this process.
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
  /** The newest spec. Pass its text as `spec` to another loop to continue from here. */
  readonly spec: Spec;
  /**
   * Responds, critiques, revises and, within the first `adapt.steps` requests, rewrites the spec. Requests may overlap:
   * they take their steps in the order of the calls, and a step waits for the spec of the step before it.
   *
   * @param request the user's plain text, or a conversation that ends with the user's message
   * @throws MetaScError `REQUEST_INVALID`, `REPLY_EMPTY`, or what the model throws; the spec then stays unchanged. A
   *   meta-critique that fails costs no answer: it stands in `warnings`
   */
  answer(request: string | Conversation, options?: { readonly signal?: AbortSignal }): Promise<MetaScAnswer>;
}

/**
 * MetaSC without promptfoo, journal or files: response, critique, revision and meta-critique over any model.
 *
 * @example
 * ```ts
 * import { createMetaScLoop } from 'promptfoo-metasc';
 *
 * const loop = createMetaScLoop({ model: 'openai:gpt-4o-mini', adapt: { steps: 5 } });
 * const { answer } = await loop.answer('How do I kill a stuck Python process?');
 * console.log(answer, loop.spec.text);
 * ```
 * @throws MetaScError `CONFIG_INVALID` with every fault; `MODEL_UNAVAILABLE` if a key is not set
 */
export function createMetaScLoop({ env = process.env, ...options }: MetaScLoopOptions): MetaScLoop {
  const { model, reviewModel = model, metaModel = reviewModel, ...plain } = options;
  const refs = { model: toRef(model), reviewModel: toRef(reviewModel), metaModel: toRef(metaModel) };
  const config = readProviderConfig({ ...plain, ...refs });
  const { spec: firstSpec, systemPrompt, adapt, limits } = config;
  if (adapt.acceptance === 'evidence') throw withoutTrials();
  const open = (who: ModelRef | ModelFunction) =>
    typeof who === 'function' ? toChatModel(who) : openModel(who, { env, basePath: '.', limits });
  const setup = { config, model: open(model), reviewModel: open(reviewModel), metaModel: open(metaModel) };
  const { prompts } = loadPrompts(config);
  const chain = createSpecChain({ firstSpec, steps: adapt.steps, batchSize: adapt.batchSize });
  let newest: Spec = { text: firstSpec, version: 0 };

  return {
    get spec() {
      return newest;
    },
    async answer(request, { signal } = {}) {
      const messages = typeof request === 'string' ? [user(request)] : request;
      const conversation = openConversation(messages, systemPrompt);
      const ledger = createCaseLedger();
      const ask = createAsk(createCaller({ sharedCalls: UNSHARED, repeat: 0, signal, ledger }), setup);
      const turn = chain.enter();
      try {
        const acceptance = { rule: textRuleOf(adapt.acceptance), maxSpecChars: limits.maxSpecChars };
        const spec = () => turn.spec(signal);
        const spare = createSpare({ ledger, signal });
        const outcome = await runCase({ conversation, turn, spec, prompts, ask, spare, acceptance, signal });
        const result = toTurnResult(outcome);
        const specUsed = await turn.spec();
        if (result.accepted !== undefined) newest = { text: result.accepted, version: specUsed.version + 1 };
        turn.end(result);
        const { change } = outcome;
        const warnings = ledger.warnings();
        return {
          outcome: outcome.outcome,
          answer: ledger.text('revision') ?? '',
          response: ledger.text('response') ?? '',
          critique: ledger.text('critique') ?? '',
          specUsed,
          ...(change && { proposal: { text: change.proposal.text, ...change.verdict } }),
          ...(warnings.length === 0 ? {} : { warnings }),
        };
      } finally {
        turn.end({});
      }
    },
  };
}

function withoutTrials(): MetaScError {
  return new MetaScError(
    'createMetaScLoop: adapt: expected acceptance structural or always and no trial, got evidence',
    {
      code: 'CONFIG_INVALID',
      help: 'The provider tries proposals: new MetaScProvider({ config }).callApi(request).',
    },
  );
}

/** Stands for a function among the options, where only a reference is valid. */
const toRef = (who: ModelRef | ModelFunction): ModelRef => (typeof who === 'function' ? 'function' : who);

/** Every answer makes its own calls. */
const UNSHARED: SharedCalls = {
  chat: async (model, request) => ({ reply: await model.chat(request), shared: false }),
};

function toChatModel(answer: ModelFunction): ChatModel {
  return {
    name: 'model',
    chat: async ({ messages, phase, signal }) => ({
      // Without a trial there is no judge.
      ...parseReply({
        content: await answer(messages, { phase: phase as Phase, ...(signal && { signal }) }),
        finish: 'stop',
      }),
      latencyMs: 0,
    }),
  };
}
