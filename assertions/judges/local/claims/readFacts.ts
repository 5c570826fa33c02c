import { remembered } from '../../../../foundation/remembered.ts';
import { contentStems } from './contentWords.ts';
import { type DateParts, findDates } from './dates.ts';
import { findNames } from './names.ts';
import { type FoundNumber, findNumbers } from './numbers.ts';
import { plainText } from './plainText.ts';
import { type Segment, type Stance, splitSegments, stanceOf } from './segments.ts';
import { unitAt, unitBefore } from './units.ts';

/** What a text states, in a form that can be compared. */
export type Fact =
  | { readonly kind: 'date'; readonly date: DateParts }
  | NumberFact
  | { readonly kind: 'name'; readonly words: readonly string[] };

/** A number, or a quantity if it has a dimension. */
export interface NumberFact {
  readonly kind: 'number';
  /** As written. */
  readonly value: number;
  /** In the base unit of the dimension. */
  readonly base: number;
  readonly dimension: string | undefined;
  /** The size of its unit in the base unit: equal for one unit only. */
  readonly factor: number;
  readonly digits: number;
  readonly isOrdinal: boolean;
  readonly isAbout: boolean;
  /** Whether a sum or product is made of it: `17 × 20`. */
  readonly isOperand: boolean;
  /** Stems of the words right after it: what is counted. */
  readonly nouns: readonly string[];
}

/** A fact where it stands in a text. */
export interface Mention {
  readonly fact: Fact;
  readonly text: string;
  readonly stance: Stance;
  readonly segment: Segment;
  /** Perhaps no fact: `one`, or a capital that only begins a sentence. */
  readonly isWeak: boolean;
  /** Stems of the other words of its segment. */
  readonly context: readonly string[];
}

/** A text as segments and the facts that it mentions. */
export interface Reading {
  readonly text: string;
  readonly lower: string;
  readonly segments: readonly Segment[];
  readonly mentions: readonly Mention[];
  /** Content stems outside all mentions. */
  readonly stems: readonly string[];
}

interface Found {
  readonly fact: Fact;
  readonly start: number;
  readonly end: number;
  readonly isWeak: boolean;
}

const ABOUT =
  /(?:\b(?:about|around|roughly|approximately|approx\.?|some|nearly|almost|over|under|more than|less than|at least|up to|circa|ca?\.|commonly|often|close to|estimated(?: at)?|just|nearer|estimate of)|~|≈)(?: (?:a|an|the))? ?[€$£]?$/;
const ABOUT_AFTER = /^(?: \S+){0,2} (?:or so|or thereabouts|approximately|roughly)\b/;
const OPERATOR_BEFORE = /[×·÷+] ?$|\dx ?$|\d \/ $/;
const OPERATOR_AFTER = /^ ?[×·÷+x] ?\d|^ \/ \d/;
const JOINS_PARTS = /^,? ?(?:and )?$/;
const RANGE = /^ ?(?:to|-|or|and) ?$/;

/** Reads a text. `company`: other texts on the matter, which show what is written in small letters. */
export function readFacts(source: string, company: readonly string[] = []): Reading {
  const text = plainText(source);
  const lower = text.toLowerCase();
  const segments = splitSegments(text);
  const dates = findDates(lower).map(
    ({ date, ...at }): Found => ({ fact: { kind: 'date', date }, isWeak: false, ...at }),
  );
  const numbers = findQuantities(lower).filter(isOutside(dates));
  const lowerElsewhere = new Set([text, ...company].flatMap(wordsInSmallLetters));
  const starts = new Set(
    segments
      .filter(({ start }) => start === 0 || /[.!?:\n]["')\]]*\s*$/.test(text.slice(0, start)))
      .map(({ start }) => start),
  );
  const names = findNames(text, { lowerElsewhere, starts })
    .map(({ words, ...rest }): Found => ({ fact: { kind: 'name', words }, ...rest }))
    .filter(isOutside([...dates, ...numbers]));
  const found = [...dates, ...numbers, ...names].sort((a, b) => a.start - b.start);
  const rest = blankOut(
    text,
    found.filter(({ isWeak }) => !isWeak),
  );
  const mentions = found.flatMap((one): readonly Mention[] => {
    const segment = segments.findLast(({ start }) => start <= one.start);
    if (segment === undefined) return [];
    const context = contentStems(rest.slice(segment.start, segment.end));
    return [
      {
        fact: one.fact,
        text: text.slice(one.start, one.end),
        stance: stanceOf(segment, one),
        segment,
        isWeak: one.isWeak,
        context,
      },
    ];
  });
  return { text, lower, segments, mentions, stems: contentStems(rest) };
}

/** Whether a text has capitals past its beginning, so that small letters say something. */
const usesCapitals = (text: string) => /^.+[A-Z]/s.test(text);

const wordsInSmallLetters = remembered((source): readonly string[] => {
  const text = plainText(source);
  return usesCapitals(text) ? (text.match(/(?<![\p{L}'])[a-z][\p{L}]+/gu) ?? []) : [];
});

/** A number with its unit, and where that ends. */
interface Quantity {
  readonly number: FoundNumber;
  readonly fact: NumberFact;
  readonly end: number;
}

function findQuantities(lower: string): readonly Found[] {
  const apart = findNumbers(lower)
    .map((number): Quantity => ({ number, ...toNumberFact(lower, number) }))
    .filter(({ number: { start } }, index, all) => all.every((one, at) => at >= index || one.end <= start));
  const found = joinParts(apart, lower);
  return found.map(({ number, fact, end }, index): Found => {
    const next = found[index + 1];
    const isRange = next !== undefined && RANGE.test(lower.slice(end, next.number.start));
    return {
      fact: isRange ? asBeginOfRange(fact, next.fact) : fact,
      start: number.start,
      end,
      isWeak: number.isWeak && fact.dimension === undefined && !isAlone(lower, number),
    };
  });
}

function joinParts(apart: readonly Quantity[], lower: string): readonly Quantity[] {
  const joined: Quantity[] = [];
  for (const one of apart) {
    const last = joined.at(-1);
    if (last !== undefined && isPartOf(last, one, lower)) joined.splice(-1, 1, addPart(last, one));
    else joined.push(one);
  }
  return joined;
}

/** Whether a quantity goes on in a smaller unit: `8 minutes and 20 seconds`, `5 feet 10 inches`. */
function isPartOf({ fact, end }: Quantity, next: Quantity, lower: string): boolean {
  return (
    fact.dimension !== undefined &&
    PARTED.has(fact.dimension) &&
    fact.dimension === next.fact.dimension &&
    JOINS_PARTS.test(lower.slice(end, next.number.start)) &&
    next.fact.factor < fact.factor &&
    next.fact.base < fact.factor
  );
}

const PARTED = new Set(['length', 'mass', 'time']);

/** Both in the smaller unit. */
function addPart(whole: Quantity, { fact, end }: Quantity): Quantity {
  const base = whole.fact.base + fact.base;
  const value = Math.round(base / fact.factor);
  return {
    number: whole.number,
    end,
    fact: { ...fact, base, value, digits: String(value).length, isAbout: whole.fact.isAbout },
  };
}

/** `Just one.`, `Only one, as in all molluscs`: a number that opens a text and ends its clause is stated. */
function isAlone(lower: string, { start, end }: FoundNumber): boolean {
  return /^(?:just |only |exactly )?$/.test(lower.slice(0, start)) && /^(?:[.,;:!]|$)/.test(lower.slice(end));
}

function toNumberFact(lower: string, number: FoundNumber): { readonly fact: NumberFact; readonly end: number } {
  const rest = lower.slice(number.end);
  const after = number.isOrdinal ? undefined : unitAt(rest);
  const unit = after ?? unitBefore(lower.slice(Math.max(0, number.start - 2), number.start));
  const end = number.end + (after?.end ?? 0);
  const { value, digits, isOrdinal } = number;
  const fact: NumberFact = {
    kind: 'number',
    value,
    base: value * (unit?.factor ?? 1) + (unit?.offset ?? 0),
    dimension: unit?.dimension,
    factor: unit?.factor ?? 1,
    digits,
    isOrdinal,
    isAbout: ABOUT.test(lower.slice(Math.max(0, number.start - 24), number.start)) || ABOUT_AFTER.test(rest),
    isOperand:
      OPERATOR_AFTER.test(lower.slice(end, end + 4)) ||
      OPERATOR_BEFORE.test(lower.slice(Math.max(0, number.start - 3), number.start)),
    nouns: unit === undefined ? nounsAfter(rest) : [],
  };
  return { fact, end };
}

function nounsAfter(rest: string): readonly string[] {
  const words = /^(?: (?:of )?[\p{L}-]+){1,3}/u.exec(rest)?.[0] ?? '';
  return contentStems(words);
}

/** `20 to 30 million km`: the first number has the scale and the unit of the second. */
function asBeginOfRange(first: NumberFact, second: NumberFact): NumberFact {
  const scale =
    first.value < 1000 && second.value >= 1e5 && second.value % 1000 === 0
      ? 1000 ** Math.floor(Math.log10(second.value) / 3)
      : 1;
  const value = first.value * scale;
  if (first.dimension !== undefined) return first;
  const { dimension, factor, nouns } = second;
  return { ...first, value, base: value * factor, dimension, factor, nouns, isAbout: true };
}

function isOutside(taken: readonly Found[]): (one: Found) => boolean {
  return (one) => taken.every(({ start, end }) => one.end <= start || one.start >= end);
}

function blankOut(text: string, found: readonly Found[]): string {
  return found.reduce((rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end), text);
}
