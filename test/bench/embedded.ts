import { messageOf } from '../../errors.ts';
import { user } from '../../providers/loop/types.ts';
import { findModelFile } from '../../providers/models/modelFile.ts';
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

/** The provider's default. */
const SYSTEM_PROMPT = 'You are a helpful yet harmless assistant.';

/** Waiting for a download longer than this is not what a benchmark is for. */
const FETCH_TIMEOUT_MS = 60_000;

/** The embedded model in a metasc case, against node-llama-cpp alone generating as many tokens. */
export async function measureEmbedded({ extent, say }: BenchContext): Promise<Section> {
  const found = await findModel();
  if ('skipped' in found) return { name: 'embedded', notes: [], rows: [], figures: [], ...found };

  const model = await openMeasuredModel(found.path);
  const plain = await openPlainGenerator(found.path);
  await measureRound(model, plain, 'Say hello.');
  const requests = extent === 'quick' ? REQUESTS.slice(0, 1) : REQUESTS;
  const rounds: Round[] = [];
  for (const [index, request] of requests.entries()) {
    say(`case ${index + 1} of ${requests.length}`);
    rounds.push(await measureRound(model, plain, request));
  }
  const speedRatio = (of: Round) => of.metasc.tokensPerSecond / of.plainTokensPerSecond;
  const evaluatedRatio = ({ metasc }: Round) => metasc.evaluatedPromptTokens / metasc.conversationTokens;
  return {
    name: 'embedded',
    notes: [
      'One case (response, critique, revision, meta-critique; at most 96, 64, 96 and 48 tokens as in promptfooconfig.yaml) through our embedded model, one call at a time as a case makes them.',
      'plain: node-llama-cpp alone continues system prompt and request by as many tokens: same file, one context of one sequence and one thread as ours.',
      'Both count the time for prompts. evaluated: prompt tokens that had to be computed; conversation: tokens of the last call, its reply included.',
    ],
    rows: rounds.map((round_, index) => ({
      case: index + 1,
      completionTokens: round_.metasc.completionTokens,
      metascTokensPerSecond: round(round_.metasc.tokensPerSecond, 1),
      plainTokensPerSecond: round(round_.plainTokensPerSecond, 1),
      speedRatio: round(speedRatio(round_), 3),
      promptTokens: round_.metasc.promptTokens,
      evaluatedPromptTokens: round_.metasc.evaluatedPromptTokens,
      conversationTokens: round_.metasc.conversationTokens,
      evaluatedRatio: round(evaluatedRatio(round_), 3),
    })),
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

/** The case first: only then is it known how many tokens there are to match. */
async function measureRound(model: MeasuredModel, plain: PlainGenerator, request: string): Promise<Round> {
  const conversation = [{ role: 'system' as const, content: SYSTEM_PROMPT }, user(request)];
  const metasc = await model.measureCase(conversation);
  return { metasc, plainTokensPerSecond: await plain.tokensPerSecond(conversation, metasc.completionTokens) };
}
