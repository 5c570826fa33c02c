import { fieldsOf, textOf, toText } from '../../../foundation/untyped.ts';
import { finishOf } from '../reply.ts';

/** The whole texts that promptfoo's own providers put in place of an answer. */
const NOTICES =
  /^(?:Content filtered by provider|The generated content was filtered due to triggering Azure OpenAI Service's content filtering system\.|The response was filtered due to the prompt triggering (?:Azure OpenAI|Microsoft)'s content management policy\.(?: Please modify your prompt and retry\.[^\n]{0,160})?)$/;

/**
 * What the platform gave as the reason to hold back the answer of one of promptfoo's providers; undefined if there is an
 * answer. A filter ended the reply, so that a text is half an answer; or `guardrails` are flagged, and the output is empty
 * or the platform's own notice. Some providers flag answers that they deliver.
 *
 * @param response promptfoo's provider response, or the part of it that is known
 */
export function findWithheldResponse(response: unknown): string | undefined {
  const { guardrails, output, isRefusal, finishReason, metadata } = fieldsOf(response);
  const { flagged, flaggedInput, reason } = fieldsOf(guardrails);
  const isFlagged = flagged === true;
  // Without a finish reason, some providers name it in the metadata or as the reason of the guardrails.
  const finishes = [finishReason, fieldsOf(metadata).stopReason, ...(isFlagged ? [reason] : [])];
  const filter = finishes.find((finish) => isOneWord(finish) && finishOf(finish) === 'filter');
  if (filter !== undefined) return textOf(reason) ?? textOf(filter);
  if (!isFlagged) return undefined;
  const text = toText(output ?? '').trim();
  const isNotice = text === '' || text === textOf(reason)?.trim() || NOTICES.test(text);
  // A refusal by the model flags no input.
  const isTurnedAway = isRefusal === true && flaggedInput === true;
  return isNotice || isTurnedAway ? (textOf(reason) ?? 'guardrails') : undefined;
}

const isOneWord = (value: unknown): boolean => typeof value === 'string' && /^[\w-]+$/.test(value);
