import type { ApiProvider, CallApiContextParams, ProviderResponse } from 'promptfoo';
import { untilAborted } from '../../../foundation/abort.ts';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import { shortHash } from '../../../foundation/hash.ts';
import { createOnceOpener } from '../../../foundation/once.ts';
import { withoutSecrets, withoutSecretValues } from '../../../foundation/redaction.ts';
import { fieldsOf, textOf, toText } from '../../../foundation/untyped.ts';
import type { ModelLimits } from '../callOptions.ts';
import { createCallSignal } from '../callSignal.ts';
import type { ChatModel, ChatRequest } from '../chatModel.ts';
import type { RefOf } from '../modelRef.ts';
import { parseReply, type RawReply } from '../reply.ts';
import { nothingLeft } from '../requestKey.ts';
import { readFailure } from '../serverFailure.ts';

export interface PromptfooContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly basePath: string;
  /** `timeoutMs`: of one call, including promptfoo's own retries. */
  readonly limits: Pick<ModelLimits, 'timeoutMs' | 'maxRetries'>;
}

/**
 * Any provider that promptfoo knows, loaded by promptfoo itself. It receives the conversation as a JSON chat array.
 *
 * Calls bypass promptfoo's disk cache, because its `--no-cache` and `--repeat` do not reach this second instance of
 * promptfoo.
 */
export function createPromptfooModel({ id, config = {} }: RefOf<'promptfoo'>, context: PromptfooContext): ChatModel {
  const loadOnce = createOnceOpener<ApiProvider>();
  const providerFor = (sampling: SamplingParams): Promise<ApiProvider> => {
    const providerConfig = { ...sampling, maxRetries: context.limits.maxRetries, showThinking: false, ...config };
    return loadOnce(JSON.stringify(providerConfig), () => loadProvider(id, providerConfig, context));
  };

  return {
    name: Object.keys(config).length === 0 ? id : `${id}#${shortHash(withoutSecretValues(config), 8)}`,
    async chat(request) {
      const start = performance.now();
      const { sampling, ...call } = toCall(request);
      const response = await callProvider(await providerFor(sampling), call, id, context);
      return { ...parseReply(toRaw(response)), latencyMs: performance.now() - start };
    },
  };
}

/** Option names that most of promptfoo's providers share. */
type SamplingParams = Readonly<Record<string, number>>;

interface ProviderCall {
  readonly prompt: string;
  readonly sampling: SamplingParams;
  readonly signal: AbortSignal | undefined;
}

/** A request in promptfoo's terms, which lack phase, reply schema and first tokens. */
function toCall(request: ChatRequest): ProviderCall {
  const { messages, sampling, repeat, signal, ...others } = request;
  const { phase: _p, replySchema: _r, topLogprobs: _t, moreTokens: _m, ...rest } = others;
  const { temperature, maxTokens, topP, seed, ...samplingRest } = sampling;
  nothingLeft(rest, samplingRest);
  return {
    prompt: JSON.stringify(messages),
    sampling: {
      ...(temperature === null ? {} : { temperature }),
      ...(maxTokens === null ? {} : { max_tokens: maxTokens }),
      ...(topP == null ? {} : { top_p: topP }),
      ...(seed == null ? {} : { seed: seed + repeat }),
    },
    signal,
  };
}

/** @throws MetaScError `MODEL_UNAVAILABLE` if promptfoo does not know the id, or lacks what it needs */
export async function loadProvider(
  id: string,
  config: Readonly<Record<string, unknown>>,
  { env, basePath }: PromptfooContext,
): Promise<ApiProvider> {
  try {
    // A second instance of promptfoo takes 0.7 s and 190 MB, so only a reference to one of its providers loads it.
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
  { prompt, signal: caller }: Omit<ProviderCall, 'sampling'>,
  id: string,
  { env, limits }: PromptfooContext,
): Promise<ProviderResponse> {
  const callContext: CallApiContextParams = { prompt: { raw: prompt, label: id }, vars: {}, bustCache: true };
  const { signal, startClock, release } = createCallSignal({ name: id, timeoutMs: limits.timeoutMs, caller });
  startClock();
  try {
    // Some providers ignore the signal; the wait ends all the same.
    const response = await untilAborted(provider.callApi(prompt, callContext, { abortSignal: signal }), signal);
    if (response.error === undefined) return response;
    // An error that the platform's filter makes is a result.
    const { meaning, message } = readFailure(response.error, undefined);
    if (meaning === 'filter') return { guardrails: { flagged: true, reason: withoutSecrets(message, env) } };
    throw new Error(response.error);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new MetaScError(`${id}: ${withoutSecrets(messageOf(error), env)}`, { code: 'MODEL_FAILED' });
  } finally {
    release();
  }
}

/**
 * promptfoo's own providers put thoughts before the answer, after the word `Thinking:`, and may keep the server's whole
 * reply beside it. Never passes `metadata.http` on: promptfoo aborts a whole evaluation on a 401 in it.
 */
function toRaw({ output, raw, tokenUsage, cost, finishReason, isRefusal, guardrails }: ProviderResponse): RawReply {
  const { choices } = fieldsOf(typeof raw === 'string' && raw.trimStart().startsWith('{') ? tryJson(raw) : raw);
  const message = fieldsOf(fieldsOf(Array.isArray(choices) ? choices[0] : undefined).message);
  const thought = textOf(message.reasoning_content) ?? textOf(message.reasoning);
  const { text, thoughts } = splitThinking(output, thought);
  const isFlagged = guardrails?.flagged === true;
  const reasoningTokens = tokenUsage?.completionDetails?.reasoning;
  return {
    content: isRefusal ? undefined : text,
    reasoning: [thought, thoughts],
    refusal: isRefusal ? text : message.refusal,
    toolCalls: isToolCalls(output) ? output : (message.tool_calls ?? message.function_call),
    finish: finishReason,
    filter: isFlagged ? (guardrails?.reason ?? 'guardrails') : undefined,
    usage: {
      promptTokens: tokenUsage?.prompt ?? 0,
      completionTokens: tokenUsage?.completion ?? 0,
      ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
      ...(cost === undefined ? {} : { costUsd: cost }),
    },
  };
}

const isToolCalls = (output: unknown): boolean =>
  Array.isArray(output) && output.length > 0 && output.every((call) => fieldsOf(call).function !== undefined);

/** The output without the thoughts that promptfoo put before it. */
function splitThinking(output: unknown, thought: string | undefined): { text: unknown; thoughts?: string } {
  if (typeof output !== 'string') return { text: isPart(output) ? output : toText(output ?? '') };
  const prefix = `Thinking: ${thought}`;
  if (thought !== undefined && output.startsWith(prefix)) return { text: output.slice(prefix.length).trimStart() };
  const marked = /^Thinking: ([\s\S]*?)(?:\nSignature: \S*)?\n\n([\s\S]*)$/.exec(output);
  const signed = /^Thinking: ([\s\S]*)\nSignature: \S*\s+([\s\S]*)$/.exec(output);
  const found = signed ?? marked;
  return found === null ? { text: output } : { text: found[2] ?? '', thoughts: found[1] ?? '' };
}

const isPart = (output: unknown): boolean =>
  Array.isArray(output) && output.some((part) => fieldsOf(part).type !== undefined);

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
