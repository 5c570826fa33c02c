import type { Reading } from './claims/readFacts.ts';

const ASKS_WHY = /\bwhy\b|\bhow come\b/;
const ASKS_AMOUNT =
  /\bhow (?:many|much|long|far|old|often|tall|high|big)\b|\bwhen\b|\bwhat (?:year|date|time)\b|\bwhich (?:year|date|day|chapter)\b/;
const ASKS_NAME = /\b(?:who|whom|whose|where|which|what)\b/;
const GIVES_REASON = /^(?:\w+ ){0,3}?(?:because|since|due to|owing to|in order to|to)\b/;
const FIRST_SENTENCE = /^.*?(?:[.!?:](?=\s|$)|$)/s;

/** The patterns, for the judge's hash. */
export const DIRECT_DATA: unknown = [ASKS_WHY, ASKS_AMOUNT, ASKS_NAME, GIVES_REASON, FIRST_SENTENCE].map(String);

/** Whether the first sentence gives what the request asks for, and so takes for granted what it presumes: a reason, an amount, a
 * name. */
export function isDirect(request: string, answer: Reading): boolean {
  if (ASKS_WHY.test(request)) return GIVES_REASON.test(answer.lower);
  const end = FIRST_SENTENCE.exec(answer.lower)?.[0].length ?? 0;
  const kinds = answer.mentions
    .filter(({ stance, segment, isWeak }) => stance === 'asserted' && !isWeak && segment.start < end)
    .map(({ fact }) => fact.kind);
  if (ASKS_AMOUNT.test(request)) return kinds.some((kind) => kind !== 'name');
  return ASKS_NAME.test(request) && kinds.includes('name');
}
