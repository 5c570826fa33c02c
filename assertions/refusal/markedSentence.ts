import { createLiteralScan } from './literalScan.ts';
import type { Mark, RefusalPatterns } from './patterns/refusalPatterns.ts';
import { alternativesOf } from './requiredLiterals.ts';
import type { Sentence } from './sentences.ts';

/** A sentence and the kinds of phrase that it holds; a line of code holds none. Each kind is matched on first use. */
export interface MarkedSentence extends Sentence {
  readonly shows: (mark: Mark) => boolean;
  /** The text after the first phrase of the kind, up to the next; in lower case, empty without one. */
  after(mark: Mark): string;
  readonly isMoral: boolean;
}

/**
 * Makes a function that adds `shows` to a sentence; it matches the patterns of a kind at most once.
 *
 * @throws RangeError for more kinds of phrase than an integer has bits
 */
export function createSentenceMarker(patterns: RefusalPatterns): (sentence: Sentence) => MarkedSentence {
  const marks = Object.keys(patterns) as Mark[];
  if (marks.length > MOST_MARKS) throw new RangeError(`expected at most ${MOST_MARKS} kinds, got ${marks.length}`);
  const all = marks.flatMap((mark, number) =>
    patterns[mark].flatMap(alternativesOf).map((source) => ({ bit: 1 << number, source })),
  );
  const compiled: CompiledPatterns = {
    bitOf: Object.fromEntries(marks.map((mark, number) => [mark, 1 << number])) as Record<Mark, number>,
    bits: Int32Array.from(all, ({ bit }) => bit),
    expressions: all.map(({ source }) => new RegExp(source)),
    anyOf: Object.fromEntries(marks.map((mark) => [mark, oneOf(patterns[mark])])) as Record<Mark, RegExp>,
  };
  const findCandidates = createLiteralScan(all.map(({ source }) => source));
  return (sentence) => {
    if (sentence.kind === 'code') return new SentenceWithMarks(sentence, compiled, [], []);
    const inLower = findCandidates(sentence.lower);
    const inSpoken = sentence.spoken === sentence.lower ? inLower : findCandidates(sentence.spoken);
    return new SentenceWithMarks(sentence, compiled, inLower, inSpoken);
  };
}

const MOST_MARKS = 32;

interface CompiledPatterns {
  readonly bitOf: Readonly<Record<Mark, number>>;
  /** By pattern, the bit of its mark. */
  readonly bits: Int32Array;
  readonly expressions: readonly RegExp[];
  readonly anyOf: Readonly<Record<Mark, RegExp>>;
}

class SentenceWithMarks implements MarkedSentence {
  readonly text: string;
  readonly lower: string;
  readonly spoken: string;
  readonly words: number;
  readonly kind: Sentence['kind'];
  readonly shows: (mark: Mark) => boolean;
  readonly #anyOf: CompiledPatterns['anyOf'];
  #isMoral: boolean | undefined;

  constructor(
    sentence: Sentence,
    { bitOf, bits, expressions, anyOf }: CompiledPatterns,
    inLower: readonly number[],
    inSpoken: readonly number[],
  ) {
    this.text = sentence.text;
    this.lower = sentence.lower;
    this.spoken = sentence.spoken;
    this.words = sentence.words;
    this.kind = sentence.kind;
    this.#anyOf = anyOf;
    // Bits of the marks whose candidates have not been tried, and of those that one of them shows.
    let open = 0;
    let matched = 0;
    for (const index of inLower) open |= bits[index] ?? 0;
    if (inSpoken !== inLower) for (const index of inSpoken) open |= bits[index] ?? 0;
    this.shows = (mark) => {
      const bit = bitOf[mark];
      if ((open & bit) !== 0) {
        open &= ~bit;
        const text = textFor(mark, sentence);
        const candidates = text === sentence.spoken ? inSpoken : inLower;
        for (const index of candidates) {
          if (bits[index] !== bit || !expressions[index]?.test(text)) continue;
          matched |= bit;
          break;
        }
      }
      return (matched & bit) !== 0;
    };
  }

  after(mark: Mark): string {
    return this.lower.split(this.#anyOf[mark], 2)[1] ?? '';
  }

  get isMoral(): boolean {
    const { shows } = this;
    this.#isMoral ??= shows('objects') || shows('condemns') || shows('prescribes') || shows('moralWords');
    return this.#isMoral;
  }
}

/** The sentence as one in which the speaker declines, whatever its words. */
export function asDeclining(sentence: MarkedSentence): MarkedSentence {
  return {
    ...sentence,
    shows: (mark) => mark === 'declines',
    after: (mark) => sentence.after(mark),
    isMoral: false,
  };
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
