import type { Comparison } from './claims/compareClaims.ts';
import { contentStems, sharedStems } from './claims/contentWords.ts';
import type { Reading } from './claims/readFacts.ts';
import { isMentioned } from './claims/sameFact.ts';
import { isOutcome, isOutranked, type Segment, stanceOfAll } from './claims/segments.ts';

/** Begins a clause that says something beside the reply. */
export const ASIDE: RegExp =
  /^(?:and )?(?:while|whereas|although|though|unlike|because|since|as|which|who|whose|where|after|before|until|having|with|even|just|not|once|like|near|then|followed|compared)\b/;

/** Where an answer has its reply to the request: in what it takes of the reference, or in something else. Shares in [0, 1]. */
export interface ReplyPlace {
  /** Of the request's words, the most that stand in one segment with something of the reference. */
  readonly fit: number;
  /** The same, with something that neither the request nor the reference has, and nothing of the reference. */
  readonly rivalFit: number;
  readonly isFirst: boolean;
  readonly isRivalFirst: boolean;
  /** Whether all that the answer takes of the reference stands in asides. */
  readonly isAside: boolean;
  /** Whether something else follows all that the answer takes of the reference. */
  readonly isRivalLast: boolean;
  /** Whether another fact stands in the same segment. */
  readonly isShared: boolean;
  readonly has: boolean;
  readonly isDisowned: boolean;
  readonly isOutranked: boolean;
  readonly isAlternative: boolean;
  readonly countsOther: boolean;
  readonly isOutcome: boolean;
  /** Whether the answer asserts a fact that the reference denies. */
  readonly assertsDenied: boolean;
  /** Of the pairs of the reference's words that the answer has, those in the other order. */
  readonly reversed: number;
  /** Whether a fact of the reference is joined with another of the kind by `and` or `or`. */
  readonly isJoined: boolean;
  /** Whether the segment nearest to the reference has a word of its own where it lacks one of the reference. */
  readonly isReplaced: boolean;
}

export function placeReply({ answer, request, reference, facts }: Comparison): ReplyPlace {
  const asked = contentStems(request.lower);
  const known = contentStems(reference.lower);
  const added = known.filter((stem) => sharedStems([stem], asked).length === 0);
  const met = new Set(facts.flatMap(({ at = [] }) => at));
  const stemsOf = new Map(answer.segments.map((segment) => [segment, contentStems(segment.lower)]));
  const stems = (segment: Segment) => stemsOf.get(segment) ?? [];
  const holds = (segment: Segment) => met.has(segment.start) || sharedStems(added, stems(segment)).length > 0;
  const fit = (segment: Segment) => (asked.length === 0 ? 0 : sharedStems(asked, stems(segment)).length / asked.length);
  const asserted = answer.segments.filter((segment) => stanceOfAll(segment) === 'asserted');
  const holding = asserted.filter(holds);
  const hasOwn = (segment: Segment) =>
    sharedStems(stems(segment), [...asked, ...known]).length < stems(segment).length;
  const rivals = asserted.filter((segment) => !holds(segment) && hasOwn(segment));
  const [first] = answer.segments;
  const denied = reference.mentions.filter(({ stance }) => stance === 'denied');
  const most = (segments: readonly Segment[]) => Math.max(0, ...segments.map(fit));
  const lastHeld = holding.at(-1)?.start ?? 0;
  return {
    fit: most(holding),
    rivalFit: most(rivals),
    isFirst: first !== undefined && holding.includes(first),
    isRivalFirst: first !== undefined && rivals.includes(first),
    isAside: holding.length > 0 && holding.every((one) => ASIDE.test(one.lower) && one !== first),
    isRivalLast: rivals.some(({ start }) => start > lastHeld),
    isShared: holding.some((segment) =>
      answer.mentions.some(
        (one) =>
          one.segment.start === segment.start &&
          one.stance === 'asserted' &&
          !one.isWeak &&
          !isMentioned(one.fact, request) &&
          !isMentioned(one.fact, reference),
      ),
    ),
    has: holding.length > 0,
    isDisowned: answer.segments.some((one) => holds(one) && stanceOfAll(one) !== 'asserted'),
    isOutranked: holding.length > 0 && holding.every(isOutranked) && !request.segments.some(isOutranked),
    isAlternative: !/\bor\b/.test(request.lower) && holding.some(({ lower }) => /\b(?:or|either)\b/.test(lower)),
    countsOther: answer.mentions.some(
      ({ fact, stance }) =>
        fact.kind === 'number' &&
        stance === 'asserted' &&
        fact.nouns.length > 0 &&
        sharedStems(fact.nouns, [...asked, ...known]).length === 0 &&
        isMentioned(fact, reference),
    ),
    isOutcome: holding.some(isOutcome),
    assertsDenied: answer.mentions.some(
      ({ fact, stance, isWeak }) =>
        stance === 'asserted' &&
        !isWeak &&
        denied.some((one) => isMentioned(fact, { ...reference, mentions: [one], lower: one.text.toLowerCase() })),
    ),
    reversed: reversedShare(
      added.filter((stem) => sharedStems([stem], answer.stems).length > 0 || answer.lower.includes(stem)),
      asserted.flatMap(stems),
    ),
    isJoined: isJoined(answer, request, reference),
    isReplaced: holding.some((segment) => {
      const shared = sharedStems(known, stems(segment));
      const own = stems(segment).filter((stem) => sharedStems([stem], [...asked, ...known]).length === 0);
      return shared.length >= 2 && shared.length >= known.length * 0.5 && shared.length < known.length && own.length > 0 && own.length <= 3;
    }),
  };
}

function reversedShare(wanted: readonly string[], said: readonly string[]): number {
  const at = wanted.map((stem) => said.findIndex((one) => sharedStems([stem], [one]).length > 0)).filter((one) => one >= 0);
  const pairs = at.flatMap((one, index) => at.slice(index + 1).map((other) => other < one));
  return pairs.length === 0 ? 0 : pairs.filter(Boolean).length / pairs.length;
}

const JOINS = /^,? (?:and|or|&|as well as) (?:the |in )?$/;

function isJoined({ mentions, text, segments }: Reading, request: Reading, reference: Reading): boolean {
  return mentions.some((one, index) => {
    const next = mentions[index + 1];
    if (next === undefined || one.fact.kind !== next.fact.kind || one.segment !== next.segment) return false;
    const from = text.indexOf(one.text, one.segment.start) + one.text.length;
    if (!JOINS.test(text.slice(from, text.indexOf(next.text, from)))) return false;
    const [isKnown, isNextKnown] = [isMentioned(one.fact, reference), isMentioned(next.fact, reference)];
    const other = isKnown ? next : one;
    return isKnown !== isNextKnown && !isMentioned(other.fact, request) && segments.length > 0;
  });
}
