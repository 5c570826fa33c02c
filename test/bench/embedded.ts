import { user } from '../../foundation/conversation.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { Phase } from '../../providers/loop/types.ts';
import { findModelFile } from '../../providers/models/embedded/modelFile.ts';
import { type CaseMeasurement, type MeasuredModel, openMeasuredModel } from './embeddedCase.ts';
import { openPlainGenerator, type PlainGenerator } from './plainGeneration.ts';
import { type BenchContext, median, round, type Section, toFigure } from './section.ts';

const REQUESTS = [
  'Explain to a beginner how vaccines work.',
  'How do I get a wine stain out of a carpet?',
  'Write a short note to a neighbour who plays loud music at night.',
  'What should I look at before I buy a used bicycle?',
  'Why is the sky blue, and why is it red in the evening?',
];

/** As in promptfooconfig.yaml. */
const MAX_TOKENS = { response: 96, critique: 64, revision: 96, metaCritique: 48 } as const;
const FEW_TOKENS = { response: 8, critique: 8, revision: 8, metaCritique: 8 } as const;

/** The provider's default. */
const SYSTEM_PROMPT = 'You are a helpful yet harmless assistant.';

/** Waiting for a download longer than this is not what a benchmark is for. */
const FETCH_TIMEOUT_MS = 60_000;

/** The embedded model in a metasc case, against node-llama-cpp alone on the same prompts. */
export async function measureEmbedded({ extent, say }: BenchContext): Promise<Section> {
  const found = await findModel();
  if ('skipped' in found) return { name: 'embedded', notes: [], rows: [], figures: [], ...found };

  const model = await openMeasuredModel(found.path);
  const plain = await openPlainGenerator(found.path);
  // Opens the contexts, which neither side is to pay for.
  await measureRound({ model, plain, request: 'Say hello.', maxTokens: FEW_TOKENS });
  const [requests, maxTokens] = extent === 'quick' ? [REQUESTS.slice(0, 1), FEW_TOKENS] : [REQUESTS, MAX_TOKENS];
  const rounds: Round[] = [];
  for (const [index, request] of requests.entries()) {
    say(`case ${index + 1} of ${requests.length}`);
    rounds.push(await measureRound({ model, plain, request, maxTokens }));
  }
  return {
    name: 'embedded',
    notes: [
      'One case (response, critique, revision, meta-critique; at most 96, 64, 96 and 48 tokens as in promptfooconfig.yaml) through our embedded model, one call at a time as a case makes them.',
      'plain: node-llama-cpp alone evaluates the same prompt tokens and generates as many after each: same file, one context of one sequence and one thread as ours, no grammar.',
      'Both count the time for prompts. evaluated: prompt tokens that had to be computed; conversation: tokens of the last call, its reply included.',
    ],
    rows: rounds.map(toRow),
    figures: [
      toFigure('metasc tokens a second ÷ plain, median', median(rounds.map(speedRatio)), { atLeast: 0.85 }),
      toFigure('prompt tokens evaluated ÷ final conversation, highest', Math.max(...rounds.map(evaluatedRatio)), {
        atMost: 1.2,
      }),
    ],
  };
}

async function findModel(): Promise<{ readonly path: string } | { readonly skipped: string }> {
  try {
    const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS);
    return await findModelFile({}, { env: process.env, basePath: '.', signal });
  } catch (error) {
    return { skipped: messageOf(error) };
  }
}

interface Round {
  readonly metasc: CaseMeasurement;
  readonly plainTokensPerSecond: number;
}

const speedRatio = ({ metasc, plainTokensPerSecond }: Round) => metasc.tokensPerSecond / plainTokensPerSecond;
const evaluatedRatio = ({ metasc }: Round) => metasc.evaluatedPromptTokens / metasc.conversationTokens;

function toRow(measured: Round, index: number) {
  const { metasc, plainTokensPerSecond } = measured;
  return {
    case: index + 1,
    completionTokens: metasc.completionTokens,
    metascTokensPerS: round(metasc.tokensPerSecond, 1),
    plainTokensPerS: round(plainTokensPerSecond, 1),
    speedRatio: round(speedRatio(measured), 3),
    promptTokens: metasc.promptTokens,
    evaluatedTokens: metasc.evaluatedPromptTokens,
    conversationTokens: metasc.conversationTokens,
    evaluatedRatio: round(evaluatedRatio(measured), 3),
  };
}

interface RoundInput {
  readonly model: MeasuredModel;
  readonly plain: PlainGenerator;
  readonly request: string;
  readonly maxTokens: Readonly<Record<Phase, number>>;
}

/** The case first: only then is it known which prompts and how many tokens there are to match. */
async function measureRound({ model, plain, request, maxTokens }: RoundInput): Promise<Round> {
  const conversation = [{ role: 'system' as const, content: SYSTEM_PROMPT }, user(request)];
  const metasc = await model.measureCase(conversation, maxTokens);
  return { metasc, plainTokensPerSecond: await plain.tokensPerSecond(metasc.calls) };
}
