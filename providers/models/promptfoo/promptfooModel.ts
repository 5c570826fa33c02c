import { createHash } from 'node:crypto';
import type { ApiProvider, CallApiContextParams, ProviderResponse } from 'promptfoo';
import { untilAborted } from '../../../foundation/abort.ts';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import { createOnceOpener } from '../../../foundation/once.ts';
import { isSecretName, withoutSecrets } from '../../../foundation/redaction.ts';
import { createCallSignal } from '../callSignal.ts';
import type { ChatModel, ChatReply, ChatRequest, Sampling } from '../chatModel.ts';

export interface PromptfooOptions {
  /** A promptfoo provider id, such as `anthropic:messages:<model>`. */
  readonly id: string;
  /** That provider's own config; it wins over what `sampling` says. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface PromptfooContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly basePath: string;
  readonly limits: {
    /** Of one call, promptfoo's own retries included, in milliseconds. */
    readonly timeoutMs: number;
    readonly maxRetries: number;
  };
}

/**
 * Any provider that promptfoo knows, loaded by promptfoo itself. The conversation goes in as a JSON chat array.
 *
 * Every call is made: promptfoo's disk cache is passed by, since its `--no-cache` and `--repeat` would not reach this
 * second instance of promptfoo.
 */
export function createPromptfooModel({ id, config = {} }: PromptfooOptions, context: PromptfooContext): ChatModel {
  const loadOnce = createOnceOpener<ApiProvider>();
  const providerFor = (sampling: Sampling, repeat: number): Promise<ApiProvider> => {
    const providerConfig = { ...toProviderConfig(sampling, repeat, context.limits.maxRetries), ...config };
    return loadOnce(JSON.stringify(providerConfig), () => loadProvider(id, providerConfig, context));
  };

  return {
    name: Object.keys(config).length === 0 ? id : `${id}#${shortHash(config)}`,
    async chat(request) {
      const start = performance.now();
      const provider = await providerFor(request.sampling, request.repeat);
      const response = await callProvider(provider, request, id, context);
      return toReply(response, performance.now() - start);
    },
  };
}

/** The option names that most of promptfoo's providers share. */
function toProviderConfig({ temperature, maxTokens, seed }: Sampling, repeat: number, maxRetries: number) {
  return {
    temperature,
    max_tokens: maxTokens,
    ...(seed === undefined ? {} : { seed: seed + repeat }),
    maxRetries,
  };
}

async function loadProvider(
  id: string,
  config: Readonly<Record<string, unknown>>,
  { env, basePath }: PromptfooContext,
): Promise<ApiProvider> {
  try {
    // Loading promptfoo a second time takes 0.7 s and 190 MB: only those who name one of its providers pay for it.
    const { loadApiProvider } = await import('promptfoo');
    return await loadApiProvider(id, { options: { config, env }, basePath });
  } catch (error) {
    throw new MetaScError(`${id}: promptfoo can't load this provider: ${withoutSecrets(messageOf(error), env)}`, {
      code: 'MODEL_UNAVAILABLE',
      help: "Expected embedded, openai:<name> or one of promptfoo's provider ids; see its documentation for what the provider needs.",
    });
  }
}

async function callProvider(
  provider: ApiProvider,
  { messages, signal: caller }: ChatRequest,
  id: string,
  { env, limits }: PromptfooContext,
): Promise<ProviderResponse> {
  const prompt = JSON.stringify(messages);
  const callContext: CallApiContextParams = { prompt: { raw: prompt, label: id }, vars: {}, bustCache: true };
  const { signal, startClock, release } = createCallSignal({ name: id, timeoutMs: limits.timeoutMs, caller });
  startClock();
  try {
    // Some providers ignore the signal; for them, too, the wait ends.
    const response = await untilAborted(provider.callApi(prompt, callContext, { abortSignal: signal }), signal);
    if (response.error !== undefined) throw new Error(response.error);
    return response;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new MetaScError(`${id}: ${withoutSecrets(messageOf(error), env)}`, { code: 'MODEL_FAILED' });
  } finally {
    release();
  }
}

/** Never passes `metadata.http` on: promptfoo aborts a whole evaluation on a 401 in it. */
function toReply({ output, tokenUsage, cost, finishReason }: ProviderResponse, latencyMs: number): ChatReply {
  return {
    text: typeof output === 'string' ? output : output === undefined || output === null ? '' : JSON.stringify(output),
    finishReason: finishReason === 'stop' || finishReason === 'length' ? finishReason : 'other',
    usage: { promptTokens: tokenUsage?.prompt ?? 0, completionTokens: tokenUsage?.completion ?? 0 },
    latencyMs,
    ...(cost === undefined ? {} : { costUsd: cost }),
  };
}

function shortHash(config: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(JSON.stringify(config, (key, value: unknown) => (isSecretName(key) ? undefined : value)))
    .digest('hex')
    .slice(0, 8);
}
