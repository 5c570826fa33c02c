import { contentStems, sharedStems, withoutStems } from './contentWords.ts';
import { isMentioned } from './sameFact.ts';
import { type Segment, stanceOfAll } from './segments.ts';
import type { FactFinding, Matter } from './slot.ts';

const HEAD_WORDS = 4;

/**
 * A segment without anything of the reference that may be the reply in place of those that have some: the answer opens with
 * it and it is no more than a phrase with a fact of the kind (`Fifty-two, though the flag has fifty stars`), or, where the
 * reference is of words alone, it takes up as many of the request's words.
 */
export function findContest(matter: Matter, facts: readonly FactFinding[]): Segment | undefined {
  const { answer, request, reference } = matter;
  const asked = contentStems(request.lower);
  const added = withoutStems(reference.stems, asked);
  const met = new Set(facts.flatMap(({ at = [] }) => at));
  const holds = ({ start, lower }: Segment) => met.has(start) || sharedStems(added, contentStems(lower)).length > 0;
  const taken = ({ lower }: Segment) => sharedStems(asked, contentStems(lower)).length;
  const holding = answer.segments.filter(holds);
  if (holding.length === 0) return undefined;
  const best = Math.max(...holding.map(taken));
  const states = (segment: Segment) =>
    answer.mentions.some(
      ({ fact, stance, segment: { start } }) =>
        start === segment.start &&
        stance === 'asserted' &&
        facts.some(({ claim }) => claim.fact.kind === fact.kind) &&
        !isMentioned(fact, reference) &&
        !isMentioned(fact, request),
    );
  const leadsIn = ({ end }: Segment) => answer.text.slice(end).startsWith(':');
  const others = answer.segments.filter((one) => stanceOfAll(one) === 'asserted' && !holds(one) && !leadsIn(one));
  const hasOwnWord = ({ lower }: Segment) =>
    sharedStems(contentStems(lower), [...asked, ...reference.stems]).length < contentStems(lower).length;
  const isOther = (one: Segment) => states(one) || (facts.length === 0 && hasOwnWord(one));
  const isHead = (one: Segment) => one.start === 0 && one.lower.split(/\s+/).length <= HEAD_WORDS && isOther(one);
  const isBetter = (one: Segment) => facts.length === 0 && taken(one) > 0 && taken(one) >= best;
  return others.find((one) => isHead(one) || isBetter(one));
}
