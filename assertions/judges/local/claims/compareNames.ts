import { escapePattern } from '../../../../foundation/patternText.ts';
import { contentStems, sharedStems } from './contentWords.ts';
import { RELATES, RELATES_AFTER } from './cues.ts';
import { isNamesake, isSameName } from './names.ts';
import type { Mention, Reading } from './readFacts.ts';
import { freshWords, isMentioned } from './sameFact.ts';
import { isOutcome, isOutranked, stanceOf } from './segments.ts';
import { type FactFinding, fitOf, fitting, isInSlot, type Matter, type Placed, type Slot, slotOf } from './slot.ts';

// How much better another name has to fit what is asked, in words, where the wanted one is no doer, and where it is.
/** Begins what stands against the words before it, or takes their place. */
const TURNS_TO = /^(?:but|however|yet|still|though|since|now|today|instead|then|later)\b/;
const BARELY = 0.5;
const SOMEWHAT = 1;
const CLEARLY = 2;

/** Compares a name of the reference with those that the answer states. */
export function compareName(claim: Mention, matter: Matter): FactFinding {
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
  const asserted = stances.filter((one) => one.stance === 'asserted' && !isMeasure(one, request));
  if (asserted.length > 0) return { claim, ...weigh(asserted, matter) };
  const rival = rivalOf(claim, matter);
  if (rival !== undefined) return { claim, finding: 'contradicted', by: rival.text };
  const namesake = named.find(({ mention, stated }) => isNamesake(words, stated) && mention.stance === 'asserted');
  if (namesake !== undefined) return { claim, finding: 'contradicted', by: namesake.mention.text };
  const denied = stances.find((one) => one.stance === 'denied' && isDenied(one));
  return denied === undefined
    ? { claim, finding: 'missing' }
    : { claim, finding: 'contradicted', by: denied.segment.text };
}

/** Whether the name itself is denied, not what is said of it: `not Leonardo`. */
function isDenied({ segment, text }: Placed): boolean {
  return new RegExp(`(?:\\bnot|n't|\\bnever|\\bnor|\\bneither) (?:\\w+ ){0,2}${escapePattern(text)}`, 'i').test(
    segment.text,
  );
}

/** Whether a name only says something of another: `larger than Jupiter`, `a rival of Frank Gehry`. */
function isMeasure({ segment, text }: Placed, request: Reading): boolean {
  const at = segment.lower.indexOf(text.toLowerCase());
  if (at < 0) return false;
  const [relation] = relates.exec(segment.lower.slice(0, at)) ?? [];
  const isRelated = relation !== undefined && !request.lower.includes(relation);
  return isRelated || relatesAfter.test(segment.lower.slice(at + text.replace(/'s?$/, '').length));
}

const relates = new RegExp(`${RELATES}(?= (?:\\w+ )?$)`);
const relatesAfter = new RegExp(`^${RELATES_AFTER}`);

const BELONGS_TO_A_PEOPLE = /(?:ish|ese|[ei]an|ican|utch|ench|eek|wiss)$/;

/** Whether a name only says what kind of thing another is: `the Dutch painter`. */
const isAttribute = ({ segment, text }: Placed) =>
  BELONGS_TO_A_PEOPLE.test(text) && new RegExp(`${escapePattern(text)} [a-z]`).test(segment.text);

const SYMBOL = /^(?:[A-Z][a-z]?){1,3}$/;

/** Whether a name may be a symbol of what another name says in full: `HCl`, `CHF`. */
const isSymbol = (name: string, full: string) => SYMBOL.test(name) && !SYMBOL.test(full);

/** The names that the answer asserts and that neither the request nor the reference has. */
function otherNames({ answer, request, reference }: Matter): readonly Mention[] {
  return answer.mentions.filter(
    ({ fact, stance }) =>
      fact.kind === 'name' &&
      stance === 'asserted' &&
      !isMentioned(fact, reference) &&
      !isMentioned(fact, request) &&
      !isPartOf(fact.words, request),
  );
}

/** Whether a name only qualifies one that a text has: `Mainland Portugal`, `Portugal`. */
const isPartOf = ([first = '', ...rest]: readonly string[], { lower }: Reading) =>
  QUALIFIES.has(first) && rest.length > 0 && freshWords(rest, lower).length === 0;
const QUALIFIES = new Set([
  'mainland',
  'modern',
  'ancient',
  'continental',
  'central',
  'present-day',
  'today',
  'medieval',
]);

/** Another name where the reference has one that the answer lacks. */
function rivalOf(claim: Mention, matter: Matter): Mention | undefined {
  if (claim.isWeak && !matter.isBare) return undefined;
  const slot = slotOf(matter);
  const others = otherNames(matter).filter((one) => !isAttribute(one) && !isSymbol(one.text, claim.text));
  const inSlot = others.filter((one) => fitting(one, slot) > 0 || (!one.isWeak && one.context.length === 0));
  if (matter.isShort) return inSlot[0] ?? others.find(({ isWeak }) => !isWeak);
  return inSlot.find((one) => isInSlot(one, slot));
}

/** What the answer does with a name that it states, where others stand elsewhere as doers of what is asked, or as the outcome. */
function weigh(met: readonly Placed[], matter: Matter): Omit<FactFinding, 'claim'> {
  const slot = slotOf(matter);
  const best = Math.max(...met.map((one) => fitOf(one, slot)));
  const rivals = otherNames(matter).filter(({ segment }) => met.every((one) => segment.start !== one.segment.start));
  const doers = rivals.filter((other) => isDoer(other) && fitting(other, slot) > 0);
  const lead = (other: Placed) => fitOf(other, slot) - best;
  const enough = met.some(isDoer) ? CLEARLY : SOMEWHAT;
  const isDeedOf = (one: Placed) => isAfterDeed(one, matter.request);
  const better =
    doers.find((other) => lead(other) >= enough) ??
    (met.some(isDeedOf) ? undefined : otherNames(matter).find(isDeedOf));
  if (better !== undefined) return { finding: 'contradicted', by: better.text };
  const isSure = met.some(({ segment }) => isOutcome(segment));
  const isSecond = met.every(({ segment }) => isOutranked(segment)) && !matter.request.segments.some(isOutranked);
  const isLastWord = (other: Mention) =>
    isDoer(other) &&
    TURNS_TO.test(other.segment.lower) &&
    met.every(({ segment }) => segment.start < other.segment.start);
  const contest = isSure
    ? undefined
    : rivals.find(
        (other) =>
          isSecond || isOutcome(other.segment) || (doers.includes(other) && lead(other) >= BARELY) || isLastWord(other),
      );
  const isAside = !isSure && !met.some(isDoer);
  const found = contest ?? (isAside ? otherNames(matter).find((other) => takesPlace(other, met, slot)) : undefined);
  return found === undefined
    ? { finding: 'met', at: met.map(({ segment }) => segment.start) }
    : { finding: 'contested', by: found.text };
}

/** Whether a name stands right after a verb of the request and `by`: `directed by Peter Benchley`. */
function isAfterDeed({ segment, text }: Placed, request: Reading): boolean {
  const before = segment.lower.slice(0, Math.max(0, segment.lower.indexOf(text.toLowerCase())));
  const [, deed] = DEED_BY.exec(before) ?? [];
  return deed !== undefined && sharedStems(contentStems(deed), request.stems).length > 0;
}

const DEED_BY = /([\p{L}]+) by (?:the )?"?$/u;

/** Whether another name opens the one segment that has the wanted one: `The Tisza flows through Budapest and joins the Danube`. */
function takesPlace(other: Mention, met: readonly Placed[], slot: Slot): boolean {
  return (
    met.every(({ segment }) => segment.start === other.segment.start) &&
    new RegExp(`^(?:the )?${escapePattern(other.text)} `, 'i').test(other.segment.text) &&
    fitting(other, slot) > 0
  );
}

/** Whether a name opens its segment, stands after `by` or a form of `be`, or before one. */
function isDoer({ segment, text }: Placed): boolean {
  const at = segment.lower.indexOf(text.toLowerCase());
  return (
    at >= 0 && (BEFORE_DOER.test(segment.lower.slice(0, at)) || AFTER_DOER.test(segment.lower.slice(at + text.length)))
  );
}

const AFTER_DOER = /^ (?:is|was|were|became|served|had|has)\b/;
const BEFORE_DOER = /(?:^|\b(?:by|is|was|were|are|been|be|and|but|though|to) )(?:\w+ )?"?$/;

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
