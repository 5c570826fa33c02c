import { randomUUID } from 'node:crypto';
import type {
  ApiProvider,
  CallApiContextParams,
  CallApiOptionsParams,
  ProviderOptions,
  ProviderResponse,
} from 'promptfoo';
import { MetaScError } from '../foundation/errors.ts';
import { fieldsOf } from '../foundation/untyped.ts';
import { answerCase, type CaseVariables, chainNameOf } from './case/answerCase.ts';
import { attackCase } from './case/attackCase.ts';
import { closeEvaluation } from './case/evaluations.ts';
import { isAdaptive } from './loop/types.ts';
import { readProviderConfig } from './options/providerConfig.ts';
import { type Env, prepareVariant, type VariantSetup } from './options/variantSetup.ts';

/** Where a case of a column stands. */
export interface CasePlace {
  readonly chain: string;
  readonly windowSteps: number | 'all';
  readonly isDivisible: boolean;
}

/**
 * promptfoo's entry: one column of the matrix. Turns a rendered prompt into the answer of its variant, with a case record
 * in `metadata.metasc`.
 *
 * The constructor throws a MetaScError on faulty options. A case never throws, because promptfoo would then retry a
 * stateful provider and lose the record of costs.
 *
 * @example
 * ```ts
 * import { MetaScProvider } from 'promptfoo-metasc';
 *
 * // In YAML: { id: package:promptfoo-metasc:MetaScProvider, config: { model: openai:gpt-4o-mini } }
 * const provider = new MetaScProvider({ config: { model: 'openai:gpt-4o-mini', journalDir: false } });
 * const { output, metadata } = await provider.callApi('How do I kill a stuck Python process?');
 * ```
 */
export default class MetaScProvider implements ApiProvider {
  /** Set by promptfoo after construction, from the entry's `label`. */
  label?: string;
  readonly #setup: VariantSetup;
  readonly #ownEvaluationId = randomUUID();
  readonly #evaluationIds = new Set<string>();

  constructor({ config, env }: ProviderOptions = {}) {
    try {
      this.#setup = prepareVariant(readProviderConfig(config), { ...process.env, ...(env as Env | undefined) });
    } catch (error) {
      // promptfoo prints the stack of a constructor's error, which would hide the message about a faulty option.
      if (error instanceof MetaScError) error.stack = `${error.name}: ${error.message}`;
      throw error;
    }
  }

  /** promptfoo keys its own state by the id, so entries with different options have different ids. */
  id(): string {
    const { name, model, hash } = this.#setup;
    return `metasc:${name}:${model.name}:${hash}`;
  }

  /** The target's own: promptfoo's assertions on tool calls read the tools off the provider. */
  get config(): Readonly<Record<string, unknown>> {
    return fieldsOf(fieldsOf(this.#setup.config.model).config);
  }

  /** As the target's own, for promptfoo's assertions on function calls. */
  validateFunctionToolCall(...call: readonly unknown[]): unknown {
    const target = this.#setup.model.provider?.();
    const validate = fieldsOf(target).validateFunctionToolCall;
    if (typeof validate !== 'function') throw new Error('The target checks no function calls.');
    return validate.apply(target, call);
  }

  callApi(prompt: string, context?: CallApiContextParams, options?: CallApiOptionsParams): Promise<ProviderResponse> {
    const ownEvaluationId = this.#ownEvaluationId;
    this.#evaluationIds.add(context?.evaluationId ?? ownEvaluationId);
    const input = {
      ...{ setup: this.#setup, label: this.label, prompt, context },
      ...{ ownEvaluationId, signal: options?.abortSignal },
    };
    const { attack } = this.#setup;
    return attack === undefined ? answerCase(input) : attackCase(input, attack);
  }

  /**
   * Where a case stands, for whoever divides an evaluation: its chain, the steps of the chain's window, and whether the
   * cases after the window depend on nothing but the spec.
   */
  placeOf(variables: CaseVariables): CasePlace {
    const { config, attack } = this.#setup;
    const { adapt, variant } = config;
    return {
      chain: chainNameOf(this.#setup, this.label, variables),
      windowSteps: isAdaptive(variant) ? adapt.steps : 0,
      isDivisible: attack === undefined && adapt.watch === undefined,
    };
  }

  /** Called by promptfoo after a successful evaluation. */
  async cleanup(): Promise<void> {
    const ids = [...this.#evaluationIds];
    this.#evaluationIds.clear();
    await Promise.all(ids.map(closeEvaluation));
    const { model, reviewModel, metaModel } = this.#setup;
    await Promise.all([model, reviewModel, metaModel].map((one) => one.close?.()));
  }
}
