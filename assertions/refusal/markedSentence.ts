import { createLiteralScan } from './literalScan.ts';
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
  const marks = Object.keys(patterns) as Mark[];
  const numberOf = Object.fromEntries(marks.map((mark, number) => [mark, number])) as Record<Mark, number>;
  const all = marks.flatMap((mark, number) =>
    patterns[mark].map((source) => ({ number, source, expression: new RegExp(source) })),
  );
  const findCandidates = createLiteralScan(all.map(({ source }) => source));
  return (sentence) => {
    const inLower = sentence.kind === 'code' ? [] : findCandidates(sentence.lower);
    const inSpoken =
      sentence.kind === 'code' || sentence.spoken === sentence.lower ? inLower : findCandidates(sentence.spoken);
    const states = new Uint8Array(marks.length);
    for (const index of inLower) states[all[index]?.number ?? 0] = OPEN;
    for (const index of inSpoken) states[all[index]?.number ?? 0] = OPEN;
    const shows = (mark: Mark): boolean => {
      const number = numberOf[mark];
      if (states[number] === OPEN) {
        const text = textFor(mark, sentence);
        const candidates = text === sentence.spoken ? inSpoken : inLower;
        const matches = candidates.some((index) => all[index]?.number === number && all[index].expression.test(text));
        states[number] = matches ? MATCHED : 0;
      }
      return states[number] === MATCHED;
    };
    return {
      ...sentence,
      shows,
      after: (mark) => sentence.lower.split(oneOf(patterns[mark]), 2)[1] ?? '',
      get isMoral() {
        return shows('objects') || shows('condemns') || shows('prescribes') || shows('moralWords');
      },
    };
  };
}

/** A kind's patterns may match, and have not been tried; or one of them has. */
const OPEN = 1;
const MATCHED = 2;

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
