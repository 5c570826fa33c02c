import { randomUUID } from 'node:crypto';
import type {
  ApiProvider,
  CallApiContextParams,
  CallApiOptionsParams,
  ProviderOptions,
  ProviderResponse,
} from 'promptfoo';
import { MetaScError, messageOf } from '../errors.ts';
import { type CaseLedger, createCaseLedger } from './caseLedger.ts';
import { type CaseFacts, toAnswer, toFailure } from './caseResponse.ts';
import { toConversation } from './conversation.ts';
import { closeEvaluation, type Evaluation, openEvaluation } from './evaluations.ts';
import { runCase } from './loop/runCase.ts';
import type { Turn } from './loop/specChain.ts';
import type { Ask, Conversation, Spec } from './loop/types.ts';
import { readProviderConfig } from './providerConfig.ts';
import { type Env, prepareVariant, type VariantSetup } from './variantSetup.ts';

/**
 * promptfoo's entry: one column of the matrix. Takes a rendered prompt in, gives the answer of its variant out, with
 * what happened on the way in `metadata.metasc`.
 *
 * The constructor throws a MetaScError on faulty options; a case never throws: promptfoo would then retry a provider
 * that has state, and lose what was spent.
 */
export default class MetaScProvider implements ApiProvider {
  /** Set by promptfoo after construction, from the entry's `label`. */
  label?: string;
  readonly #setup: VariantSetup;
  /** Stands in where promptfoo gives no evaluation id. */
  readonly #ownEvaluationId = randomUUID();
  readonly #evaluationIds = new Set<string>();

  constructor({ config, env }: ProviderOptions = {}) {
    try {
      this.#setup = prepareVariant(readProviderConfig(config), { ...process.env, ...(env as Env | undefined) });
    } catch (error) {
      // promptfoo prints the stack of what a constructor throws; of a faulty option it would hide the message.
      if (error instanceof MetaScError) error.stack = `${error.name}: ${error.message}`;
      throw error;
    }
  }

  /** promptfoo keys its own state by it, so entries of different options have different ids. */
  id(): string {
    const { name, model, hash } = this.#setup;
    return `metasc:${name}:${model.name}:${hash}`;
  }

  async callApi(
    prompt: string,
    context?: CallApiContextParams,
    options?: CallApiOptionsParams,
  ): Promise<ProviderResponse> {
    const ledger = createCaseLedger(this.#setup.config.pricing);
    let begun: BegunCase | undefined;
    try {
      // Up to here and in it nothing is awaited: cases take their turns in the order in which promptfoo calls.
      begun = this.#begin(prompt, context, options?.abortSignal, ledger);
      return toAnswer(await answer(begun, this.#setup), ledger);
    } catch (error) {
      if (!(error instanceof MetaScError)) context?.logger?.debug(`[metasc] ${messageOf(error)}`);
      return toFailure(asMetaScError(error, options?.abortSignal), ledger, begun?.facts);
    } finally {
      begun?.turn.end({});
    }
  }

  /** Called by promptfoo when an evaluation has ended well. */
  cleanup(): void {
    for (const id of this.#evaluationIds) closeEvaluation(id);
    this.#evaluationIds.clear();
  }

  #begin(
    prompt: string,
    context: CallApiContextParams | undefined,
    signal: AbortSignal | undefined,
    ledger: CaseLedger,
  ): BegunCase {
    const { systemPrompt, firstSpec, chainKey, lock, name, hash, config, promptsHash } = this.#setup;
    const variables = { ...context?.vars, metadata: context?.test?.metadata ?? {} };
    const conversation = toConversation(prompt, systemPrompt(variables));
    const first: Spec = { text: firstSpec(variables), version: lock?.lineage.at(-1)?.version ?? 0 };
    const key = chainKey(variables);
    const chainName = [this.label ?? name, key].filter((part) => part !== '').join('/');

    const evaluationId = context?.evaluationId ?? this.#ownEvaluationId;
    const repeat = context?.repeatIndex ?? 0;
    this.#evaluationIds.add(evaluationId);
    const evaluation = openEvaluation(evaluationId);
    const adapts = config.variant === 'metasc';
    const { chain, firstSpec: chainSpec } = evaluation.chain(JSON.stringify([hash, chainName, repeat]), {
      firstSpec: first.text,
      steps: adapts ? config.adapt.steps : 0,
      batchSize: config.adapt.batchSize,
    });
    if (adapts && chainSpec !== first.text) throw divergingSpecs(chainName, chainSpec, first.text);

    const turn = chain.enter();
    const facts: CaseFacts = {
      variant: config.variant,
      evaluationId,
      repeat,
      chain: chainName,
      step: turn.step,
      window: turn.window,
      promptsHash,
    };
    return { facts, conversation, evaluation, turn, first, signal, ledger };
  }
}

/** A case that has its turn. */
interface BegunCase {
  /** Filled in as the case goes on, so that a failed case shows how far it came. */
  facts: CaseFacts;
  readonly conversation: Conversation;
  readonly evaluation: Evaluation;
  readonly turn: Turn;
  /** The spec of the variants that don't adapt. */
  readonly first: Spec;
  readonly signal: AbortSignal | undefined;
  readonly ledger: CaseLedger;
}

async function answer(begun: BegunCase, setup: VariantSetup): Promise<CaseFacts> {
  const { conversation, turn, first, signal } = begun;
  const { config, prompts } = setup;
  const ask = createAsk(begun, setup);
  if (config.variant === 'baseline') {
    await ask('response', conversation);
    return begun.facts;
  }
  const spec = async () => {
    const used = config.variant === 'metasc' ? await turn.spec(signal) : first;
    begun.facts = { ...begun.facts, specUsed: used };
    return used;
  };
  const acceptance = { rule: config.adapt.acceptance, maxSpecChars: config.limits.maxSpecChars };
  const change = await runCase({ conversation, turn, spec, prompts, ask, acceptance, signal });
  return { ...begun.facts, ...(change === undefined ? {} : { change }) };
}

/** Asks through the evaluation's shared calls and enters every answer in the case's ledger. */
function createAsk({ evaluation, facts, signal, ledger }: BegunCase, { config, model, metaModel }: VariantSetup): Ask {
  const { temperature, maxTokens, seed } = config.sampling;
  return async (phase, conversation) => {
    const asked = phase === 'metaCritique' ? metaModel : model;
    const start = performance.now();
    const { reply, shared } = await evaluation.sharedCalls.chat(asked, {
      messages: conversation,
      sampling: { temperature, maxTokens: maxTokens[phase], ...(seed === undefined ? {} : { seed }) },
      repeat: facts.repeat,
      phase,
      ...(signal === undefined ? {} : { signal }),
    });
    ledger.record({ phase, conversation, reply, shared, ms: performance.now() - start });
    if (reply.text.trim() === '' && phase !== 'metaCritique') {
      throw new MetaScError(`${asked.name}: expected a ${phase}, got an empty reply (finish: ${reply.finishReason})`, {
        code: 'REPLY_EMPTY',
      });
    }
    return { text: reply.text, truncated: reply.finishReason === 'length' };
  };
}

function divergingSpecs(chain: string, known: string, other: string): MetaScError {
  return new MetaScError(
    `spec: expected the same first spec for all cases of chain ${chain}, got ${JSON.stringify(known)} and ${JSON.stringify(other)}`,
    { code: 'CONFIG_INVALID', help: 'Set chain to the variable that spec depends on, for example the task.' },
  );
}

function asMetaScError(error: unknown, signal: AbortSignal | undefined): MetaScError {
  if (signal?.aborted) return new MetaScError('the case was ended before it was done', { code: 'ABORTED' });
  if (error instanceof MetaScError) return error;
  return new MetaScError(`unexpected: ${messageOf(error)}`, { code: 'MODEL_FAILED', cause: error });
}
