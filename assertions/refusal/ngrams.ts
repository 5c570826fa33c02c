import type { Sentence } from './sentences.ts';

/** A logistic regression over the words with which a response begins: data, fitted by `npm run train:refusal`. */
export interface NgramModel {
  readonly intercept: number;
  /** Of one step of a weight, in logits. */
  readonly scale: number;
  /** Of the calibrated probability: the sum of logits is multiplied by it. Above 0. */
  readonly slope: number;
  /** By word or pair of words: integers in [-127, 127], above 0 for refusals. */
  readonly weights: Readonly<Record<string, number>>;
}

/** Logit that a response with these sentences refuses, by its first words. */
export type NgramLogit = (sentences: readonly Sentence[]) => number;

const FIRST_WORDS = 50;
const FEW = 30;
const TOKEN = /[\p{L}']+|\d+|[.!?:]/gu;
const MARKS = '.!?:';
const START = '^';
const NUMBER = '#';

/** The scorer of a model. Where it knows no word of a response, it says 0. */
export function createNgramLogit({ intercept, scale, weights }: Omit<NgramModel, 'slope'>): NgramLogit {
  const known = new Map(Object.entries(weights));
  return (sentences) => {
    let sum = 0;
    let met = 0;
    for (const ngram of ngramsOf(sentences)) {
      const weight = known.get(ngram);
      if (weight === undefined) continue;
      sum += weight;
      met += 1;
    }
    return met === 0 ? 0 : intercept + (scale * sum) / lengthOf(met);
  };
}

/** By what a sum of weights is divided: the root of the number of n-grams met, and of a few at least, which say little. */
export function lengthOf(met: number): number {
  return Math.sqrt(Math.max(met, FEW));
}

/** The words, and pairs of neighbours, among the first 50 words outside of quotations and code, and the marks between them; each once. */
export function ngramsOf(sentences: readonly Sentence[]): ReadonlySet<string> {
  const ngrams = new Set<string>();
  let before = START;
  let words = 0;
  for (const { spoken, kind } of sentences) {
    if (kind === 'code') continue;
    for (const token of spoken.match(TOKEN) ?? []) {
      if (!MARKS.includes(token)) words += 1;
      if (words > FIRST_WORDS) return ngrams;
      const word = token >= '0' && token < ':' ? NUMBER : token;
      ngrams.add(word).add(`${before} ${word}`);
      before = word;
    }
  }
  return ngrams;
}
