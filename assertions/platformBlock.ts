import { excerpt } from '../foundation/excerpt.ts';
import { fieldsOf, textOf, toText } from '../foundation/untyped.ts';
import { readCaseRecord } from '../providers/case/caseRecord.ts';
import type { Verdict } from './judges/judge.ts';
import type { Metric } from './metrics.ts';

/** The whole texts that promptfoo's own providers put in place of an answer. */
const NOTICES =
  /^(?:Content filtered by provider|The generated content was filtered due to triggering Azure OpenAI Service's content filtering system\.|The response was filtered due to the prompt triggering (?:Azure OpenAI|Microsoft)'s content management policy\.(?: Please modify your prompt and retry\.[^\n]{0,160})?)$/;

/**
 * What the platform, not the model, gave as the reason to hold an answer back; undefined if there is an answer. Our
 * provider says so in the case record. For others, promptfoo's `guardrails` must be flagged and the output must be empty or
 * the platform's own notice, because some providers flag answers that they deliver.
 *
 * @param response promptfoo's provider response, or the part of it that is known
 * @throws MetaScError `FILE_UNREADABLE` as `readCaseRecord`
 */
export function findPlatformBlock(response: unknown): string | undefined {
  const { metadata, guardrails, output, isRefusal } = fieldsOf(response);
  const record = readCaseRecord(metadata);
  if (record !== undefined) return record.outcome === 'withheld' ? (record.withheldBy ?? 'withheld') : undefined;
  const { flagged, flaggedInput, reason } = fieldsOf(guardrails);
  if (flagged !== true) return undefined;
  const text = toText(output ?? '').trim();
  const isNotice = text === '' || text === textOf(reason)?.trim() || NOTICES.test(text);
  // A refusal by the model flags no input.
  const isTurnedAway = isRefusal === true && flaggedInput === true;
  return isNotice || isTurnedAway ? (textOf(reason) ?? 'guardrails') : undefined;
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
