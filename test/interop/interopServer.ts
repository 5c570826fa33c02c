import { deterministicReply } from '../support/deterministicModel.ts';
import { type LoopbackReply, type ReceivedCall, startLoopbackServer } from '../support/loopbackServer.ts';
import { startServing } from '../support/metasc.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';
import { type Recorder, startRecorder } from './recorder.ts';

/** What each client asks for as its model. */
export const PROFILES = ['safe', 'baseline'] as const;
export type ProfileName = (typeof PROFILES)[number];

export interface InteropServer extends AsyncDisposable {
  /** What clients speak to. */
  readonly baseURL: string;
  readonly takeExchanges: Recorder['takeExchanges'];
}

/**
 * `metasc serve` in a process of its own, with the profiles `safe`, which runs MetaSC, and `baseline`, over a model on this
 * machine that answers as a function of the conversation.
 *
 * @param entry the program: its source or what is built
 */
export async function startInteropServer(entry: string): Promise<InteropServer> {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.use(await startLoopbackServer(answerLikeModel));
  const model = { type: 'openai', name: 'upstream', baseURL: upstream.baseURL, apiKeyEnvar: 'METASC_INTEROP_KEY' };
  const folder = stack.use(
    createTemporaryFolder({
      'serve.yaml': JSON.stringify({
        port: 0,
        profiles: [
          { label: 'safe', config: { variant: 'metasc', model } },
          { label: 'baseline', config: { variant: 'baseline', model } },
        ],
      }),
    }),
  );
  const serving = stack.use(
    await startServing(folder.join('serve.yaml'), {
      entry,
      cwd: folder.path,
      env: { ...process.env, METASC_INTEROP_KEY: 'key-of-the-upstream' },
    }),
  );
  const recorder = stack.use(await startRecorder(serving.origin));
  const kept = stack.move();
  return {
    baseURL: recorder.baseURL,
    takeExchanges: recorder.takeExchanges,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** JSON where the client asks for it, and the log-probabilities of a token where it asks for those. */
function answerLikeModel({ messages, body }: ReceivedCall): LoopbackReply {
  const text = deterministicReply(messages);
  const wantsJson = body.response_format != null || body.logprobs === true;
  const content = wantsJson ? JSON.stringify({ score: 7, reason: text }) : text;
  if (body.logprobs !== true) return { content };
  const token = { token: '7', logprob: 0, bytes: null };
  return { content, logprobs: [{ ...token, top_logprobs: [token] }] };
}
