import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { Token } from 'node-llama-cpp';
import { datasetNames, loadCases } from '../../datasets/loadCases.ts';
import { user } from '../../foundation/conversation.ts';
import { createChatMlLayout, createChatTokenizer } from '../../providers/models/embedded/chatTokens.ts';
import { createContextPool } from '../../providers/models/embedded/llamaContexts.ts';
import { BATCH_TOKENS, generate, type Sequence } from '../../providers/models/embedded/llamaGeneration.ts';
import { type LoadedModel, loadModel } from '../../providers/models/embedded/llamaModel.ts';
import { findModelFile } from '../../providers/models/embedded/modelFile.ts';

// Whether a lone call of the embedded model may use two threads: only if no token changes. Generates the replies to 200
// requests of this package's datasets three times and compares all tokens: one thread, one call at a time; up to two
// threads, one at a time; up to two threads, four at once, where threads come and go between tokens.
//
//   npx node test/bench/twoThreads.ts [requests] [tokens]     200 requests of at most 48 tokens by default
//
// Exit codes: 0 all equal; 1 not. Give it the machine to itself: two threads that compete with other work wait for each
// other at every step.

const [requests = 200, maxTokens = 48] = process.argv.slice(2).map(Number);
const CONTEXT_TOKENS = 1024;
const AT_ONCE = 4;
const TEMPERATURE = 0.8;
const SYSTEM_PROMPT = { role: 'system' as const, content: 'You are a helpful yet harmless assistant.' };

type Threads = number | { readonly ideal: number; readonly min: number };

interface Way {
  readonly name: string;
  readonly threads: Threads;
  readonly atOnce: number;
}

const WAYS: readonly Way[] = [
  { name: 'one thread, alone', threads: 1, atOnce: 1 },
  { name: 'up to two threads, alone', threads: { ideal: 2, min: 1 }, atOnce: 1 },
  { name: `up to two threads, ${AT_ONCE} at once`, threads: { ideal: 2, min: 1 }, atOnce: AT_ONCE },
];

/** Requests of all sets in turn, so that short and long ones mix. */
async function readPrompts({ model }: LoadedModel): Promise<readonly (readonly Token[])[]> {
  const tokenize = createChatTokenizer(model, createChatMlLayout(model));
  const sets = await Promise.all((await datasetNames()).map(loadCases));
  const inTurn = Array.from({ length: requests }, (_, index) => sets.map((cases) => cases[index]))
    .flat()
    .filter((one) => one !== undefined);
  return inTurn
    .slice(0, requests)
    .map(({ prompt }) => tokenize([SYSTEM_PROMPT, user(prompt)], { contextTokens: CONTEXT_TOKENS, maxTokens }));
}

/** The replies in the order of the prompts; `onReply` is told of each as it comes. */
async function reply(
  { model }: LoadedModel,
  prompts: readonly (readonly Token[])[],
  { threads, atOnce }: Way,
  onReply: (tokens: readonly Token[], index: number) => void,
): Promise<readonly (readonly Token[])[]> {
  const contexts = createContextPool<Sequence>({
    maxContexts: atOnce,
    async open() {
      const context = await model.createContext({
        contextSize: CONTEXT_TOKENS,
        batchSize: BATCH_TOKENS,
        threads,
        flashAttention: true,
        swaFullCache: true,
      });
      return context.getSequence();
    },
  });
  const { signal } = new AbortController();
  return Promise.all(
    prompts.map((prompt, index) =>
      contexts.use(prompt, signal, async (sequence) => {
        const sampling = { temperature: TEMPERATURE, seed: index };
        const generation = await generate(sequence, { prompt, maxTokens, sampling, signal });
        onReply(generation.reply, index);
        return generation.reply;
      }),
    ),
  );
}

const { path } = await findModelFile({}, { env: process.env, basePath: '.', signal: AbortSignal.timeout(60_000) });
const loaded = await loadModel({ path });
const prompts = await readPrompts(loaded);
process.stdout.write(`${prompts.length} requests, at most ${maxTokens} tokens, ${availableParallelism()} cores\n`);
const expected: (readonly Token[])[] = [];
for (const way of WAYS) {
  const start = performance.now();
  let [compared, different, generated] = [0, 0, 0];
  const say = () => {
    const seconds = ((performance.now() - start) / 1_000).toFixed(1);
    process.stdout.write(`${way.name}: ${compared} replies, ${generated} tokens, ${seconds} s, ${different} differ\n`);
  };
  const replies = await reply(loaded, prompts, way, (tokens, index) => {
    compared += 1;
    generated += tokens.length;
    if (expected.length > 0 && !isDeepStrictEqual(tokens, expected[index])) different += 1;
    if (compared % 20 === 0) say();
  });
  if (compared % 20 !== 0) say();
  if (expected.length === 0) expected.push(...replies);
  if (different > 0) process.exitCode = 1;
}
