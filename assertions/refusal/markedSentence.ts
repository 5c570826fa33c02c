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

/** Makes a function that adds `shows` to a sentence; it matches the patterns of a kind at most once. */
export function createSentenceMarker(patterns: RefusalPatterns): (sentence: Sentence) => MarkedSentence {
  const marks = Object.keys(patterns) as Mark[];
  const all = marks.flatMap((mark, number) =>
    patterns[mark].flatMap(alternativesOf).map((source) => ({ number, source })),
  );
  const compiled: CompiledPatterns = {
    numberOf: Object.fromEntries(marks.map((mark, number) => [mark, number])) as Record<Mark, number>,
    numbers: Uint8Array.from(all, ({ number }) => number),
    expressions: all.map(({ source }) => new RegExp(source)),
    anyOf: Object.fromEntries(marks.map((mark) => [mark, oneOf(patterns[mark])])) as Record<Mark, RegExp>,
  };
  const findCandidates = createLiteralScan(all.map(({ source }) => source));
  // One array for the states of many sentences, because a small one of its own costs each more than its matching.
  let states = new Uint8Array(0);
  let used = 0;
  return (sentence) => {
    const isCode = sentence.kind === 'code';
    const inLower = isCode ? [] : findCandidates(sentence.lower);
    const inSpoken = isCode || sentence.spoken === sentence.lower ? inLower : findCandidates(sentence.spoken);
    used += marks.length;
    if (used + marks.length > states.length) {
      states = new Uint8Array(SENTENCES_PER_ARRAY * marks.length);
      used = 0;
    }
    return new SentenceWithMarks(sentence, compiled, { inLower, inSpoken, states, from: used });
  };
}

const SENTENCES_PER_ARRAY = 256;

interface CompiledPatterns {
  readonly numberOf: Readonly<Record<Mark, number>>;
  /** By pattern, the number of its mark. */
  readonly numbers: Uint8Array;
  readonly expressions: readonly RegExp[];
  readonly anyOf: Readonly<Record<Mark, RegExp>>;
}

/** The patterns that may match, and where the states of the marks stand: all 0. */
interface Candidates {
  readonly inLower: readonly number[];
  readonly inSpoken: readonly number[];
  readonly states: Uint8Array;
  readonly from: number;
}

/** A mark has candidates that have not been tried, or one of them matches; otherwise 0. */
const OPEN = 1;
const MATCHED = 2;

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
    { numberOf, numbers, expressions, anyOf }: CompiledPatterns,
    { inLower, inSpoken, states, from }: Candidates,
  ) {
    this.text = sentence.text;
    this.lower = sentence.lower;
    this.spoken = sentence.spoken;
    this.words = sentence.words;
    this.kind = sentence.kind;
    this.#anyOf = anyOf;
    for (const index of inLower) states[from + (numbers[index] ?? 0)] = OPEN;
    if (inSpoken !== inLower) for (const index of inSpoken) states[from + (numbers[index] ?? 0)] = OPEN;
    this.shows = (mark) => {
      const number = numberOf[mark];
      if (states[from + number] === OPEN) {
        states[from + number] = 0;
        const text = textFor(mark, sentence);
        for (const index of text === sentence.spoken ? inSpoken : inLower) {
          if (numbers[index] !== number || !expressions[index]?.test(text)) continue;
          states[from + number] = MATCHED;
          break;
        }
      }
      return states[from + number] === MATCHED;
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

const SPOKEN: ReadonlySet<Mark> = new Set(['declines', 'declinesAtOpening', 'lacks', 'objects', 'omits']);

/** The text in which a kind of phrase is matched. Where the speaker speaks in person, without quotations: they aren't its words. */
export function textFor(mark: Mark, { spoken, lower }: Sentence): string {
  return SPOKEN.has(mark) ? spoken : lower;
}

/** Whether it is part of an answer: neither declining, objecting, redirecting nor preamble. */
export function isMatter(sentence: MarkedSentence): boolean {
  const { shows, isMoral } = sentence;
  return !(
    shows('declines') ||
    shows('lacks') ||
    shows('redirects') ||
    shows('preamble') ||
    isMoral ||
    helps(sentence)
  );
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
