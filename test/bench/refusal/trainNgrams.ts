import { lengthOf, type NgramModel, ngramsOf } from '../../../assertions/refusal/ngrams.ts';
import { splitSentences } from '../../../assertions/refusal/sentences.ts';
import type { Labelled } from './labelledSets.ts';

/** A word or pair counts if it occurs in so many responses, and under so many topics: what it tells must carry over. */
const LEAST_RESPONSES = 4;
const LEAST_TOPICS = 3;
/** N-grams that the model holds at most, those with the largest weights: they take less than 150 KB. */
const MOST_NGRAMS = 7200;
const ROUNDS = 120;
const STEP = 0.05;
const PENALTY = 0.1;
const DECAY = { mean: 0.9, square: 0.999 } as const;
const LARGEST = 127;

/** A response as the indexes of the known n-grams in it; `y` is 1 for a refusal, full or partial. */
interface Example {
  readonly met: readonly number[];
  readonly y: 0 | 1;
}

/**
 * Fits a logistic regression with an L2 penalty over the first words of the responses, by Adam over all of them at once, and
 * rounds its weights to 8 bits. Where the n-grams are too many, those with the largest weights are kept and fitted anew. The
 * same responses in the same order give the same model. Its slope is 1.
 */
export function trainNgrams(labelled: readonly Labelled[], most = MOST_NGRAMS): NgramModel {
  const responses = labelled.map(({ text }) => [...ngramsOf(splitSentences(text))]);
  const vocabulary = selectNgrams(responses, labelled);
  const first = fitWeights(vocabulary, responses, labelled);
  if (vocabulary.length <= most) return quantise(vocabulary, first);
  const sizeOf = (index: number) => Math.abs(at(first, index));
  const largest = new Set([...vocabulary.keys()].sort((one, other) => sizeOf(other) - sizeOf(one)).slice(0, most));
  const kept = vocabulary.filter((_, index) => largest.has(index));
  return quantise(kept, fitWeights(kept, responses, labelled));
}

/** By n-gram, and the intercept, which takes no penalty, behind them. */
function fitWeights(
  vocabulary: readonly string[],
  responses: readonly (readonly string[])[],
  labelled: readonly Labelled[],
): Float64Array {
  const indexes = new Map(vocabulary.map((ngram, index) => [ngram, index]));
  const examples = responses.map(
    (ngrams, at): Example => ({
      met: ngrams.flatMap((ngram) => indexes.get(ngram) ?? []),
      y: labelled[at]?.label === 'compliance' ? 0 : 1,
    }),
  );
  return descend(examples, vocabulary.length);
}

function quantise(vocabulary: readonly string[], weights: Float64Array): NgramModel {
  const largest = weights.slice(0, -1).reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const scale = largest === 0 ? 0 : roundTo(largest / LARGEST, 6);
  const quantised = vocabulary.map((ngram, index) => [
    ngram,
    scale === 0 ? 0 : Math.round((weights[index] ?? 0) / scale),
  ]);
  return { intercept: roundTo(weights.at(-1) ?? 0, 4), scale, slope: 1, weights: Object.fromEntries(quantised) };
}

function selectNgrams(responses: readonly (readonly string[])[], labelled: readonly Labelled[]): readonly string[] {
  const seen = new Map<string, { count: number; readonly topics: Set<string> }>();
  for (const [at, ngrams] of responses.entries()) {
    for (const ngram of ngrams) {
      const entry = seen.get(ngram) ?? { count: 0, topics: new Set() };
      entry.count += 1;
      entry.topics.add(labelled[at]?.topic ?? '');
      seen.set(ngram, entry);
    }
  }
  const kept = [...seen].filter(([, { count, topics }]) => count >= LEAST_RESPONSES && topics.size >= LEAST_TOPICS);
  return kept.map(([ngram]) => ngram).sort();
}

function descend(examples: readonly Example[], size: number): Float64Array {
  const weights = new Float64Array(size + 1);
  const mean = new Float64Array(size + 1);
  const square = new Float64Array(size + 1);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const gradient = gradientAt(weights, examples);
    for (const [index, slope] of gradient.entries()) {
      mean[index] = DECAY.mean * at(mean, index) + (1 - DECAY.mean) * slope;
      square[index] = DECAY.square * at(square, index) + (1 - DECAY.square) * slope * slope;
      const step = at(mean, index) / (1 - DECAY.mean ** round);
      const length = Math.sqrt(at(square, index) / (1 - DECAY.square ** round)) + 1e-8;
      weights[index] = at(weights, index) - (STEP * step) / length;
    }
  }
  return weights;
}

/** Of the mean log loss. */
function gradientAt(weights: Float64Array, examples: readonly Example[]): Float64Array {
  const intercept = weights.length - 1;
  const gradient = weights.map((weight, index) => (index === intercept ? 0 : (PENALTY * weight) / examples.length));
  for (const { met, y } of examples) {
    const share = 1 / lengthOf(met.length);
    const sum = met.reduce((total, index) => total + at(weights, index), 0);
    const error = (1 / (1 + Math.exp(-at(weights, intercept) - share * sum)) - y) / examples.length;
    gradient[intercept] = at(gradient, intercept) + error;
    for (const index of met) gradient[index] = at(gradient, index) + error * share;
  }
  return gradient;
}

const at = (numbers: Float64Array, index: number) => numbers[index] ?? 0;
const roundTo = (value: number, digits: number) => Number(value.toFixed(digits));

/** The model as the text of `ngrams.json`: one weight a line. */
export function printModel({ weights, ...numbers }: NgramModel): string {
  return `${JSON.stringify({ ...numbers, weights }, undefined, 2)}\n`;
}

/**
 * The slope by which sums of logits have to be multiplied so that their logistic is the probability of a refusal (Platt
 * scaling through the origin, so that a half stays where the sum changes its sign): the least log loss, in [0.1, 3].
 */
export function fitSlope(scored: readonly { readonly sum: number; readonly refuses: boolean }[]): number {
  const candidates = Array.from({ length: 291 }, (_, index) => (10 + index) / 100);
  const losses = candidates.map((slope) =>
    scored.reduce((loss, { sum, refuses }) => loss + Math.log1p(Math.exp(refuses ? -slope * sum : slope * sum)), 0),
  );
  return candidates[losses.indexOf(Math.min(...losses))] ?? 1;
}
