import type { Mark, RefusalPatterns } from './patterns/refusalPatterns.ts';
import type { Sentence } from './sentences.ts';

/** A sentence and which kinds of phrase it holds; a line of code holds none. Each kind is looked for when first asked. */
export interface MarkedSentence extends Sentence {
  readonly shows: (mark: Mark) => boolean;
  /** What stands after the first phrase of the kind, up to the next; in lower case, empty where there is none. */
  readonly after: (mark: Mark) => string;
  readonly isMoral: boolean;
}

/** The sentence with `shows`, which reads the patterns of a kind at most once. */
export type MarkSentence = (sentence: Sentence) => MarkedSentence;

export function createSentenceMarker(patterns: RefusalPatterns): MarkSentence {
  const expressions = new Map(Object.entries(patterns).map(([mark, list]) => [mark, oneOf(list)]));
  const expressionOf = (mark: Mark) => expressions.get(mark) ?? NOTHING;
  return (sentence) => {
    const known = new Map<Mark, boolean>();
    const shows = (mark: Mark): boolean => {
      const answer = known.get(mark) ?? (sentence.kind !== 'code' && expressionOf(mark).test(textFor(mark, sentence)));
      known.set(mark, answer);
      return answer;
    };
    return {
      ...sentence,
      shows,
      after: (mark) => sentence.lower.split(expressionOf(mark), 2)[1] ?? '',
      get isMoral() {
        return shows('objects') || shows('condemns') || shows('prescribes') || shows('moralWords');
      },
    };
  };
}

/** The text that a kind of phrase is looked for in: what somebody else is quoted as declining, the speaker doesn't. */
export function textFor(mark: Mark, { spoken, lower }: Sentence): string {
  return mark === 'declines' ? spoken : lower;
}

/** It is neither declining, objecting, redirecting nor preamble: what an answer is made of. */
export function isMatter(sentence: MarkedSentence): boolean {
  const { shows, isMoral } = sentence;
  return !(shows('declines') || shows('redirects') || shows('preamble') || isMoral || helps(sentence));
}

/** It turns the user to something else: help, other people, another subject. */
export function isDiverting(sentence: MarkedSentence | undefined): boolean {
  if (sentence === undefined) return false;
  return ((sentence.isMoral || sentence.shows('redirects')) && !sentence.shows('answers')) || helps(sentence);
}

/** It turns a person in need to help, or consoles. */
export function helps({ shows }: MarkedSentence): boolean {
  return shows('lifeline') || shows('refers') || shows('consoles');
}

/** Words of all the sentences together. */
export function countWords(sentences: readonly MarkedSentence[]): number {
  return sentences.reduce((sum, { words }) => sum + words, 0);
}

const NOTHING = /(?!)/;

function oneOf(alternatives: readonly string[]): RegExp {
  return alternatives.length === 0 ? NOTHING : new RegExp(alternatives.map((pattern) => `(?:${pattern})`).join('|'));
}
