import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from './listening.ts';
import { answerTo } from './targetAnswers.ts';

export interface TargetServer extends AsyncDisposable {
  readonly url: string;
  /** Every request that came in: method, path with query, and body, byte for byte. */
  readonly requests: readonly string[];
  /** The environment that leads a project's providers to the server. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * An app and the servers of some vendors' models in one, on 127.0.0.1. Every answer is a function of the request's
 * bytes: equal requests get equal answers, and other requests get others. Stops when disposed.
 */
export async function startTargetServer(): Promise<TargetServer> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { method, url = '' } = request;
    requests.push(`${method} ${url} ${body}`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answerTo(url, body)));
  });
  const listening = await listen(server);
  const { origin: url, port } = listening;
  return {
    url,
    requests,
    env: {
      TARGET_URL: url,
      TARGET_HOST: `127.0.0.1:${port}`,
      OPENAI_BASE_URL: `${url}/v1`,
      OPENAI_API_KEY: 'sk-test',
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: 'sk-test',
      OLLAMA_BASE_URL: url,
      // Red teaming asks promptfoo's own service for nothing, and no user for an address.
      PROMPTFOO_DISABLE_REMOTE_GENERATION: 'true',
    },
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
    },
  };
}
