import leven from 'leven';
import { EMPTY_WORDS } from './contentWords.ts';
import { ALIASES, BINDING, INNER, NO_NAMES, OPENERS, PARTICLES, TITLES } from './nameWords.ts';

/** A proper name in a text: its words without titles, in lower case. */
export interface FoundName {
  readonly words: readonly string[];
  readonly start: number;
  readonly end: number;
  /** A single word at the beginning of a sentence: perhaps no name. */
  readonly isWeak: boolean;
}

const ALIAS_OF = new Map(ALIASES.flatMap((line) => line.split('|').map((one) => [one, line] as const)));
const MIN_SPELT = 6;

// A dot belongs to an initial or a title; elsewhere it ends the sentence.
const CAPITAL =
  "(?:[A-Z]\\.(?:[A-Z]\\.)*|(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|Prof|Gen|Mt)\\.|[A-Z][\\p{L}\\d]*(?:['-][\\p{L}\\d]+)*)";
const name = new RegExp(`(?<![\\p{L}\\d'])${CAPITAL}(?:(?: (?:${INNER.join('|')}))* ${CAPITAL})*`, 'gu');

/**
 * The names of a plain text, in order.
 *
 * @param lowerElsewhere words that stand somewhere in small letters, so that a capital at the beginning of a sentence says
 *   nothing
 * @param starts offsets at which a sentence begins
 */
export function findNames(
  text: string,
  { lowerElsewhere, starts }: { readonly lowerElsewhere: ReadonlySet<string>; readonly starts: ReadonlySet<number> },
): readonly FoundName[] {
  return [...text.matchAll(name)].flatMap(({ 0: run, index }) => {
    const all = run.split(' ').map(toNameWord);
    const first = all[0];
    if (first === undefined) return [];
    const opens = starts.has(index);
    const isPlain =
      !first.isAcronym && (EMPTY_WORDS.has(first.lower) || lowerElsewhere.has(first.lower) || OPENERS.has(first.lower));
    const kept = opens && isPlain ? all.slice(1) : all;
    const skipped = kept === all ? 0 : run.indexOf(' ') + 1;
    const words = kept.flatMap(({ lower, isAcronym }) =>
      lower.split('-').filter((word) => isAcronym || isNameWord(word)),
    );
    if (words.length === 0 || (kept !== all && skipped === 0)) return [];
    const isWeak = opens && kept === all && all.length === 1;
    return [{ words, start: index + skipped, end: index + run.length, isWeak }];
  });
}

function toNameWord(word: string): { readonly lower: string; readonly isAcronym: boolean } {
  const bare = word.replace(/\.$/, '').replace(/'s$/, '');
  const lower = bare.toLowerCase();
  return { lower, isAcronym: /^[A-Z](?:\.?[A-Z])+$/.test(bare) && !NO_NAMES.has(lower) };
}

function isNameWord(word: string): boolean {
  const isCommon = [NO_NAMES, TITLES, EMPTY_WORDS].some((words) => words.has(word));
  return !isCommon && !PARTICLES.includes(word) && word.length > 1;
}

/** Whether a name can be meant by another: the surname, the full name with or without initials, a single name alone. */
export function isSameName(wanted: readonly string[], stated: readonly string[]): boolean {
  const [first = '', last = ''] = [wanted[0], wanted.at(-1)];
  if (isAlias(wanted, stated)) return true;
  if (wanted.some((word) => BINDING.has(word)))
    return wanted.every((word) => stated.some((other) => alike(word, other)));
  if (stated.length > 1 && wanted.length > 1) {
    const shared = wanted.filter((word) => stated.some((other) => alike(word, other)));
    return (
      shared.length >= 2 || (shared.length === 1 && alike(stated.at(-1) ?? '', last) && isInitialOf(stated, first))
    );
  }
  return stated.some((word) => alike(word, last) || alike(word, first)) && !stated.some((word) => BINDING.has(word));
}

/** Whether both are full names of one family: `Charlotte Bronte`, `Emily Bronte`. */
export function isNamesake(wanted: readonly string[], stated: readonly string[]): boolean {
  return (
    wanted.length > 1 &&
    stated.length > 1 &&
    wanted.at(-1) === stated.at(-1) &&
    !isInitialOf(stated, wanted[0] ?? '') &&
    !wanted.some((word) => alike(word, stated[0] ?? '')) &&
    !stated.some((word) => alike(word, wanted[0] ?? ''))
  );
}

/** First names of one beginning are forms of one name as a rule: `Jan`, `Johannes`; `Maria`, `Marie`. */
const isInitialOf = ([stated = '']: readonly string[], first: string) => stated[0] === first[0];

function alike(one: string, other: string): boolean {
  if (one === other || isFormOf(one, other) || isFormOf(other, one)) return true;
  return Math.min(one.length, other.length) >= MIN_SPELT && leven(one, other, { maxDistance: 2 }) <= 1;
}

/** Two names of one thing, or a name and its initials. */
function isAlias(one: readonly string[], other: readonly string[]): boolean {
  const known = ALIAS_OF.get(one.join(' '));
  if (known !== undefined && known === ALIAS_OF.get(other.join(' '))) return true;
  const isInitials = (short: readonly string[], long: readonly string[]) =>
    short.length === 1 &&
    (long.length >= 3 ? short[0] === long.map((word) => word[0]).join('') : isThreeInitials(short[0] ?? '', long));
  return isInitials(one, other) || isInitials(other, one);
}

/** `JFK` for a first name and a surname: a middle initial is no word of a name. */
const isThreeInitials = (short: string, long: readonly string[]) =>
  long.length === 2 && short.length === 3 && short[0] === long[0]?.[0] && short[2] === long[1]?.[0];

/** A plural, or who belongs to a place: `Russia`, `Russian`. */
function isFormOf(form: string, base: string): boolean {
  return form.startsWith(base) && /^(?:s|n|ns|ans?|ians?|ish|ese)$/.test(form.slice(base.length));
}
