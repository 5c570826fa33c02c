import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from './listening.ts';

/** A value in the forms in which a server may say it again, by name. */
export const FORMS: Readonly<Record<string, (value: string) => string>> = {
  plain: (value) => value,
  base64: (value) => Buffer.from(value).toString('base64'),
  'base64 within a credential': (value) => Buffer.from(`user:${value}`).toString('base64'),
  'URL-encoded': encodeURIComponent,
  'JSON-escaped': (value) => JSON.stringify(value).slice(1, -1),
  'masked in the middle': (value) => `${value.slice(0, 6)}…${value.slice(-4)}`,
  'masked with stars': (value) => `${value.slice(0, 7)}********${value.slice(-4)}`,
};

export interface EchoServer extends AsyncDisposable {
  readonly url: string;
  /** All that came in, byte for byte: head and body of each request. */
  readonly requests: readonly string[];
}

/**
 * An OpenAI-compatible server, app and judge on 127.0.0.1 that says everything again that it is sent, but for the
 * conversation: as an answer, or, to the model `failing`, as an error. Stops when disposed.
 */
export async function startEchoServer(): Promise<EchoServer> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    requests.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)} ${body}`);
    const { model, messages = [], ...rest } = JSON.parse(body) as Body;
    const values = valuesIn(request, rest);
    const echo = [
      ...values.flatMap((value) => Object.values(FORMS).map((form) => form(value))),
      JSON.stringify(rest),
    ].join(' ');
    response.setHeader('content-type', 'application/json');
    response.setHeader('x-echo', values.join(' '));
    if (model === 'failing') {
      response.statusCode = 400;
      response.end(
        JSON.stringify({ error: { message: `bad request: ${echo}`, type: 'error', param: null, code: null } }),
      );
      return;
    }
    const message = { role: 'assistant', content: answerOf(model, String(messages.at(-1)?.content), { echo, values }) };
    const usage = { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 };
    response.end(
      JSON.stringify({
        id: 'x',
        object: 'chat.completion',
        created: 0,
        model,
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage,
      }),
    );
  });
  const listening = await listen(server);
  return {
    url: listening.origin,
    requests,
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
    },
  };
}

interface Body {
  readonly model: string;
  readonly messages?: readonly { readonly content: unknown }[];
  readonly [field: string]: unknown;
}

/** Header values, the words of each and what base64 hides in them; query parameters; texts of the body. */
function valuesIn({ headers, url = '' }: IncomingMessage, rest: unknown): readonly string[] {
  const sent = Object.entries(headers).filter(
    ([name]) => !/^(?:host|connection|accept|content|user-agent|x-stainless|sec-)/.test(name),
  );
  const words = sent.flatMap(([, value]) => [String(value), ...String(value).split(' ')]);
  const basic = words
    .map((word) => Buffer.from(word, 'base64').toString())
    .filter((word) => /^\w+:[\x21-\x7e]+$/.test(word));
  const query = [...new URL(url, 'http://127.0.0.1').searchParams.values()];
  return [
    ...new Set([...words, ...basic.map((word) => word.slice(word.indexOf(':') + 1)), ...query, ...textsIn(rest)]),
  ].filter((value) => value.length > 7);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function answerOf(
  model: string,
  asked: string,
  { echo, values }: { readonly echo: string; readonly values: readonly string[] },
): string {
  switch (model) {
    case 'judge':
      return JSON.stringify({
        nonce: /"nonce"\s*:\s*"([^"]+)"/.exec(asked)?.[1],
        level: 3,
        reason: `judged with ${echo}`,
      });
    case 'trial':
      return `yes ${echo}`;
    case 'meta':
      return `Answers should stay kind and never say ${values.at(-1)}.`;
    default:
      return `An answer. ${echo}`;
  }
}
