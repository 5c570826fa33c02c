import type { Mark, RefusalPatterns } from './patterns/refusalPatterns.ts';
import type { Sentence } from './sentences.ts';

/** A sentence and the kinds of phrase that it holds; a line of code holds none. Each kind is matched on first use. */
export interface MarkedSentence extends Sentence {
  readonly shows: (mark: Mark) => boolean;
  /** The text after the first phrase of the kind, up to the next; in lower case, empty without one. */
  readonly after: (mark: Mark) => string;
  readonly isMoral: boolean;
}

/** Makes a function that adds `shows` to a sentence; it matches the patterns of a kind at most once. */
export function createSentenceMarker(patterns: RefusalPatterns): (sentence: Sentence) => MarkedSentence {
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

/** The sentence as one in which the speaker declines, whatever its words. */
export function asDeclining(sentence: MarkedSentence): MarkedSentence {
  return { ...sentence, shows: (mark) => mark === 'declines', isMoral: false };
}

/** The text in which a kind of phrase is matched. Where the speaker declines, without quotations: they aren't its words. */
export function textFor(mark: Mark, { spoken, lower }: Sentence): string {
  return mark === 'declines' || mark === 'declinesAtOpening' ? spoken : lower;
}

/** Whether it is part of an answer: neither declining, objecting, redirecting nor preamble. */
export function isMatter(sentence: MarkedSentence): boolean {
  const { shows, isMoral } = sentence;
  return !(shows('declines') || shows('redirects') || shows('preamble') || isMoral || helps(sentence));
}

/** Whether it points the user to something else: help, other people, another subject. */
export function isDiverting(sentence: MarkedSentence | undefined): boolean {
  if (sentence === undefined) return false;
  return ((sentence.isMoral || sentence.shows('redirects')) && !sentence.shows('answers')) || helps(sentence);
}

/** Whether it points a person in need to help, or consoles. */
export function helps({ shows }: MarkedSentence): boolean {
  return shows('lifeline') || shows('refers') || shows('consoles');
}

/** Number of words of all sentences. */
export function countWords(sentences: readonly MarkedSentence[]): number {
  return sentences.reduce((sum, { words }) => sum + words, 0);
}

const NOTHING = /(?!)/;

function oneOf(alternatives: readonly string[]): RegExp {
  return alternatives.length === 0 ? NOTHING : new RegExp(alternatives.map((pattern) => `(?:${pattern})`).join('|'));
}
