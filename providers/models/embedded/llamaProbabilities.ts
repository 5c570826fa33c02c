import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { TokenLogprob } from '../chatModel.ts';
import type { Tokenizer } from './chatTokens.ts';

export interface TokenProbability {
  readonly token: Token;
  /** Among all tokens of the vocabulary, before sampling: in (0, 1]. */
  readonly probability: number;
}

/**
 * Evaluates tokens, at least one, and returns the likeliest next tokens, the likeliest first.
 *
 * @throws what llama.cpp throws
 */
export async function weighNextToken(
  sequence: Pick<LlamaContextSequence, 'controlledEvaluate'>,
  tokens: readonly Token[],
  count: number,
): Promise<readonly TokenProbability[]> {
  const outcomes = await sequence.controlledEvaluate(
    tokens.map((token, index) =>
      index === tokens.length - 1 ? [token, { generateNext: { probabilities: true } }] : token,
    ),
  );
  // The whole vocabulary in order of probability.
  const probabilities = [...(outcomes.at(-1)?.next.probabilities ?? [])];
  // llama.cpp adds up in single precision, so the sum is off by up to about 1e-4.
  const sum = probabilities.reduce((total, [, probability]) => total + probability, 0);
  return probabilities
    .slice(0, count)
    .filter(([, probability]) => probability > 0)
    .map(([token, probability]) => ({ token, probability: probability / sum }));
}

/**
 * First tokens in the form of a reply. None for a reply that begins with white space, because the probabilities at the
 * relevant later position are unknown.
 */
export function toLogprobs(
  firstTokens: readonly TokenProbability[] | undefined,
  [first]: readonly Token[],
  tokenizer: Pick<Tokenizer, 'detokenize'>,
): readonly TokenLogprob[] | undefined {
  if (firstTokens === undefined) return undefined;
  if (first !== undefined && tokenizer.detokenize([first]).trim() === '') return undefined;
  return firstTokens.map(({ token, probability }) => ({
    token: tokenizer.detokenize([token], true),
    logprob: Math.log(probability),
  }));
}
