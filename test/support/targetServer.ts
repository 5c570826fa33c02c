import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface TargetServer extends AsyncDisposable {
  readonly url: string;
  /** Every request that came in: method, path with query, and body, byte for byte. */
  readonly requests: readonly string[];
}

/**
 * An app and an OpenAI-compatible server in one, on 127.0.0.1. Every answer is a function of the request's bytes, so that
 * equal requests get equal answers. Stops when disposed.
 */
export async function startTargetServer(
  say: (body: string) => string = (body) => `Answer ${hashOf(body)} to what was asked.`,
): Promise<TargetServer> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    requests.push(`${request.method} ${request.url} ${body}`);
    const content = say(body === '' ? (request.url ?? '') : body);
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify(
        request.url?.includes('/chat/completions')
          ? {
              id: 'call',
              object: 'chat.completion',
              choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
              usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
            }
          : { reply: content },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function hashOf(body: string): string {
  let hash = 0;
  for (const letter of body) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return String(hash);
}
