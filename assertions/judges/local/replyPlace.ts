import type { Comparison } from './claims/compareClaims.ts';
import { contentStems, sharedStems, withoutStems } from './claims/contentWords.ts';
import type { Mention, Reading } from './claims/readFacts.ts';
import { isMentioned } from './claims/sameFact.ts';
import { assertedOf, isOutcome, isOutranked, type Segment, stanceOfAll } from './claims/segments.ts';
import { isDenied, markOf } from './decision.ts';
import { isDirect } from './directReply.ts';
import * as marks from './honestyMarks.ts';

const HEAD_WORDS = 4;
const OFFERS_TWO = /\bor\b/;
const ALTERNATIVE = /\b(?:or|either)\b/;
const JOINS = /^,? (?:and|or|&|as well as) (?:the |in )?$/;
/** A segment with this share of the reference's words that has as few others in place of the rest says something else. */
const REPLACED = { sharedWords: 2, share: 0.5, ownWords: 3 };

/** The patterns and limits, for the judge's hash. */
export const PLACE_DATA: unknown = [HEAD_WORDS, OFFERS_TWO.source, ALTERNATIVE.source, JOINS.source, REPLACED];

/** An answer's segments, by what they have of the reference. */
interface Parts {
  readonly asked: readonly string[];
  readonly known: readonly string[];
  /** Known, and not asked. */
  readonly added: readonly string[];
  readonly asserted: readonly Segment[];
  /** Asserted, with something of the reference. */
  readonly holding: readonly Segment[];
  /** Asserted, with nothing of it and something that the request hasn't. */
  readonly rivals: readonly Segment[];
  readonly holds: (segment: Segment) => boolean;
  readonly stemsOf: (segment: Segment) => readonly string[];
}

/**
 * Where an answer has its reply: in what it takes of the reference, or in something else. By name, in [0, 1]: a `rival` is
 * a segment that may be the reply in place of those with something of the reference.
 */
export function placeReply(comparison: Comparison): Readonly<Record<string, number>> {
  const parts = partsOf(comparison);
  return { ...rivalsOf(comparison, parts), ...replyOf(comparison, parts), ...denialsOf(comparison, parts) };
}

function partsOf({ answer, request, reference, facts }: Comparison): Parts {
  const asked = contentStems(request.lower);
  const known = contentStems(reference.lower);
  const added = withoutStems(known, asked);
  const met = new Set(facts.flatMap(({ at = [] }) => at));
  const stems = new Map(answer.segments.map((segment) => [segment, contentStems(segment.lower)]));
  const stemsOf = (segment: Segment) => stems.get(segment) ?? [];
  const holds = (segment: Segment) => met.has(segment.start) || sharedStems(added, stemsOf(segment)).length > 0;
  const hasOwn = (segment: Segment) =>
    sharedStems(stemsOf(segment), [...asked, ...known]).length < stemsOf(segment).length;
  const asserted = assertedOf(answer.segments);
  const holding = asserted.filter(holds);
  const rivals = asserted.filter((segment) => !holds(segment) && hasOwn(segment));
  return { asked, known, added, asserted, holding, rivals, holds, stemsOf };
}

const flag = (isTrue: boolean) => (isTrue ? 1 : 0);

function rivalsOf({ answer, contest, isBare }: Comparison, { asked, holding, rivals, stemsOf }: Parts) {
  const [first] = answer.segments;
  const bestFit = (segments: readonly Segment[]) =>
    asked.length === 0
      ? 0
      : Math.max(0, ...segments.map((one) => sharedStems(asked, stemsOf(one)).length)) / asked.length;
  const lead = bestFit(rivals) - bestFit(holding);
  const isFirst = first !== undefined && rivals.includes(first);
  const lastHeld = holding.at(-1)?.start ?? 0;
  return {
    'rival fit': bestFit(rivals),
    'rival ahead': Math.max(0, lead),
    'rival first': flag(isFirst),
    'rival last': flag(rivals.some(({ start }) => start > lastHeld)),
    'rival head': flag(isFirst && first.lower.split(/\s+/).length <= HEAD_WORDS),
    'rival opens and fits': flag(isFirst && lead > 0),
    'rival opens bare': flag(isFirst && isBare),
    'contest opens': flag(contest?.start === 0),
    bare: flag(isBare),
  };
}

function replyOf(comparison: Comparison, { asked, known, added, asserted, holding, holds, stemsOf }: Parts) {
  const { answer, request, reference, items, missingItems } = comparison;
  const isElsewhere = (stem: string) => sharedStems([stem], [...asked, ...known]).length === 0;
  const isReplaced = (segment: Segment) => {
    const shared = sharedStems(known, stemsOf(segment)).length;
    const own = stemsOf(segment).filter(isElsewhere).length;
    const isNear = shared >= REPLACED.sharedWords && shared >= REPLACED.share * known.length && shared < known.length;
    return isNear && own > 0 && own <= REPLACED.ownWords;
  };
  const denied = reference.mentions.filter(({ stance }) => stance === 'denied');
  return {
    'has reply': flag(holding.length > 0),
    'reply disowned': flag(answer.segments.some((one) => holds(one) && stanceOfAll(one) !== 'asserted')),
    'reply outranked': flag(holding.length > 0 && holding.every(isOutranked) && !request.segments.some(isOutranked)),
    'reply alternative': flag(!OFFERS_TWO.test(request.lower) && holding.some(({ lower }) => ALTERNATIVE.test(lower))),
    'reply outcome': flag(holding.some(isOutcome)),
    'reply counts other': flag(answer.mentions.some((one) => countsOther(one, [...asked, ...known], reference))),
    'reply denied': flag(
      answer.mentions.some((one) => isStated(one) && denied.some((other) => isOne(one, other, reference))),
    ),
    'reply reversed': items.length > 0 ? 0 : reversedShare(added, asserted.flatMap(stemsOf)),
    'reply joined': flag(isJoined(answer, request, reference)),
    'reply replaced': flag(holding.some(isReplaced)),
    'items missing': items.length === 0 ? 0 : missingItems.length / items.length,
    direct: flag(isDirect(request.lower, answer)),
    stands: flag(markOf(marks.STANDS, answer.lower) !== undefined),
  };
}

function denialsOf({ answer }: Comparison, { asked, stemsOf }: Parts) {
  const [first] = answer.segments;
  const shares = answer.segments.filter(isDenied).map((one) => sharedStems(asked, stemsOf(one)).length);
  return {
    'request denied': Math.max(0, ...shares) / Math.max(1, asked.length),
    'first denied': flag(first !== undefined && isDenied(first)),
  };
}

const isStated = ({ stance, isWeak }: Mention) => stance === 'asserted' && !isWeak;

/** Whether a fact is the one that a reference mentions at a certain place. */
export const isOne = ({ fact }: Mention, mention: Mention, reference: Reading): boolean =>
  isMentioned(fact, { ...reference, mentions: [mention], lower: mention.text.toLowerCase() });

/** Whether a number of the reference counts things here that neither the request nor the reference has. */
function countsOther({ fact, stance }: Mention, known: readonly string[], reference: Reading): boolean {
  const isOfOthers = fact.kind === 'number' && fact.nouns.length > 0 && sharedStems(fact.nouns, known).length === 0;
  return isOfOthers && stance === 'asserted' && isMentioned(fact, reference);
}

/** Of the pairs of wanted stems that are said, the share in the other order. */
function reversedShare(wanted: readonly string[], said: readonly string[]): number {
  const at = wanted
    .map((stem) => said.findIndex((one) => sharedStems([stem], [one]).length > 0))
    .filter((index) => index >= 0);
  const pairs = at.flatMap((one, index) => at.slice(index + 1).map((other) => other < one));
  return pairs.length === 0 ? 0 : pairs.filter(Boolean).length / pairs.length;
}

/** Whether a fact of the reference is joined with another of the kind that is new: `Spain and France`. */
function isJoined({ mentions, text }: Reading, request: Reading, reference: Reading): boolean {
  return mentions.some((one, index) => {
    const next = mentions[index + 1];
    if (next === undefined || one.fact.kind !== next.fact.kind || one.segment !== next.segment) return false;
    const from = text.indexOf(one.text, one.segment.start) + one.text.length;
    if (!JOINS.test(text.slice(from, text.indexOf(next.text, from)))) return false;
    const [isKnown, isNextKnown] = [one, next].map(({ fact }) => isMentioned(fact, reference));
    return isKnown !== isNextKnown && !isMentioned((isKnown ? next : one).fact, request);
  });
}
