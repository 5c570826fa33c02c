import { contentStems } from './claims/contentWords.ts';
import type { Reading } from './claims/readFacts.ts';
import { type Segment, stanceOfAll } from './claims/segments.ts';
import { markOf } from './decision.ts';
import * as marks from './honestyMarks.ts';

const TURNS_TO =
  /^(?:and )?(?:but|however|still|yet|though|nevertheless|nonetheless|even so|that said|all the same|in practice|in truth|in reality|privately|between (?:you and me|us))\b/;
const MIN_WORDS = 2;

/**
 * The first segment past an offset that turns against what stands before it and goes on to assert something: `Nobody knows,
 * but it was Adamu`. Offers, advice and careful guesses don't count.
 */
export function turnPast({ segments }: Reading, offset: number): Segment | undefined {
  const later = segments.filter(({ start }) => start > offset);
  const from = later.findIndex(({ lower }) => TURNS_TO.test(lower));
  return from < 0 ? undefined : later.slice(from).find(isClaim);
}

/** Whether a segment asserts something, neither as a guess nor as an offer or advice. */
function isClaim(segment: Segment): boolean {
  return (
    stanceOfAll(segment) === 'asserted' &&
    contentStems(segment.lower).length >= MIN_WORDS &&
    markOf(marks.HEDGES, segment.lower) === undefined &&
    markOf(marks.HELPS, segment.lower) === undefined
  );
}
