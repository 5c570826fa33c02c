import { sharedStems } from './contentWords.ts';
import { compareDates, type DateParts } from './dates.ts';
import type { Fact, Mention } from './readFacts.ts';
import { compareValues, isMentioned } from './sameFact.ts';
import { isHead, isOutcome } from './segments.ts';
import { type FactFinding, fitOf, fitting, isInSlot, type Matter, slotOf } from './slot.ts';
import { unitAt } from './units.ts';

/** Compares a date or number of the reference with those that the answer states. */
export function compareAmount(claim: Mention, matter: Matter): FactFinding {
  const { answer, request, reference } = matter;
  const wanted = inAskedUnit(claim.fact, request.lower);
  const compared = answer.mentions.map((mention) => ({ mention, found: compareValues(wanted, mention.fact) }));
  const stated = (kind: string) =>
    compared
      .filter(({ mention, found }) => found === kind && mention.stance === 'asserted')
      .map(({ mention }) => mention);
  const equal = [...stated('equal'), ...togetherEqual(claim, stated('coarser'))];
  const isKnown = ({ fact }: Mention) =>
    reference.mentions.some((one) =>
      ['equal', 'coarser'].includes(compareValues(inAskedUnit(one.fact, request.lower), fact) ?? ''),
    );
  const others = stated('other').filter(
    (mention) => !mention.isWeak && !isOperand(mention) && !isKnown(mention) && isComparable(claim, mention, matter),
  );
  const fresh = others.filter(({ fact }) => !isMentioned(fact, request));
  if (equal.length > 0) return { claim, ...weigh(equal, fresh, matter) };
  const isAsExact = ({ fact }: Mention) => claim.fact.kind !== 'date' || compareDetail(claim.fact.date, fact);
  const isDay = ({ fact }: Mention) => fact.kind === 'date' && fact.date.day !== undefined;
  if (stated('coarser').some(isDay) || (stated('coarser').length > 0 && !fresh.some(isAsExact)))
    return { claim, finding: 'partly' };
  if (fresh[0] !== undefined) return { claim, finding: 'contradicted', by: fresh[0].text };
  const denied = compared.find(({ mention, found }) => found === 'equal' && mention.stance === 'denied');
  if (denied !== undefined) return { claim, finding: 'contradicted', by: denied.mention.segment.text };
  if (others[0] !== undefined) return { claim, finding: 'echoed', by: others[0].text };
  return { claim, finding: 'missing' };
}

const ASKED_UNIT = /\bhow many( .*)/s;

/** A bare number counts what the request asks for: `128` to `How many bits …?`. */
function inAskedUnit(fact: Fact, request: string): Fact {
  if (fact.kind !== 'number' || fact.dimension !== undefined || fact.isOrdinal || fact.nouns.length > 0) return fact;
  const unit = unitAt(ASKED_UNIT.exec(request)?.[1] ?? '');
  if (unit === undefined) return fact;
  const { dimension, factor, offset } = unit;
  return { ...fact, dimension, factor, base: fact.value * factor + offset };
}

/** What the answer does with a fact that it states, and states others of the kind beside. */
function weigh(equal: readonly Mention[], others: readonly Mention[], matter: Matter): Omit<FactFinding, 'claim'> {
  const slot = slotOf(matter);
  const miscounted = equal.every((one) => countsOther(one, matter))
    ? others.find((one) => countsAsked(one, matter))
    : undefined;
  if (miscounted !== undefined) return { finding: 'contradicted', by: miscounted.text };
  if (equal.some(({ segment }) => isHead(segment)))
    return { finding: 'met', at: equal.map(({ segment }) => segment.start) };
  const best = Math.max(...equal.map((one) => fitOf(one, slot)));
  const isApart = ({ segment }: Mention) => equal.every((one) => one.segment.start !== segment.start);
  const isRival = (one: Mention) => fitting(one, slot) > 0 && isInSlot(one, slot);
  const rivals = others.filter((one) => isApart(one) && isRival(one));
  const better = rivals.find((one) => fitOf(one, slot) > best);
  if (better !== undefined) return { finding: 'contradicted', by: better.text };
  const outcome = equal.some(({ segment }) => isOutcome(segment))
    ? undefined
    : others.find(({ segment }) => isOutcome(segment));
  const opens = others.find((one) => isApart(one) && one.segment.start === 0 && fitOf(one, slot) >= best);
  const alike = outcome ?? opens ?? rivals.find((one) => fitOf(one, slot) === best);
  return alike === undefined
    ? { finding: 'met', at: equal.map(({ segment }) => segment.start) }
    : { finding: 'contested', by: alike.text };
}

const isOperand = ({ fact }: Mention) => fact.kind === 'number' && fact.isOperand;
const nounsOf = ({ fact }: Mention) => (fact.kind === 'number' ? fact.nouns : []);
const countsAsked = (one: Mention, { request }: Matter) => sharedStems(nounsOf(one), request.stems).length > 0;
const countsOther = (one: Mention, matter: Matter) => nounsOf(one).length > 0 && !countsAsked(one, matter);

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

/** Whether another number is of the same things: of one dimension, or of what the request counts. */
function isComparable(claim: Mention, mention: Mention, { request }: Matter): boolean {
  if (claim.fact.kind !== 'number' || mention.fact.kind !== 'number') return true;
  if (claim.fact.dimension !== undefined && claim.fact.dimension === mention.fact.dimension) return true;
  const counted = [...claim.fact.nouns, ...request.stems];
  return mention.fact.nouns.length === 0 || sharedStems(mention.fact.nouns, counted).length > 0;
}
