import type { ApiProvider, CallApiContextParams, ProviderResponse } from 'promptfoo';
import { untilAborted } from '../../../foundation/abort.ts';
import { type ErrorCode, MetaScError, messageOf } from '../../../foundation/errors.ts';
import { cut } from '../../../foundation/excerpt.ts';
import { shortHash } from '../../../foundation/hash.ts';
import { createOnceOpener } from '../../../foundation/once.ts';
import { withoutSecretValues } from '../../../foundation/secrets.ts';
import { fieldsOf, numberOf } from '../../../foundation/untyped.ts';
import type { ModelLimits } from '../callOptions.ts';
import { createCallSignal } from '../callSignal.ts';
import type { ChatModel, ChatReply, ChatRequest } from '../chatModel.ts';
import type { RefOf } from '../modelRef.ts';
import { parseReply } from '../reply.ts';
import { nothingLeft } from '../requestKey.ts';
import { type FailureMeaning, readFailure } from '../serverFailure.ts';
import { withAbsoluteFiles } from './absoluteFiles.ts';
import { withoutFormat } from './formatOptions.ts';
import { liveProvider } from './liveProviders.ts';
import { providerIdentity } from './providerIdentity.ts';
import { type HandedCall, targetCalls } from './targetChannel.ts';
import { hasOtherParts, restOf, structuredOutput, toRawReply } from './targetReply.ts';
import { createTurnWriter, isTextTarget, type TurnText } from './targetTurn.ts';

export interface PromptfooContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly basePath: string;
  /** `timeoutMs`: of one call, including promptfoo's own retries. */
  readonly limits: Pick<ModelLimits, 'timeoutMs' | 'maxRetries'>;
}

/**
 * Any provider that promptfoo knows, loaded by promptfoo itself. It is handed the case's whole context; the response to a
 * project's own prompt is asked for with the bytes that the project's own entry would send.
 *
 * Calls bypass promptfoo's disk cache, because its `--no-cache` and `--repeat` do not reach this second instance of
 * promptfoo.
 *
 * @throws MetaScError `CONFIG_INVALID` for a template of turns that doesn't parse
 */
export function createPromptfooModel(ref: RefOf<'promptfoo'>, context: PromptfooContext): ChatModel {
  const { id, config = {} } = ref;
  const turns = createTurnWriter(ref);
  const loadOnce = createOnceOpener<ApiProvider>();
  const loaded = new Set<ApiProvider>();
  // What a project's own code gets as its config is not ours to add to.
  const ours = isTextTarget(id) ? {} : { maxRetries: context.limits.maxRetries, showThinking: false };
  const providerFor = async (sampling: SamplingParams, isFormatted: boolean): Promise<ApiProvider> => {
    const all = { ...sampling, ...ours, ...config };
    const providerConfig = isFormatted || isTextTarget(id) ? all : withoutFormat(all);
    const load = () => loadProvider(id, providerConfig, context);
    const provider = liveProvider(id) ?? (await loadOnce(JSON.stringify(providerConfig), load));
    loaded.add(provider);
    return provider;
  };

  return {
    name: nameOf(ref),
    identity: providerIdentity(ref, context.env),
    takesCase: true,
    async chat(request) {
      const start = performance.now();
      const { turn, sampling, isFormatted, target, signal } = toCall(request, turns.write);
      const provider = await providerFor(sampling, isFormatted);
      const callContext = contextOf({ id, turn, target, isFormatted, provider, basePath: context.basePath });
      const response = await callProvider(provider, { turn, callContext, signal }, id, context);
      return { ...toReply(response), latencyMs: performance.now() - start };
    },
    provider: () => [...loaded][0],
    async close() {
      const providers = [...loaded];
      loaded.clear();
      await Promise.all(providers.map(closeProvider));
    },
  };
}

function nameOf({ id, config = {}, turns }: RefOf<'promptfoo'>): string {
  const shaping = { ...(Object.keys(config).length > 0 && { config }), ...(turns !== undefined && { turns }) };
  if (Object.keys(shaping).length === 0) return id;
  return `${id}#${shortHash(withoutSecretValues('turns' in shaping ? shaping : config), 8)}`;
}

/** Option names that most of promptfoo's providers share. */
type SamplingParams = Readonly<Record<string, number>>;

interface ProviderCall {
  readonly turn: TurnText;
  readonly sampling: SamplingParams;
  /** Whether the project's options of format and tools apply. */
  readonly isFormatted: boolean;
  readonly target: ChatRequest['target'];
  readonly signal: AbortSignal | undefined;
}

/** A request in promptfoo's terms, which lack reply schema and first tokens. */
function toCall(request: ChatRequest, write: ReturnType<typeof createTurnWriter>['write']): ProviderCall {
  const { messages, sampling, repeat, phase, target, signal, ...others } = request;
  const { replySchema: _r, topLogprobs: _t, extra: _e, headers: _h, moreTokens: _m, priority: _p, ...rest } = others;
  const { temperature, maxTokens, topP, seed, ...samplingRest } = sampling;
  nothingLeft(rest, samplingRest);
  return {
    turn: write(messages, target),
    isFormatted: phase === 'response' || phase === 'revision',
    target,
    sampling: {
      ...(temperature === null ? {} : { temperature }),
      ...(maxTokens === null ? {} : { max_tokens: maxTokens }),
      ...(topP == null ? {} : { top_p: topP }),
      ...(seed == null ? {} : { seed: seed + repeat }),
    },
    signal,
  };
}

interface Calling extends Pick<ProviderCall, 'turn' | 'target' | 'isFormatted'> {
  readonly id: string;
  readonly provider: ApiProvider;
  readonly basePath: string;
}

/** What promptfoo would hand to the project's own entry, with the turn in place of the prompt. */
function contextOf({ id, turn, target, isFormatted, provider, basePath }: Calling): CallApiContextParams {
  if (target === undefined) return { prompt: { raw: turn.prompt, label: id }, vars: {}, bustCache: true };
  const { context, verbatim } = target;
  const { config, ...prompt } = context.prompt;
  const kept = isFormatted ? (config ?? {}) : withoutFormat(config ?? {});
  return {
    ...context,
    prompt: {
      ...prompt,
      ...(verbatim === undefined && { raw: turn.prompt }),
      ...(config !== undefined && { config: withAbsoluteFiles(id, kept, basePath) }),
    },
    vars: { ...turn.vars },
    originalProvider: provider,
    bustCache: true,
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
    const options = { config: withAbsoluteFiles(id, config, basePath), env };
    return await loadApiProvider(id, { options, basePath });
  } catch (error) {
    throw new MetaScError(`${id}: promptfoo can't load this provider: ${messageOf(error)}`, {
      code: 'MODEL_UNAVAILABLE',
      help: "Expected embedded, openai:<name> or one of promptfoo's provider ids; see its documentation for what the provider needs.",
    });
  }
}

/** An agent may work for minutes, and its own time limits come first. */
const TARGET_TIMEOUT_MS = 600_000;

interface Asking {
  readonly turn: TurnText;
  readonly callContext: CallApiContextParams;
  readonly signal: AbortSignal | undefined;
}

async function callProvider(
  provider: ApiProvider,
  { turn, callContext, signal: caller }: Asking,
  id: string,
  { limits }: Pick<PromptfooContext, 'limits'>,
): Promise<ProviderResponse> {
  const { signal, startClock, release } = createCallSignal({
    name: id,
    timeoutMs: limits.timeoutMs ?? TARGET_TIMEOUT_MS,
    caller,
  });
  startClock();
  const handed: HandedCall = { prompt: turn.prompt, vars: callContext.vars, config: callContext.prompt.config };
  targetCalls.publish(handed);
  try {
    // Some providers ignore the signal; the wait ends all the same.
    const asked = Promise.resolve(provider.callApi(turn.prompt, callContext, { abortSignal: signal }));
    const response = await untilAborted(asked, signal);
    if (response.error === undefined) return response;
    return failed(response.error, numberOf(fieldsOf(fieldsOf(response.metadata).http).status));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof MetaScError) throw error;
    return failed(messageOf(error), undefined);
  } finally {
    release();
  }

  /** An error that the platform's filter makes is a result. */
  function failed(error: string, status: number | undefined): ProviderResponse {
    const { meaning } = readFailure(error, status);
    if (meaning === 'filter') return { guardrails: { flagged: true, reason: cut(error, MAX_WORDS) } };
    // With status 200, promptfoo quotes the whole reply: its words say nothing of the account.
    const code = (status === 200 ? undefined : CODES[meaning]) ?? 'MODEL_FAILED';
    throw new MetaScError(`${id}: ${error}`, { code });
  }
}

const MAX_WORDS = 300;

const CODES: Partial<Record<FailureMeaning, ErrorCode>> = {
  key: 'MODEL_UNAUTHORIZED',
  quota: 'QUOTA_EXHAUSTED',
  context: 'CONTEXT_OVERFLOW',
};

function toReply(response: ProviderResponse): Omit<ChatReply, 'latencyMs'> {
  const reply = parseReply(toRawReply(response));
  const output = structuredOutput(response) ?? (reply.outcome === 'tool-call' ? response.output : undefined);
  // Parts with a thought in them are reduced to the text, a message with one to its tool calls.
  const keepsOutput = output !== undefined && reply.reasoning === undefined;
  const isOther = hasOtherParts(response);
  const hasNoText = reply.outcome === 'failed' && isOther;
  return {
    ...reply,
    ...(hasNoText ? { outcome: 'answered' } : {}),
    ...(keepsOutput ? { output } : {}),
    ...(isOther ? { hasOtherParts: true } : {}),
    rest: restOf(response),
  };
}

/** Ends what a provider keeps open: worker processes, sockets. */
async function closeProvider(provider: ApiProvider): Promise<void> {
  const { cleanup, shutdown } = provider as ApiProvider & { readonly shutdown?: () => unknown };
  await (cleanup ?? shutdown)?.call(provider);
}
