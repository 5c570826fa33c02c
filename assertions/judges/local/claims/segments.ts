import {
  ATTRIBUTES,
  CONCLUDES,
  DENIES,
  DENIES_AFTER,
  OUTRANKS,
  REPORTS,
  REPORTS_AFTER,
  RETRACTS,
  SEGMENT_END,
  SENTENCE_END,
  TURNS,
} from './cues.ts';

/** How the speaker stands to what is mentioned. `attributed`: others say so; `asked`: in a question; `retracted`: taken back. */
export type Stance = 'asserted' | 'denied' | 'attributed' | 'asked' | 'retracted';

/** A piece of a sentence, as far as a denial or an attribution in it reaches. */
export interface Segment {
  readonly text: string;
  readonly lower: string;
  /** Of its first character in the text. */
  readonly start: number;
  readonly end: number;
  readonly isQuestion: boolean;
  readonly isRetracted: boolean;
  /** Whether the text turns against something, here or later. */
  readonly isTurnedFrom: boolean;
}

const sentenceEnd = new RegExp(SENTENCE_END, 'g');
const segmentEnd = new RegExp(SEGMENT_END, 'gi');
const denies = new RegExp(DENIES);
const everyDenial = new RegExp(DENIES, 'g');
const deniesAfter = new RegExp(DENIES_AFTER);
const attributes = new RegExp(ATTRIBUTES);
const reports = new RegExp(REPORTS);
const reportsAfter = new RegExp(REPORTS_AFTER);
const outranks = new RegExp(OUTRANKS);
const concludes = new RegExp(CONCLUDES);
const turns = new RegExp(TURNS, 'gi');
const retracts = new RegExp(RETRACTS, 'gi');

/** The segments of a plain text, in order. */
export function splitSegments(text: string): readonly Segment[] {
  const retraction = [...text.matchAll(retracts)].at(-1)?.index ?? 0;
  const lastTurn = [...text.matchAll(turns)].at(-1)?.index ?? -1;
  return pieces(text, 0, sentenceEnd).flatMap((sentence) => {
    const isQuestion =
      text
        .slice(sentence.start, sentence.end + 3)
        .trimEnd()
        .endsWith('?') && !/[.!?]\s/.test(sentence.text);
    return pieces(sentence.text, sentence.start, segmentEnd).map((piece) => ({
      ...piece,
      lower: piece.text.toLowerCase(),
      isQuestion,
      isRetracted: piece.end <= retraction,
      isTurnedFrom: piece.start < lastTurn,
    }));
  });
}

/** `It did not end until 1945` says that it did then. */
const UNTIL = /\b(?:until|till) (?:\w+ )?$/;

/** The stance to what stands between two offsets of the text. */
export function stanceOf(segment: Segment, { start, end }: { readonly start: number; readonly end: number }): Stance {
  if (segment.isRetracted) return 'retracted';
  if (segment.isQuestion) return 'asked';
  const before = withoutTitles(segment.lower.slice(0, Math.max(0, start - segment.start)));
  const after = withoutTitles(segment.lower.slice(Math.max(0, end - segment.start)));
  if (isAttributed(segment, before) || (segment.isTurnedFrom && reportsAfter.test(after))) return 'attributed';
  if (UNTIL.test(before)) return 'asserted';
  return denies.test(before) || deniesAfter.test(after) ? 'denied' : 'asserted';
}

/** The segments that state something. */
export const assertedOf = (segments: readonly Segment[]): readonly Segment[] =>
  segments.filter((segment) => stanceOfAll(segment) === 'asserted');

const stances = new WeakMap<Segment, Stance>();

/** The stance to what a whole segment states: two denials make an assertion. */
export function stanceOfAll(segment: Segment): Stance {
  const stance = stances.get(segment) ?? readStance(segment);
  stances.set(segment, stance);
  return stance;
}

function readStance(segment: Segment): Stance {
  if (segment.isRetracted) return 'retracted';
  if (segment.isQuestion) return 'asked';
  if (isAttributed(segment, segment.lower)) return 'attributed';
  return isDenial(segment) ? 'denied' : 'asserted';
}

/** Whether a segment denies what its words say, be it stated or asked. */
export const isDenial = ({ lower }: Segment): boolean =>
  [...withoutTitles(lower).matchAll(everyDenial)].length % 2 === 1;

/** Whether a segment states the outcome of what stands around it. */
export const isOutcome = ({ lower }: Segment): boolean => concludes.test(lower);

/** Whether a segment opens a text and is no more than a phrase: `Sixteen!`. */
export const isHead = ({ start, lower }: Segment): boolean => start === 0 && lower.split(/\s+/).length <= HEAD_WORDS;

const HEAD_WORDS = 3;

/** Whether a segment puts what it mentions in second place, or in the past. */
export const isOutranked = ({ lower }: Segment): boolean => outranks.test(lower);

/** A title in quotes may hold a "never". */
const withoutTitles = (words: string) => words.replace(/"[^"]{1,80}"/g, ' ');

function isAttributed({ isTurnedFrom }: Segment, words: string): boolean {
  return attributes.test(words) || (isTurnedFrom && reports.test(words));
}

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function pieces(text: string, offset: number, boundary: RegExp): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  const add = (to: number) => {
    if (text.slice(from, to).trim() !== '') {
      found.push({ text: text.slice(from, to), start: offset + from, end: offset + to });
    }
  };
  for (const { 0: mark, index } of text.matchAll(boundary)) {
    add(index);
    from = index + mark.length;
  }
  add(text.length);
  return found;
}
