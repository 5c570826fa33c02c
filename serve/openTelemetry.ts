import type { Attributes, Span, SpanContext } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Conversation } from '../foundation/conversation.ts';
import { asMetaScError, MetaScError, messageOf } from '../foundation/errors.ts';
import { packageVersion } from '../foundation/packageRoot.ts';
import { redactor } from '../foundation/secrets.ts';
import type { Finish } from '../providers/models/chatModel.ts';
import type { ServeLog } from './followRequest.ts';
import type { TracedCall, TracedFacts, TracedReply, Tracing, TracingSettings } from './tracing.ts';

/**
 * Names of attributes and spans are those of this version: the last one with the conventions for GenAI, which are in
 * development and since then have a repository of their own.
 *
 * *Source:* https://github.com/open-telemetry/semantic-conventions/tree/v1.41.0/docs/gen-ai
 */
const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.41.0';

/** Within which the last spans are sent when the server ends. */
const LAST_SPANS_MS = 3_000;

interface Packages {
  readonly api: () => Promise<typeof import('@opentelemetry/api')>;
  readonly resources: () => Promise<typeof import('@opentelemetry/resources')>;
  readonly 'sdk-trace-node': () => Promise<typeof import('@opentelemetry/sdk-trace-node')>;
  readonly 'exporter-trace-otlp-http': () => Promise<typeof import('@opentelemetry/exporter-trace-otlp-http')>;
}

const PACKAGES: Packages = {
  api: () => import('@opentelemetry/api'),
  resources: () => import('@opentelemetry/resources'),
  'sdk-trace-node': () => import('@opentelemetry/sdk-trace-node'),
  'exporter-trace-otlp-http': () => import('@opentelemetry/exporter-trace-otlp-http'),
};

/**
 * Sends spans by OpenTelemetry's SDK. One that can't be sent harms no request; the log says so once until one can.
 *
 * @throws MetaScError `PACKAGE_MISSING`
 */
export async function openTelemetry(
  { url, hasTexts }: TracingSettings,
  log: ServeLog,
  packages: Partial<Packages> = {},
): Promise<Tracing> {
  const open = { ...PACKAGES, ...packages };
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, createTraceState, isSpanContextValid, trace } = await load(
    'api',
    open.api,
  );
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = await load(
    'resources',
    open.resources,
  );
  const { BatchSpanProcessor, NodeTracerProvider } = await load('sdk-trace-node', open['sdk-trace-node']);
  const { OTLPTraceExporter } = await load('exporter-trace-otlp-http', open['exporter-trace-otlp-http']);

  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'metasc-serve', 'service.version': packageVersion() }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(logged(new OTLPTraceExporter({ url }), log))],
  });
  const tracer = provider.getTracer('promptfoo-metasc', packageVersion(), { schemaUrl: SCHEMA_URL });

  /** The caller's, where it says one that can be read. */
  const parentOf = (traceparent = '', tracestate?: string) => {
    const [, traceId = '', spanId = '', flags = ''] = /^\w\w-(\w{32})-(\w{16})-(\w\w)/.exec(traceparent) ?? [];
    const parent: SpanContext = {
      ...{ traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true },
      ...(tracestate === undefined ? {} : { traceState: createTraceState(tracestate) }),
    };
    return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
  };
  const fail = (span: Span, code: string) => {
    span.setAttribute('error.type', code);
    span.setStatus({ code: SpanStatusCode.ERROR });
  };

  return {
    begin({ method, route, traceparent, tracestate }) {
      const attributes = { 'http.request.method': method, 'http.route': route };
      const span = tracer.startSpan(
        `${method} ${route}`,
        { kind: SpanKind.SERVER, attributes },
        parentOf(traceparent, tracestate),
      );
      const within = trace.setSpan(ROOT_CONTEXT, span);
      return {
        describe(facts) {
          span.setAttributes(ofFacts(facts));
          if (facts.profile !== undefined) span.updateName(`invoke_workflow ${facts.profile}`);
        },
        async call(call, make, read) {
          const { name, attributes: asked } = ofCall(call, hasTexts);
          const child = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: asked }, within);
          try {
            const reply = await make(headersOf(child.spanContext()));
            child.setAttributes(ofReply(read(reply), hasTexts));
            return reply;
          } catch (error) {
            fail(child, asMetaScError(error).code.toLowerCase());
            throw error;
          } finally {
            child.end();
          }
        },
        end(status, code) {
          if (!span.isRecording()) return;
          span.setAttribute('http.response.status_code', status);
          // By the conventions for HTTP, a fault of the client is no error of the server.
          if (code !== undefined && status >= 500) fail(span, code);
          else if (code !== undefined) span.setAttribute('error.type', code);
          span.end();
        },
      };
    },
    async close() {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, LAST_SPANS_MS);
      await Promise.race([provider.shutdown().catch(() => {}), late.promise]);
      clearTimeout(timer);
    },
  };
}

async function load<Package>(name: string, open: () => Promise<Package>): Promise<Package> {
  try {
    return await open();
  } catch (cause) {
    const missing = `@opentelemetry/${name}`;
    throw new MetaScError(`tracing: expected the package ${missing}, got none: ${messageOf(cause)}`, {
      code: 'PACKAGE_MISSING',
      help: `Run npm install ${Object.keys(PACKAGES)
        .map((one) => `@opentelemetry/${one}`)
        .join(' ')}, or turn tracing off.`,
      cause,
    });
  }
}

function logged(exporter: SpanExporter, log: ServeLog): SpanExporter {
  let isFailing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const { code, error } = result;
        if (code !== 0 && !isFailing) log(`tracing: spans can't be sent: ${redactor.text(messageOf(error))}`);
        isFailing = code !== 0;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

/** As W3C's trace context has them. */
function headersOf({ traceId, spanId, traceFlags, traceState }: SpanContext): Readonly<Record<string, string>> {
  const state = traceState?.serialize() ?? '';
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    ...(state === '' ? {} : { tracestate: state }),
  };
}

/** Only what is known: a later word adds to the earlier ones. Tokens stand on the calls alone, so that sums count each once. */
function ofFacts({ profile, chain, mode, step, specVersion, specHash, outcome, action }: TracedFacts): Attributes {
  return {
    ...(profile === undefined
      ? {}
      : { 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.workflow.name': profile, 'metasc.profile': profile }),
    ...(chain === undefined ? {} : { 'metasc.chain': chain }),
    ...(mode === undefined ? {} : { 'metasc.mode': mode }),
    ...(step === undefined ? {} : { 'metasc.step': step }),
    ...(specVersion === undefined ? {} : { 'metasc.spec.version': specVersion }),
    ...(specHash === undefined ? {} : { 'metasc.spec.hash': specHash }),
    ...(outcome === undefined ? {} : { 'metasc.outcome': outcome }),
    ...(action === undefined ? {} : { 'metasc.guardrail.action': action }),
  };
}

function ofCall({ purpose, phase, model, sampling, messages }: TracedCall, hasTexts: boolean) {
  const [provider = '', requested = provider] = splitOnce(model.addressless ?? model.name);
  const { temperature, topP, seed, maxTokens } = sampling ?? {};
  const attributes: Attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': requested,
    'metasc.phase': purpose,
    ...(phase === purpose ? {} : { 'metasc.call': phase }),
    ...(temperature == null ? {} : { 'gen_ai.request.temperature': temperature }),
    ...(topP == null ? {} : { 'gen_ai.request.top_p': topP }),
    ...(seed == null ? {} : { 'gen_ai.request.seed': seed }),
    ...(maxTokens == null ? {} : { 'gen_ai.request.max_tokens': maxTokens }),
    ...(hasTexts && messages !== undefined ? { 'gen_ai.input.messages': toParts(messages) } : {}),
  };
  return { name: `chat ${requested}`, attributes };
}

const FINISHES: Readonly<Record<Finish, string>> = {
  stop: 'stop',
  length: 'length',
  filter: 'content_filter',
  tool: 'tool_call',
  error: 'error',
  other: 'other',
};

function ofReply({ outcome, text, finish, usage }: TracedReply, hasTexts: boolean): Attributes {
  const said = [{ role: 'assistant', content: text }] as const;
  return {
    'gen_ai.response.finish_reasons': [FINISHES[finish]],
    'gen_ai.usage.input_tokens': usage.promptTokens,
    'gen_ai.usage.output_tokens': usage.completionTokens,
    'metasc.outcome': outcome,
    ...(hasTexts ? { 'gen_ai.output.messages': toParts(said, FINISHES[finish]) } : {}),
  };
}

const splitOnce = (name: string): readonly [string, string?] => {
  const at = name.indexOf(':');
  return at === -1 ? [name] : [name.slice(0, at), name.slice(at + 1)];
};

/** Messages in the form of the conventions, without the secrets that are known. */
const toParts = (messages: Conversation, finish?: string): string =>
  JSON.stringify(
    messages.map(({ role, content }) => ({
      role,
      parts: [{ type: 'text', content: redactor.text(content) }],
      ...(finish === undefined ? {} : { finish_reason: finish }),
    })),
  );
