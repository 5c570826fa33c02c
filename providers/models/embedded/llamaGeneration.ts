import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import { type TokenProbability, weighNextToken } from './llamaProbabilities.ts';

/** The context of one conversation at a time. It holds the tokens that it evaluated last. */
export type Sequence = Pick<
  LlamaContextSequence,
  | 'adaptStateToTokens'
  | 'clearHistory'
  | 'compareContextTokens'
  | 'controlledEvaluate'
  | 'evaluate'
  | 'evaluateWithoutGeneratingNewTokens'
  | 'nextTokenIndex'
>;

export interface GenerationInput {
  /** At least one token; with `maxTokens`, no more than the context holds. */
  readonly prompt: readonly Token[];
  readonly maxTokens: number;
  readonly sampling: SequenceEvaluateOptions;
  /** Number of the likeliest first tokens to report. @default none */
  readonly topFirstTokens?: number | undefined;
  /** Checked between batches of the prompt and between generated tokens. */
  readonly signal: AbortSignal;
}

export interface Generation {
  /** Without the model's end marker. */
  readonly reply: readonly Token[];
  /** `length`: cut at `maxTokens`. */
  readonly finish: 'stop' | 'length';
  /** Number of prompt tokens that the context did not hold yet, including the last one. */
  readonly evaluatedPromptTokens: number;
  /** The likeliest first tokens, with their probabilities before sampling; the likeliest first. */
  readonly firstTokens?: readonly TokenProbability[];
}

/**
 * Tokens evaluated at once. From 64 tokens, llama.cpp computes a batch differently and rounds differently, so that the
 * reply to a request would depend on how much of it was evaluated before. Up to 32, results are identical to the bit.
 */
export const BATCH_TOKENS = 32;

/**
 * Continues a prompt on a context, and leaves the context fit for any other prompt.
 *
 * @throws the signal's reason, or what llama.cpp throws
 */
export async function generate(sequence: Sequence, input: GenerationInput): Promise<Generation> {
  try {
    // The last token is always evaluated, because the first token of the reply is sampled from its result.
    await sequence.adaptStateToTokens(input.prompt.slice(0, -1), false);
    const rest = input.prompt.slice(sequence.nextTokenIndex);
    const lastBatch = await evaluateAllButLastBatch(sequence, rest, input.signal);
    if (input.topFirstTokens === undefined) {
      return { ...(await continueFrom(sequence, lastBatch, input)), evaluatedPromptTokens: rest.length };
    }
    const firstTokens = await weighNextToken(sequence, lastBatch, input.topFirstTokens);
    // That evaluated the last token, which must be evaluated again below.
    await sequence.adaptStateToTokens(input.prompt.slice(0, -1), false);
    const continued = await continueFrom(sequence, lastBatch.slice(-1), input);
    return { ...continued, evaluatedPromptTokens: rest.length, firstTokens };
  } catch (error) {
    // An abort between evaluations leaves a valid prefix; after a failure, the state is unknown.
    if (!input.signal.aborted) await sequence.clearHistory().catch(() => {});
    throw error;
  }
}

async function evaluateAllButLastBatch(
  sequence: Sequence,
  tokens: readonly Token[],
  signal: AbortSignal,
): Promise<Token[]> {
  let start = 0;
  for (; tokens.length - start > BATCH_TOKENS; start += BATCH_TOKENS) {
    signal.throwIfAborted();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(start, start + BATCH_TOKENS));
  }
  signal.throwIfAborted();
  return tokens.slice(start);
}

async function continueFrom(
  sequence: Sequence,
  lastBatch: Token[],
  { maxTokens, sampling, signal }: GenerationInput,
): Promise<Pick<Generation, 'reply' | 'finish'>> {
  const reply: Token[] = [];
  for await (const token of sequence.evaluate(lastBatch, sampling)) {
    signal.throwIfAborted();
    reply.push(token);
    if (reply.length === maxTokens) return { reply, finish: 'length' };
  }
  return { reply, finish: 'stop' };
}
