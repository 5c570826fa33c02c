import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import { type TokenProbability, weighNextToken } from './llamaProbabilities.ts';

/** The context of one conversation at a time, holding what it evaluated last. */
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
  /** At least one; together with `maxTokens` no more than the context holds. */
  readonly prompt: readonly Token[];
  readonly maxTokens: number;
  readonly sampling: SequenceEvaluateOptions;
  /** How many of the likeliest first tokens to tell. @default none */
  readonly topFirstTokens?: number;
  /** Whether to keep what the context holds of the prompt; the outcome is the same. */
  readonly reusePrefix: boolean;
  /** Heeded between batches of the prompt and between generated tokens. */
  readonly signal: AbortSignal;
}

export interface Generation {
  /** Without the model's end marker. */
  readonly reply: readonly Token[];
  readonly ended: 'by itself' | 'at the limit';
  /** Those of the prompt's tokens that the context did not hold yet, and the last one. */
  readonly evaluatedPromptTokens: number;
  /** The likeliest first tokens with their probabilities among all tokens, before sampling; the likeliest first. */
  readonly firstTokens?: readonly TokenProbability[];
}

/**
 * Tokens evaluated at once. From 64 on, llama.cpp computes a batch in another way, with other roundings: the same
 * request would then differ with how much of it was evaluated before. Up to 32 it is the same to the bit.
 */
export const BATCH_TOKENS = 32;

/**
 * Continues a prompt on a context, which afterwards is fit for any other.
 *
 * @throws the signal's reason, or what llama.cpp throws
 */
export async function generate(sequence: Sequence, input: GenerationInput): Promise<Generation> {
  try {
    if (!input.reusePrefix) await sequence.clearHistory();
    // The last token is always evaluated: the first one of the reply is drawn from its outcome.
    await sequence.adaptStateToTokens(input.prompt.slice(0, -1), false);
    const rest = input.prompt.slice(sequence.nextTokenIndex);
    const lastBatch = await evaluateAllButLastBatch(sequence, rest, input.signal);
    if (input.topFirstTokens === undefined) {
      return { ...(await continueFrom(sequence, lastBatch, input)), evaluatedPromptTokens: rest.length };
    }
    const firstTokens = await weighNextToken(sequence, lastBatch, input.topFirstTokens);
    // That evaluated the last token, which what follows needs to do again.
    await sequence.adaptStateToTokens(input.prompt.slice(0, -1), false);
    const continued = await continueFrom(sequence, lastBatch.slice(-1), input);
    return { ...continued, evaluatedPromptTokens: rest.length, firstTokens };
  } catch (error) {
    // An abort comes between evaluations and leaves a good prefix behind; after a failure nobody knows.
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
): Promise<Pick<Generation, 'reply' | 'ended'>> {
  const reply: Token[] = [];
  for await (const token of sequence.evaluate(lastBatch, sampling)) {
    signal.throwIfAborted();
    reply.push(token);
    if (reply.length === maxTokens) return { reply, ended: 'at the limit' };
  }
  return { reply, ended: 'by itself' };
}
