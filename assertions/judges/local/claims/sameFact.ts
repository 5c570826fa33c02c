import { compareDates } from './dates.ts';
import { isSameName } from './names.ts';
import type { Fact, NumberFact, Reading } from './readFacts.ts';

/** Whether a fact stands in a text, in any stance. */
export function isMentioned(fact: Fact, { mentions, lower }: Reading): boolean {
  if (fact.kind === 'name') {
    const isNamed = mentions.some((one) => one.fact.kind === 'name' && isSameName(fact.words, one.fact.words));
    return isNamed
      ? freshWords(fact.words, lower).length === 0 || fact.words.length === 1
      : freshWords(fact.words, lower).length === 0;
  }
  return mentions.some((one) => compareValues(fact, one.fact) === 'equal');
}

/**
 * A date or number that is stated against one that is wanted: `coarser` if it agrees and leaves parts out; undefined if the
 * two can't be compared.
 */
export function compareValues(wanted: Fact, stated: Fact): 'equal' | 'coarser' | 'other' | undefined {
  if (wanted.kind === 'date' && stated.kind === 'date') return compareDates(wanted.date, stated.date);
  if (wanted.kind === 'number' && stated.kind === 'number') return compareNumbers(wanted, stated);
  if (wanted.kind === 'date' && stated.kind === 'number') return isYear(wanted, stated) ? 'equal' : undefined;
  if (wanted.kind === 'number' && stated.kind === 'date') return isYear(stated, wanted) ? 'equal' : undefined;
  return undefined;
}

function isYear({ date }: Extract<Fact, { kind: 'date' }>, { value }: NumberFact): boolean {
  return date.month === undefined && date.years?.[0] === value && date.years[1] === value;
}

// Of the greater of two numbers.
const HEDGED = 0.035;
const CONVERTED = 0.015;
const PARTS_OF_HUNDRED = 100;

function compareNumbers(wanted: NumberFact, stated: NumberFact): 'equal' | 'other' | undefined {
  if (wanted.nouns.length > 0 && wanted.dimension === undefined && stated.dimension !== undefined) return undefined;
  if (wanted.dimension === stated.dimension || [wanted.dimension, stated.dimension].includes(undefined)) {
    const isOneUnit =
      wanted.dimension !== stated.dimension ||
      (wanted.factor === stated.factor && isNear(zeroOf(wanted), zeroOf(stated), 0));
    if (isOneUnit) return isRounded(wanted, stated) ? 'equal' : unequal(wanted, stated);
    if (wanted.isAbout && isAsRound(wanted, stated)) return 'equal';
    return isNear(wanted.base, stated.base, wanted.isAbout || stated.isAbout ? HEDGED : CONVERTED) ? 'equal' : 'other';
  }
  if (wanted.dimension === 'degree' || stated.dimension === 'degree')
    return wanted.value === stated.value ? 'equal' : undefined;
  return undefined;
}

/** Where its unit begins, in the base unit: kelvins elsewhere than degrees. */
const zeroOf = ({ base, value, factor }: NumberFact) => Math.round(base - value * factor);

/** Whether a number in another unit is the wanted one once it is rounded as that is: `about 8 minutes`, `500 seconds`. */
function isAsRound({ value, digits, factor, dimension }: NumberFact, { base }: NumberFact): boolean {
  return dimension !== 'temperature' && Number((base / factor).toPrecision(Math.min(digits, 20))) === value;
}

/** A share is a number of a hundred: `half`, `50 %`. Ordinals and cardinals don't contradict one another. */
function unequal(wanted: NumberFact, stated: NumberFact): 'equal' | 'other' | undefined {
  const isShare = (one: NumberFact, other: NumberFact) =>
    one.dimension === 'share' &&
    other.dimension === undefined &&
    other.value < 1 &&
    isNear(one.value, other.value * PARTS_OF_HUNDRED, HEDGED);
  if (isShare(wanted, stated) || isShare(stated, wanted)) return 'equal';
  return wanted.isOrdinal === stated.isOrdinal ? 'other' : undefined;
}

function isRounded(wanted: NumberFact, stated: NumberFact): boolean {
  const [one, other] = [wanted.value, stated.value];
  if (isSecondary(stated) && !wanted.isOrdinal) return false;
  if (one === other) return true;
  const isAbout = wanted.isAbout || stated.isAbout;
  const isSmall = Math.abs(one) < 20 && Number.isInteger(one) && Number.isInteger(other);
  if (isSmall || wanted.isOrdinal || stated.isOrdinal) return false;
  const digits = Math.min(wanted.digits, stated.digits);
  const isRounding =
    wanted.digits !== stated.digits &&
    digits >= 2 &&
    Number(one.toPrecision(digits)) === Number(other.toPrecision(digits));
  return isRounding || (isAbout && isNear(one, other, HEDGED));
}

/** `A second moon` counts no two. */
const isSecondary = ({ isOrdinal, value }: NumberFact) => isOrdinal && value <= 2;

const isNear = (one: number, other: number, share: number) =>
  Math.abs(one - other) <= share * Math.max(Math.abs(one), Math.abs(other));

/** The words of a name that a text in lower case lacks; apostrophes don't count. */
export function freshWords(words: readonly string[], lower: string): readonly string[] {
  const known = lower.replaceAll("'", '').match(/[\p{L}\d]+/gu) ?? [];
  return words.filter((word) => !known.some((one) => alikeWords(one, word.replaceAll("'", ''))));
}

const alikeWords = (one: string, other: string) => one === other || `${one}s` === other || one === `${other}s`;
