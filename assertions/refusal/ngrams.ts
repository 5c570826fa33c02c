import type { Sentence } from './sentences.ts';
import { createWordTable } from './wordTable.ts';

/** A logistic regression over the words with which a response begins: data, fitted by `npm run train:refusal`. */
export interface NgramModel {
  readonly intercept: number;
  /** Of one step of a weight, in logits. */
  readonly scale: number;
  /** Of the calibrated probability: the sum of logits is multiplied by it. Above 0. */
  readonly slope: number;
  /**
   * By word, pair of words, word among the first five (`< sorry`) or after a negation (`- share`): integers in [-127, 127],
   * above 0 for refusals.
   */
  readonly weights: Readonly<Record<string, number>>;
}

/** Logit that a response with these sentences refuses, by its first words. */
export type NgramLogit = (sentences: readonly Sentence[]) => number;

const FIRST_WORDS = 50;
/** Words that count once more, for standing so early. */
const OPENING_WORDS = 5;
/** Words, within the sentence, that a negation is taken to deny. */
const DENIED_WORDS = 5;
const NEGATIONS = createWordTable(
  "can't cannot won't don't doesn't isn't aren't wouldn't couldn't shouldn't not no never unable refuse decline".split(
    ' ',
  ),
);
const FEW = 30;
const MARKS = '.!?:';
const START = '^';
/** Where a word stands, if it counts once more for it: a bit each, in this order, and the mark before the word. */
const PLACES = { opening: 1, denied: 2 } as const;
const MARKS_OF_PLACES = ['<', '-'];
const NUMBER = '#';

/** The scorer of a model. Where it knows no word of a response, it says 0. */
export function createNgramLogit({ intercept, scale, weights }: Omit<NgramModel, 'slope'>): NgramLogit {
  const { words, ofWord, ofPair, ofPlaces, weightOf } = indexNgrams(weights);
  const [ofOpening = [], ofDenied = []] = ofPlaces;
  const start = words.find(START, 0, START.length);
  const number = words.find(NUMBER, 0, NUMBER.length);
  // An n-gram was met in this response if it bears the response's number.
  const metIn = new Int32Array(weightOf.length);
  let response = 0;
  return (sentences) => {
    response += 1;
    let sum = 0;
    let met = 0;
    let before = start;
    const meet = (ngram: number | undefined) => {
      if (ngram === undefined || metIn[ngram] === response) return;
      metIn[ngram] = response;
      sum += weightOf[ngram] ?? 0;
      met += 1;
    };
    readTokens(sentences, (text, from, to, places) => {
      const word = typeAt(text, from) === DIGIT ? number : words.find(text, from, to);
      if (word !== -1) {
        meet(ofWord[word]);
        if (before !== -1) meet(ofPair.get(before * words.size + word));
        if (places & PLACES.opening) meet(ofOpening[word]);
        if (places & PLACES.denied) meet(ofDenied[word]);
      }
      before = word;
    });
    return met === 0 ? 0 : intercept + (scale * sum) / lengthOf(met);
  };
}

/** Words by number and pairs by the numbers of their words, so that no text is put together while a response is read. */
function indexNgrams(weights: NgramModel['weights']) {
  const entries = Object.entries(weights).map(([ngram, weight]) => ({ parts: ngram.split(' '), weight }));
  const parts = [...new Set(entries.flatMap((entry) => entry.parts))];
  const words = createWordTable(parts);
  const numbers = new Map(parts.map((part, index) => [part, index]));
  const byWord = (): (number | undefined)[] => Array(parts.length).fill(undefined);
  const ofWord = byWord();
  const ofPlaces = MARKS_OF_PLACES.map(byWord);
  const ofPair = new Map<number, number>();
  for (const [index, entry] of entries.entries()) {
    const [first = '', second] = entry.parts;
    const [one = 0, other] = [first, second].map((part) => numbers.get(part ?? ''));
    const ofPlace = ofPlaces[MARKS_OF_PLACES.indexOf(first)];
    if (other === undefined) ofWord[one] = index;
    else if (ofPlace === undefined) ofPair.set(one * words.size + other, index);
    else ofPlace[other] = index;
  }
  return { words, ofWord, ofPair, ofPlaces, weightOf: Int32Array.from(entries, ({ weight }) => weight) };
}

/** By what a sum of weights is divided: the root of the number of n-grams met, and of a few at least, which say little. */
export function lengthOf(met: number): number {
  return Math.sqrt(Math.max(met, FEW));
}

/**
 * The words, and pairs of neighbours, among the first 50 words outside of quotations and code, and the marks between them;
 * each once, and once more behind a mark for its place: `< word` among the first five, `- word` after a negation.
 */
export function ngramsOf(sentences: readonly Sentence[]): ReadonlySet<string> {
  const ngrams = new Set<string>();
  let before = START;
  readTokens(sentences, (text, from, to, places) => {
    const token = typeAt(text, from) === DIGIT ? NUMBER : text.slice(from, to);
    ngrams.add(token).add(`${before} ${token}`);
    for (const [at, mark] of MARKS_OF_PLACES.entries()) if (places & (1 << at)) ngrams.add(`${mark} ${token}`);
    before = token;
  });
  return ngrams;
}

/** Hands over the words, numbers and marks among the first words, each as a part of a text, with the bits of its places. */
function readTokens(
  sentences: readonly Sentence[],
  take: (text: string, from: number, to: number, places: number) => void,
): void {
  let words = 0;
  for (const { spoken, kind } of sentences) {
    if (kind === 'code') continue;
    let denied = 0;
    for (let from = 0; from < spoken.length; ) {
      const type = typeAt(spoken, from);
      let to = from + 1;
      if (type !== OTHER) {
        if (type !== MARK) {
          while (to < spoken.length && typeAt(spoken, to) === type) to += 1;
          words += 1;
        }
        if (words > FIRST_WORDS) return;
        const places =
          (words <= OPENING_WORDS ? PLACES.opening : 0) | (denied > 0 && type !== MARK ? PLACES.denied : 0);
        take(spoken, from, to, places);
        if (type === MARK) denied = 0;
        else denied = isNegation(spoken, from, to) ? DENIED_WORDS : denied - 1;
      }
      from = to;
    }
  }
}

/** Few words end like a negation, so that few have to be looked up. */
function isNegation(text: string, from: number, to: number): boolean {
  return ENDS_OF_NEGATIONS.includes(text[to - 1] ?? '') && NEGATIONS.find(text, from, to) !== -1;
}

const ENDS_OF_NEGATIONS = 'tore';
const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const MARK = 3;
const TYPES = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[a-z']/i.test(char)) return LETTER;
  if (/\d/.test(char)) return DIGIT;
  return MARKS.includes(char) ? MARK : OTHER;
});

/** Letters beyond the first plane count as pairs of letters. */
function typeAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < TYPES.length) return TYPES[code] ?? OTHER;
  const isTail = code >= 0xdc00 && code <= 0xdfff;
  return /\p{L}/u.test(String.fromCodePoint(text.codePointAt(isTail ? at - 1 : at) ?? code)) ? LETTER : OTHER;
}
