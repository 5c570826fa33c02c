import { areAlike, contentStems } from './contentWords.ts';
import { RELATES } from './cues.ts';
import type { Reading } from './readFacts.ts';
import { type Segment, stanceOf } from './segments.ts';

/** What an answer takes of two things that the request offers: the reference's, the other one, or both. */
export type Choice = 'same' | 'other' | 'both';

const OFFER = /([\p{L}-]+),? or (?:(?:in|on|at|by|to|the|a|an) )*([\p{L}-]+)/u;
const HEAD_WORDS = 4;
const relates = new RegExp(`${RELATES} (?:\\S+ ){0,3}$`);

/**
 * For a request that offers two things (`in water or in air?`) and a reference that takes one. Undefined where it doesn't, and
 * for an answer that asserts neither.
 */
export function compareChoice(
  texts: Readonly<Record<'request' | 'reference' | 'answer', Reading>>,
): Choice | undefined {
  const offered = OFFER.exec(texts.request.lower)?.slice(1).flatMap(contentStems) ?? [];
  const taken = contentStems(texts.reference.lower).filter((stem) =>
    texts.reference.segments.some((segment) => asserts(segment, stem)),
  );
  const wanted = offered.filter((one) => taken.some((stem) => areAlike(stem, one)));
  if (offered.length !== 2 || wanted.length !== 1) return undefined;
  const choiceIn = (segments: readonly Segment[]): Choice | undefined => {
    const said = offered.filter((stem) => segments.some((segment) => asserts(segment, stem)));
    if (said.length === 2) return 'both';
    return said.length === 0 ? undefined : said[0] === wanted[0] ? 'same' : 'other';
  };
  const head = texts.answer.segments.slice(0, 1).filter(({ lower }) => lower.split(/\s+/).length <= HEAD_WORDS);
  const opening = choiceIn(head);
  return opening === undefined || opening === 'both' ? choiceIn(texts.answer.segments) : opening;
}

const WORD = /[\p{L}\p{N}]+/gu;

function asserts(segment: Segment, stem: string): boolean {
  return [...segment.lower.matchAll(WORD)].some(
    ({ 0: word, index }) =>
      contentStems(word).some((one) => areAlike(one, stem)) &&
      !relates.test(segment.lower.slice(0, index)) &&
      stanceOf(segment, { start: segment.start + index, end: segment.start + index + word.length }) === 'asserted',
  );
}
