import { type FoldedLetters, foldLetters } from './foldedLetters.ts';
import {
  type FoundMark,
  isOrdinaryWording,
  MARK_RULES,
  type MarkKind,
  type MarkRule,
  NEW_LINE,
  wordsOf,
} from './markRules.ts';
import { mayBeginAt, type WordPattern } from './markWords.ts';
import { readNotations, readPlainly, type TextReading } from './textReading.ts';

/** A part of a text that could be read as the end of the data or as another speaker's turn. */
export interface TextMark {
  readonly kind: MarkKind;
  /** Its words, as they stand or, in disguise, as a reader sees them. */
  readonly words: string;
  /** Its place in the text with its brackets, as UTF-16 indexes; the end is exclusive. */
  readonly start: number;
  readonly end: number;
}

/**
 * Every mark in a text, in order, without overlaps. It is looked for in the text as it stands, with every notation decoded,
 * and in that backwards, turned upside down and in rot13; each time in the mere letters, as if nothing stood between them.
 * So brackets, spaces, symbols, accents, fonts and look-alike letters make no difference. The time grows with the length.
 */
export function findMarks(text: string): readonly TextMark[] {
  const plain = readPlainly(text);
  const decoded = readNotations(plain);
  const marks = (decoded === plain ? [plain] : [plain, decoded]).flatMap((reading) => {
    const folded = foldLetters(reading);
    const views = reading === decoded ? VIEWS : VIEWS.slice(0, 1);
    return views.flatMap((view) => marksIn(reading, folded, view));
  });
  return withoutOverlaps(marks);
}

/** A way to look at folded letters. */
interface View {
  readonly isBackwards: boolean;
  /** @default false */
  readonly isAsWritten?: boolean;
  readonly see: (letters: string) => string;
}

const replaced = (table: Readonly<Record<string, string>>) => (letters: string) =>
  letters.replace(/./gs, (letter) => table[letter] ?? letter);
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
const rot13 = Object.fromEntries([...ALPHABET].map((letter, at) => [letter, ALPHABET[(at + 13) % 26] ?? letter]));
const TURNED: Readonly<Record<string, string>> = {
  ɐ: 'a',
  q: 'b',
  ɔ: 'c',
  p: 'd',
  ǝ: 'e',
  ɟ: 'f',
  ƃ: 'g',
  ɥ: 'h',
  ᴉ: 'i',
  ɾ: 'j',
  ʞ: 'k',
  ɯ: 'm',
  u: 'n',
  d: 'p',
  b: 'q',
  ɹ: 'r',
  ʇ: 't',
  n: 'u',
  ʌ: 'v',
  ʍ: 'w',
  ʎ: 'y',
};
const backwards = (letters: string) => letters.split('').toReversed().join('');

const VIEWS: readonly View[] = [
  { isBackwards: false, isAsWritten: true, see: (letters) => letters },
  { isBackwards: false, see: replaced(rot13) },
  { isBackwards: true, see: backwards },
  { isBackwards: true, see: (letters) => replaced(TURNED)(backwards(letters)) },
];

function begins({ here }: WordPattern, letters: string, at: number): boolean {
  here.lastIndex = at;
  return here.test(letters);
}

/** The longest mark, in folded letters. */
const MAX_LETTERS = 56;
/** Of digits around a mark, so many are passed over. */
const MAX_AROUND = 80;
/** UTF-16 units per letter of a mark, with what stands between: beyond, nobody reads a word. */
const MAX_SPREAD = 14;

function marksIn(
  reading: TextReading,
  folded: FoldedLetters,
  { isBackwards, isAsWritten = false, see }: View,
): readonly TextMark[] {
  const letters = see(folded.letters);
  const count = letters.length;
  const marks: TextMark[] = [];
  const done = MARK_RULES.map(() => 0);
  for (let at = 0; at < count; at++) {
    if (!isFirst(at) || !mayBeginAt(letters, at)) continue;
    for (const [index, rule] of MARK_RULES.entries()) {
      if (at < (done[index] ?? 0)) continue;
      const found = markFrom(at, rule);
      if (found === undefined) continue;
      marks.push(found.mark);
      done[index] = at + found.size;
    }
  }
  return marks;

  /** Whether no letter stands right before it, in the order of reading. */
  function isFirst(at: number): boolean {
    const [left, right] = isBackwards ? [count - 1 - at, count - at] : [at - 1, at];
    if (left < 0 || right >= count || isDigit(letters[at - 1])) return true;
    return (folded.end[left] ?? 0) < (folded.start[right] ?? 0);
  }

  /** The longest mark from there within one line, else the longest. */
  function markFrom(first: number, { kind, pattern, isMark }: MarkRule) {
    if (!begins(pattern, letters, first)) return undefined;
    let longest: { readonly mark: TextMark; readonly size: number } | undefined;
    for (let size = Math.min(MAX_LETTERS, count - first); size > 0; size--) {
      if (!isLast(first + size) || !pattern.whole.test(letters.slice(first, first + size))) continue;
      const found = foundAt(first, first + size);
      if (found === undefined || !isLegible(pattern, found.letters) || !isMark(found)) continue;
      const sized = { mark: toMark(kind, first, first + size, found), size };
      if (!NEW_LINE.test(found.written)) return sized;
      longest ??= sized;
    }
    return longest;
  }

  /** Whether no letter stands right after it. */
  function isLast(end: number): boolean {
    return end >= count || isDigit(letters[end]) || isFirst(end);
  }

  /** Undefined amid a word. */
  function foundAt(first: number, last: number): FoundMark | undefined {
    const [low, high] = isBackwards ? [count - last, count - first] : [first, last];
    const left = textBetween(letterBefore(low), low);
    const right = textBetween(high - 1, letterAfter(high));
    if (left === undefined || right === undefined) return undefined;
    const written = reading.text.slice(folded.start[low], folded.end[high - 1]);
    if (written.length > MAX_SPREAD * (high - low)) return undefined;
    const seen = { letters: letters.slice(first, last), isAsWritten, left, right };
    const [before, after] = [left, right].map((text) => text.normalize('NFKC').replace(/\p{M}/gu, '')) as [
      string,
      string,
    ];
    return isBackwards
      ? { ...seen, before: mirrored(after), after: mirrored(before), written: mirrored(written) }
      : { ...seen, before, after, written };
  }

  /** The index of the next letter to the left, digits passed over; -1 if there is none near. */
  function letterBefore(at: number): number {
    let index = at - 1;
    while (index >= 0 && isDigit(folded.letters[index]) && at - index < MAX_AROUND) index--;
    return index;
  }

  function letterAfter(at: number): number {
    let index = at;
    while (index < count && isDigit(folded.letters[index]) && index - at < MAX_AROUND) index++;
    return index;
  }

  /** What stands between two letters; undefined if they are neighbours. */
  function textBetween(left: number, right: number): string | undefined {
    const start = left < 0 ? 0 : (folded.end[left] ?? 0);
    const end = right >= count ? reading.text.length : (folded.start[right] ?? 0);
    const isEdge = left < 0 || right >= count;
    if (start >= end) return isEdge ? '' : undefined;
    const between = reading.text.slice(start, end);
    return isEdge && between.length > 0 ? (left < 0 ? `\n${between}` : `${between}\n`) : between;
  }

  function toMark(kind: MarkKind, first: number, last: number, found: FoundMark): TextMark {
    const { left, right, written, letters: seen } = found;
    const [low, high] = isBackwards ? [count - last, count - first] : [first, last];
    const isPlain = isAsWritten && PLAIN_WORDS.some((words) => words.test(written));
    const shownAs = kind === 'delimiter' && isPlain && isOrdinaryWording(found) ? 'words' : kind;
    const lengthOf = (decoration: RegExp, beside: string) =>
      shownAs === 'words' ? 0 : (decoration.exec(beside)?.[0].length ?? 0);
    const start = (folded.start[low] ?? 0) - lengthOf(DECORATION_BEFORE, left.slice(-MAX_DECORATION));
    const end = (folded.end[high - 1] ?? 0) + lengthOf(DECORATION_AFTER, right.slice(0, MAX_DECORATION));
    return {
      kind: shownAs,
      words: isPlain ? wordsOf(written).join(' ') : seen,
      start: reading.from[Math.max(0, start)] ?? 0,
      end: reading.to[Math.min(end, reading.text.length) - 1] ?? 0,
    };
  }
}

/** Written in letters of one alphabet, in words. */
const PLAIN_WORDS = [
  '\\x20-\\x7E',
  ' \\p{Script=Latin}',
  ' \\p{Script=Cyrillic}',
  ' \\p{Script=Greek}',
  ' \\p{Lo}\\p{Lm}\\p{M}',
].map((letters) => new RegExp(`^[${letters}]*\\p{L}{2}[${letters}]*$`, 'u'));
// What a mark is decorated with; not the end of the sentence before it.
const DECORATION_BEFORE = /[^\p{L}\p{N}\s.,;:!?][^\p{L}\p{N}\s]{0,40}[^\S\n\r\u2028\u2029]{0,2}$/u;
const DECORATION_AFTER = /^[^\S\n\r\u2028\u2029]{0,2}[^\p{L}\p{N}\s]{1,40}/u;
const MAX_DECORATION = 50;

const mirrored = (text: string) => [...text].toReversed().join('');
const isDigit = (letter: string | undefined) => letter !== undefined && letter >= '0' && letter <= '9';
/** Of letters that no table knows, a mark may have at most half, and none if it is short; of digits some more. */
function isLegible({ known }: WordPattern, letters: string): boolean {
  const digits = letters.match(/\d/g)?.length ?? 0;
  const unknown = letters.match(/[\u0080-\uFFFF]/g)?.length ?? 0;
  if (digits > (letters.length < 3 ? 0 : letters.length - 1)) return false;
  return unknown === 0 || (letters.length > 2 && unknown * 2 <= letters.length) || known.test(letters);
}

function withoutOverlaps(marks: readonly TextMark[]): readonly TextMark[] {
  const kept: TextMark[] = [];
  for (const mark of marks.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || mark.start >= last.end) kept.push(mark);
    else if (mark.end > last.end) kept[kept.length - 1] = { ...last, end: mark.end };
  }
  return kept;
}
