import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the server is to do from now on. Counting begins anew with it. */
export interface ServerOrders {
  /** From the whole request to the reply. */
  readonly delayMs: number;
  /** Length of every answer but a meta-critique's, which is one sentence. */
  readonly answerChars: number;
  /** Whether three calls of ten fail: two with 503, one by a dropped connection. @default false */
  readonly isFaulty?: boolean;
}

/** What the server saw since its last orders. Times are its own. */
export interface ServerCounts {
  readonly calls: number;
  /** Calls under way at once, at most. */
  readonly maxInFlight: number;
  /** From a request's arrival to the end of its reply; 0 before the first reply. */
  readonly meanLatencyMs: number;
  /** From the first request's arrival to the end of the last reply. */
  readonly spanMs: number;
}

/** What the bench and the server say to each other. */
export type ServerQuestion = { readonly kind: 'obey'; readonly orders: ServerOrders } | { readonly kind: 'count' };
export type ServerAnswer =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'obeyed' }
  | { readonly kind: 'counted'; readonly counts: ServerCounts };

/** An OpenAI-compatible server of fixed latency, in a process of its own. Stops when disposed. */
export interface BenchServer extends AsyncDisposable {
  readonly baseURL: string;
  obey(orders: ServerOrders): Promise<void>;
  counts(): Promise<ServerCounts>;
}

/** Starts the server. A process of its own: it would otherwise wait for the event loop of whom it measures. */
export async function startBenchServer(): Promise<BenchServer> {
  const child = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

  async function next<Kind extends ServerAnswer['kind']>(kind: Kind): Promise<Extract<ServerAnswer, { kind: Kind }>> {
    const [answer] = (await once(child, 'message')) as [ServerAnswer];
    if (answer.kind !== kind) throw new Error(`bench server: expected ${kind}, got ${answer.kind}`);
    return answer as Extract<ServerAnswer, { kind: Kind }>;
  }
  const ask = (question: ServerQuestion) => child.send(question);

  const { port } = await next('listening');
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    async obey(orders) {
      ask({ kind: 'obey', orders });
      await next('obeyed');
    },
    async counts() {
      ask({ kind: 'count' });
      return (await next('counted')).counts;
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
