import { sharedStems } from './contentWords.ts';
import { compareDates, type DateParts } from './dates.ts';
import { isNamesake, isSameName } from './names.ts';
import type { Fact, Mention, NumberFact, Reading } from './readFacts.ts';
import { stanceOf } from './segments.ts';

/**
 * What an answer does with a fact of the reference. `contradicted`: it states another in the same place, or denies it;
 * `echoed`: it repeats another that the request has; `partly`: it leaves out a part.
 */
export type Finding = 'met' | 'contradicted' | 'echoed' | 'partly' | 'missing';

/** The texts that an answer's facts are compared in. */
export interface Matter {
  readonly request: Reading;
  readonly reference: Reading;
  readonly answer: Reading;
  /** Whether the reference is a few words: then another fact of the kind contradicts it, wherever it stands. */
  readonly isShort: boolean;
  /** Whether the reference is a bare phrase, no sentence. */
  readonly isBare: boolean;
}

export interface FactFinding {
  readonly claim: Mention;
  readonly finding: Finding;
  /** The answer's words that decided. */
  readonly by?: string;
}

/** Compares one fact that the reference states with those that the answer states. */
export function compareFact(claim: Mention, matter: Matter): FactFinding {
  return claim.fact.kind === 'name' ? compareName(claim, matter) : compareAmount(claim, matter);
}

/** Whether a fact stands in a text, in any stance. */
export function isMentioned(fact: Fact, { mentions, lower }: Reading): boolean {
  if (fact.kind === 'name') {
    const isNamed = mentions.some((one) => one.fact.kind === 'name' && isSameName(fact.words, one.fact.words));
    return isNamed
      ? freshWords(fact.words, lower).length === 0 || fact.words.length === 1
      : freshWords(fact.words, lower).length === 0;
  }
  return mentions.some((one) => compareFacts(fact, one.fact) === 'equal');
}

function compareAmount(claim: Mention, matter: Matter): FactFinding {
  const { answer, request, reference } = matter;
  const compared = answer.mentions.map((mention) => ({ mention, found: compareFacts(claim.fact, mention.fact) }));
  const stated = (wanted: string) =>
    compared
      .filter(({ mention, found }) => found === wanted && mention.stance === 'asserted')
      .map(({ mention }) => mention);
  const equal = [...stated('equal'), ...togetherEqual(claim, stated('coarser'))];
  const isKnown = ({ fact }: Mention) =>
    reference.mentions.some((one) => ['equal', 'coarser'].includes(compareFacts(one.fact, fact) ?? ''));
  const others = stated('other').filter(
    (mention) => !mention.isWeak && !isKnown(mention) && isComparable(claim, mention, matter),
  );
  const fresh = others.filter(({ fact }) => !isMentioned(fact, request));
  const slot = slotOf(matter);
  if (equal.length > 0) {
    const best = Math.max(...equal.map(({ context }) => fitOf(context, slot)));
    const isApart = ({ segment }: Mention) => equal.every((one) => one.segment.start !== segment.start);
    const rival = fresh.find((one) => isApart(one) && isInSlot(one.context, slot) && fitOf(one.context, slot) >= best);
    return rival === undefined ? { claim, finding: 'met' } : { claim, finding: 'contradicted', by: rival.text };
  }
  const isAsExact = ({ fact }: Mention) => claim.fact.kind !== 'date' || compareDetail(claim.fact.date, fact);
  if (stated('coarser').length > 0 && !fresh.some(isAsExact)) return { claim, finding: 'partly' };
  if (fresh[0] !== undefined) return { claim, finding: 'contradicted', by: fresh[0].text };
  const denied = compared.find(({ mention, found }) => found === 'equal' && mention.stance === 'denied');
  if (denied !== undefined) return { claim, finding: 'contradicted', by: denied.mention.segment.text };
  if (others[0] !== undefined) return { claim, finding: 'echoed', by: others[0].text };
  return { claim, finding: 'missing' };
}

/** Whether a fact is a date of as many parts. */
function compareDetail(wanted: DateParts, stated: Fact): boolean {
  const isOneYear = (date: DateParts) => date.years !== undefined && date.years[0] === date.years[1];
  return (
    stated.kind === 'date' &&
    isOneYear(stated.date) === isOneYear(wanted) &&
    (wanted.month === undefined || stated.date.month !== undefined)
  );
}

/** Parts of a date that stand apart make one: `In 1945, on May 8`. */
function togetherEqual({ fact }: Mention, parts: readonly Mention[]): readonly Mention[] {
  if (fact.kind !== 'date') return [];
  const date = Object.assign({}, ...parts.map((part) => (part.fact.kind === 'date' ? part.fact.date : {})));
  return compareDates(fact.date, date) === 'equal' ? parts : [];
}

/** What is wanted against what is stated; undefined if the two can't be compared. */
function compareFacts(wanted: Fact, stated: Fact): 'equal' | 'coarser' | 'other' | undefined {
  if (wanted.kind === 'date' && stated.kind === 'date') return compareDates(wanted.date, stated.date);
  if (wanted.kind === 'number' && stated.kind === 'number') return compareNumbers(wanted, stated);
  if (wanted.kind === 'date' && stated.kind === 'number') return isYear(wanted, stated) ? 'equal' : undefined;
  if (wanted.kind === 'number' && stated.kind === 'date') return isYear(stated, wanted) ? 'equal' : undefined;
  return undefined;
}

function isYear({ date }: Extract<Fact, { kind: 'date' }>, { value }: NumberFact): boolean {
  return date.month === undefined && date.years?.[0] === value && date.years[1] === value;
}

// In words that fit what is asked.
const SOMEWHAT = 1;
const CLEARLY = 2;
const HEDGED = 0.035;
const CONVERTED = 0.015;
const PARTS_OF_HUNDRED = 100;

function compareNumbers(wanted: NumberFact, stated: NumberFact): 'equal' | 'other' | undefined {
  if (wanted.dimension === stated.dimension || [wanted.dimension, stated.dimension].includes(undefined)) {
    const isOneUnit = wanted.dimension !== stated.dimension || wanted.factor === stated.factor;
    if (isOneUnit) return isRounded(wanted, stated) ? 'equal' : unequal(wanted, stated);
    return isNear(wanted.base, stated.base, wanted.isAbout || stated.isAbout ? HEDGED : CONVERTED) ? 'equal' : 'other';
  }
  if (wanted.dimension === 'degree' || stated.dimension === 'degree')
    return wanted.value === stated.value ? 'equal' : undefined;
  return undefined;
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

const isNear = (one: number, other: number, share: number) =>
  Math.abs(one - other) <= share * Math.max(Math.abs(one), Math.abs(other));

/** Whether another number is of the same things: of one dimension, or of what the request counts. */
function isComparable(claim: Mention, mention: Mention, { request }: Matter): boolean {
  if (claim.fact.kind !== 'number' || mention.fact.kind !== 'number') return true;
  if (claim.fact.dimension !== undefined && claim.fact.dimension === mention.fact.dimension) return true;
  const counted = [...claim.fact.nouns, ...request.stems];
  return mention.fact.nouns.length === 0 || sharedStems(mention.fact.nouns, counted).length > 0;
}

function slotOf({ request, reference }: Matter): readonly string[] {
  return [...new Set([...request.stems, ...reference.stems])];
}

/** How well the words around a fact fit what is asked. */
function fitOf(context: readonly string[], slot: readonly string[]): number {
  const shared = sharedStems(context, slot).length;
  return shared - (context.length - shared) / 2;
}

function isInSlot(context: readonly string[], slot: readonly string[]): boolean {
  return 2 * sharedStems(context, slot).length >= context.length;
}

function compareName(claim: Mention, matter: Matter): FactFinding {
  if (claim.fact.kind !== 'name') return { claim, finding: 'missing' };
  const { words } = claim.fact;
  const { answer, request } = matter;
  const fresh = freshWords(words, request.lower);
  const isWanted = (stated: readonly string[]) =>
    isSameName(words, stated) && !isNamesake(words, stated) && (fresh.length === 0 || isSameName(fresh, stated));
  const named = answer.mentions.flatMap((mention) =>
    mention.fact.kind === 'name' ? [{ mention, stated: mention.fact.words }] : [],
  );
  const stances = [
    ...named.filter(({ stated }) => isWanted(stated)).map(({ mention }) => mention),
    ...mentionsInSmallLetters(words, answer),
  ];
  const asserted = stances.filter((one) => one.stance === 'asserted' && !isMeasure(one));
  const rival = asserted.length > 0 ? betterPlaced(asserted, matter) : rivalOf(claim, matter);
  if (rival !== undefined) return { claim, finding: 'contradicted', by: rival.text };
  if (asserted.length > 0) return { claim, finding: 'met' };
  const namesake = named.find(({ mention, stated }) => isNamesake(words, stated) && mention.stance === 'asserted');
  if (namesake !== undefined) return { claim, finding: 'contradicted', by: namesake.mention.text };
  const denied = stances.find(({ stance }) => stance === 'denied');
  return denied === undefined
    ? { claim, finding: 'missing' }
    : { claim, finding: 'contradicted', by: denied.segment.text };
}

/** Whether a name is only what another is compared with: `larger than Jupiter`. */
function isMeasure({ segment, text }: Placed): boolean {
  return new RegExp(`\\b(?:than|unlike) (?:\\w+ )?${escapePattern(text)}`, 'i').test(segment.text);
}

/** The names that the answer asserts and that neither the request nor the reference has. */
function otherNames({ answer, request, reference }: Matter): readonly Mention[] {
  return answer.mentions.filter(
    ({ fact, stance }) =>
      fact.kind === 'name' && stance === 'asserted' && !isMentioned(fact, reference) && !isMentioned(fact, request),
  );
}

/** Another name where the reference has one that the answer lacks. */
function rivalOf(claim: Mention, matter: Matter): Mention | undefined {
  if (claim.isWeak && !matter.isBare) return undefined;
  const slot = slotOf(matter);
  const others = otherNames(matter);
  const inSlot = others.filter(
    ({ context, isWeak }) => sharedStems(context, slot).length > 0 || (!isWeak && context.length === 0),
  );
  if (matter.isShort) return inSlot[0] ?? others.find(({ isWeak }) => !isWeak);
  return inSlot.find(({ context }) => isInSlot(context, slot));
}

/** Another name as the doer of what is asked, where the wanted one stands elsewhere in the answer. */
function betterPlaced(met: readonly Placed[], matter: Matter): Mention | undefined {
  const slot = slotOf(matter);
  const best = Math.max(...met.map(({ context }) => fitOf(context, slot)));
  return otherNames(matter).find(
    (other) =>
      isDoer(other) &&
      met.every(({ segment }) => segment.start !== other.segment.start) &&
      sharedStems(other.context, slot).length > 0 &&
      fitOf(other.context, slot) >= best + (met.some(isDoer) ? CLEARLY : SOMEWHAT),
  );
}

type Placed = Pick<Mention, 'segment' | 'context' | 'text'>;

/** Whether a name opens its segment, or stands after `by` or a form of `be`. */
function isDoer({ segment, text }: Placed): boolean {
  return new RegExp(`(?:^|\\b(?:by|is|was|were|are|and|but|though|to) )(?:\\w+ )?"?${escapePattern(text)}`, 'i').test(
    segment.text,
  );
}

/** A name that the answer writes without capitals, or that a capital hides in. */
function mentionsInSmallLetters(words: readonly string[], { lower, segments, mentions }: Reading) {
  const pattern = new RegExp(`(?<![\\p{L}\\d])${words.map(escapePattern).join('\\W+')}(?![\\p{L}\\d])`, 'gu');
  return [...lower.matchAll(pattern)].flatMap(({ 0: { length }, index }) => {
    const segment = segments.findLast(({ start }) => start <= index);
    if (segment === undefined) return [];
    const context = mentions.find((one) => one.segment.start === segment.start)?.context ?? [];
    return [
      {
        segment,
        context,
        text: lower.slice(index, index + length),
        stance: stanceOf(segment, { start: index, end: index + length }),
      },
    ];
  });
}

/** The words of a name that a text in lower case lacks; apostrophes don't count. */
function freshWords(words: readonly string[], lower: string): readonly string[] {
  const known = lower.replaceAll("'", '').match(/[\p{L}\d]+/gu) ?? [];
  return words.filter((word) => !known.some((one) => alikeWords(one, word.replaceAll("'", ''))));
}

const alikeWords = (one: string, other: string) => one === other || `${one}s` === other || one === `${other}s`;
const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
