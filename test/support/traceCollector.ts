import { createServer } from 'node:http';
import { listen } from './listening.ts';

/** A span as it was sent: OTLP in JSON, its attributes as an object. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 2 server, 3 client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2: an error. */
  readonly status: number;
}

export interface TraceCollector extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** All that came, in the order in which it ended. */
  readonly spans: readonly CollectedSpan[];
  /** The bodies as they came. */
  readonly bodies: readonly string[];
  /** Of the resource that the spans are of. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** Takes spans by OTLP over HTTP on 127.0.0.1. @param status what it answers. @default 200 */
export async function startTraceCollector(status = 200): Promise<TraceCollector> {
  const spans: CollectedSpan[] = [];
  const bodies: string[] = [];
  let resource = {};
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    if (request.url !== '/v1/traces' || request.headers['content-type'] !== 'application/json') {
      response.writeHead(404).end();
      return;
    }
    bodies.push(body);
    for (const part of (JSON.parse(body) as Sent).resourceSpans) {
      resource = toObject(part.resource.attributes);
      for (const { spans: sent } of part.scopeSpans) {
        spans.push(
          ...sent.map((span) => ({ ...span, attributes: toObject(span.attributes), status: span.status.code ?? 0 })),
        );
      }
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  const listening = await listen(server);
  return {
    origin: listening.origin,
    spans,
    bodies,
    get resource() {
      return resource;
    },
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

interface SentSpan extends Omit<CollectedSpan, 'attributes' | 'status'> {
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number };
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const toObject = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, toValue(value)]));

function toValue({ arrayValue, ...one }: Readonly<Record<string, unknown>>): unknown {
  if (arrayValue === undefined) return Object.values(one)[0];
  return (arrayValue as { readonly values: readonly Readonly<Record<string, unknown>>[] }).values.map(toValue);
}
