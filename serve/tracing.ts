import { MetaScError } from '../foundation/errors.ts';
import type { ChatModel, ChatReply, ChatRequest } from '../providers/models/chatModel.ts';
import type { Env } from '../providers/options/variantSetup.ts';
import type { ServeConfig } from './serveConfig.ts';

/** Port: where the spans of requests go. */
export interface Tracing {
  begin(request: TracedRequest): RequestTrace;
  /** Sends what has not been sent, within a few seconds. */
  close(): Promise<void>;
}

export interface TracedRequest {
  readonly method: string;
  /** The path as it is routed. */
  readonly route: string;
  /** Headers of the caller's trace, which goes on. */
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** What is known of a request, as far as it has come. */
export interface TracedFacts {
  readonly profile?: string;
  readonly chain?: string;
  readonly mode?: string;
  readonly step?: number | undefined;
  readonly specVersion?: number | undefined;
  readonly specHash?: string | undefined;
  readonly outcome?: string;
  /** What a guardrail had its proxy do. */
  readonly action?: string;
}

/** The trace of one request. */
export interface RequestTrace {
  describe(facts: TracedFacts): void;
  /**
   * Around one call of a model.
   *
   * @param make is given the headers by which the model's server can continue the trace
   */
  call<Reply>(
    call: TracedCall,
    make: (headers: Readonly<Record<string, string>>) => Promise<Reply>,
    read: (reply: Reply) => TracedReply,
  ): Promise<Reply>;
  /** Counts once: a request that was answered stays so. @param code of a fault */
  end(status: number, code?: string): void;
}

export interface TracedCall {
  /** What the call is for, in the words of the case's ledger. */
  readonly purpose: string;
  /** Its form: a trial has responses, critiques, revisions and verdicts of its own. */
  readonly phase: ChatRequest['phase'];
  readonly model: Pick<ChatModel, 'name' | 'addressless'>;
  readonly sampling?: ChatRequest['sampling'];
  readonly messages?: ChatRequest['messages'];
}

export type TracedReply = Pick<ChatReply, 'outcome' | 'text' | 'finish' | 'usage'>;

export interface TracingSettings {
  /** Where spans are posted, as OTLP in JSON. */
  readonly url: string;
  /** Whether spans hold texts, without the secrets that are known. */
  readonly hasTexts: boolean;
}

const DEFAULT_ENDPOINT = 'http://127.0.0.1:4318';

/**
 * Whether and where to trace: by the config, or by the standard variables. `OTEL_SDK_DISABLED=true` and
 * `OTEL_TRACES_EXPORTER=none` turn it off wherever it was turned on.
 *
 * @returns undefined where nothing is traced
 * @throws MetaScError `CONFIG_INVALID` for an exporter or a protocol that is not OTLP over HTTP
 */
export function tracingSettings(config: ServeConfig['tracing'], env: Env): TracingSettings | undefined {
  const { OTEL_TRACES_EXPORTER: exporter, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env;
  const own = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const isAsked = config !== undefined || [exporter, endpoint, own].some((value) => Boolean(value));
  if (!isAsked || exporter === 'none' || env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined;
  if (exporter && exporter !== 'otlp') throw invalid('OTEL_TRACES_EXPORTER', 'otlp or none', exporter);
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL;
  if (protocol === 'grpc') throw invalid('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json or http/protobuf', protocol);
  const base = config?.endpoint ?? (endpoint || DEFAULT_ENDPOINT);
  const url = config?.endpoint === undefined && own ? own : `${base.replace(/\/+$/, '')}/v1/traces`;
  if (!URL.canParse(url)) throw invalid('tracing.endpoint', 'the URL of a collector', base);
  return { url, hasTexts: config?.texts ?? false };
}

function invalid(name: string, expected: string, got: string): MetaScError {
  return new MetaScError(`${name}: expected ${expected}, got ${JSON.stringify(got)}`, { code: 'CONFIG_INVALID' });
}
