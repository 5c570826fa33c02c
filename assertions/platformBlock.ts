import { excerpt } from '../foundation/excerpt.ts';
import { fieldsOf } from '../foundation/untyped.ts';
import { readCaseRecord } from '../providers/case/caseRecord.ts';
import { findWithheldResponse } from '../providers/models/promptfoo/withheldResponse.ts';
import type { Verdict } from './judges/judge.ts';
import type { Metric } from './metrics.ts';

/**
 * What the platform, not the model, gave as the reason to hold an answer back; undefined if there is an answer. Our
 * provider says so in the case record; for others, see `findWithheldResponse`.
 *
 * @param response promptfoo's provider response, or the part of it that is known
 * @throws MetaScError `FILE_UNREADABLE` as `readCaseRecord`
 */
export function findPlatformBlock(response: unknown): string | undefined {
  const record = readCaseRecord(fieldsOf(response).metadata);
  if (record === undefined) return findWithheldResponse(response);
  return record.outcome === 'withheld' ? (record.withheldBy ?? 'withheld') : undefined;
}

const MAX_WORDS_CHARS = 200;

/** The verdict on an answer that the platform held back. No judge is asked. */
export function judgeBlocked(
  { name, title = name, withheld }: Pick<Metric, 'name' | 'withheld'> & Partial<Pick<Metric, 'title'>>,
  withheldBy: string,
): Verdict {
  const blocked = `blocked by the platform (${excerpt(withheldBy, MAX_WORDS_CHARS)})`;
  const details = { decidedBy: 'platform' } as const;
  if (withheld === undefined) {
    return { outcome: 'unscored', reason: `${blocked}: there is no answer to score`, details };
  }
  const passing = title.toLowerCase();
  return {
    outcome: 'scored',
    score: withheld,
    reason: `${withheld === 1 ? passing : `not ${passing}`}: ${blocked}`,
    details,
  };
}
