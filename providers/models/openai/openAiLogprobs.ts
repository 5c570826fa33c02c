import { fieldsOf, numberOf } from '../../../foundation/untyped.ts';
import type { TokenLogprob } from '../chatModel.ts';

/** Servers round, so listed probabilities may add up to slightly more than 1. */
const MAX_SUM = 1.01;

/**
 * The likeliest tokens at a reply's first position that isn't white space, the likeliest first: the listed ones, and the
 * actual token if the list lacks it. Undefined if the list is missing or malformed, as it is on some servers that call
 * themselves compatible.
 *
 * @param content a choice's `logprobs.content`
 */
export function readFirstToken(content: unknown): readonly TokenLogprob[] | undefined {
  if (!Array.isArray(content)) return undefined;
  const place: unknown = content.find((entry) => isTokenLogprob(entry) && entry.token.trim() !== '');
  // A malformed entry before it may have been the first position.
  if (!isTokenLogprob(place) || !content.slice(0, content.indexOf(place)).every(isTokenLogprob)) return undefined;
  const listed = fieldsOf(place).top_logprobs;
  if (!Array.isArray(listed) || !listed.every(isTokenLogprob)) return undefined;
  const all = listed.some(({ token }) => token === place.token) ? listed : [...listed, place];
  if (all.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0) > MAX_SUM) return undefined;
  return all
    .map(({ token, logprob }) => ({ token, logprob: Math.min(logprob, 0) }))
    .sort((a, b) => b.logprob - a.logprob);
}

function isTokenLogprob(entry: unknown): entry is TokenLogprob {
  const { token, logprob } = fieldsOf(entry);
  return typeof token === 'string' && numberOf(logprob) !== undefined;
}
