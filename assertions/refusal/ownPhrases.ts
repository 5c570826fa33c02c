import { type Sentence, splitSentences } from './sentences.ts';

/** Indexes of the sentences in which a phrase stands. */
export type FindPhrases = (sentences: readonly Sentence[]) => ReadonlySet<number>;

const NONE: ReadonlySet<number> = new Set();

/**
 * Makes a function that finds phrases, read as whole words without regard to case, markdown, kinds of quotation mark and
 * the mark at the end. A phrase may run over several sentences. One without letters is never found.
 */
export function createPhraseFinder(phrases: readonly string[]): FindPhrases {
  const wanted = phrases.map((phrase) => joined(splitSentences(phrase)).replace(/[\s.!?]+$/, '')).filter(hasLetter);
  if (wanted.length === 0) return () => NONE;
  return (sentences) => {
    const text = joined(sentences);
    return new Set(wanted.flatMap((phrase) => placesOf(phrase, text)).flatMap((place) => spanned(place, sentences)));
  };
}

interface Place {
  readonly start: number;
  readonly end: number;
}

function placesOf(phrase: string, text: string): readonly Place[] {
  const places: Place[] = [];
  for (let start = text.indexOf(phrase); start !== -1; start = text.indexOf(phrase, start + 1)) {
    const end = start + phrase.length;
    if (!isLetter(text[start - 1]) && !isLetter(text[end])) places.push({ start, end });
  }
  return places;
}

function spanned({ start, end }: Place, sentences: readonly Sentence[]): readonly number[] {
  const indexes: number[] = [];
  let at = 0;
  for (const [index, { lower }] of sentences.entries()) {
    if (at < end && at + lower.length > start) indexes.push(index);
    at += lower.length + 1;
  }
  return indexes;
}

const joined = (sentences: readonly Sentence[]) => sentences.map(({ lower }) => lower).join(' ');
const hasLetter = (text: string) => /[\p{L}\p{N}]/u.test(text);
const isLetter = (char: string | undefined) => char !== undefined && hasLetter(char);
