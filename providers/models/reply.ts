import { fieldsOf, numberOf } from '../../foundation/untyped.ts';
import type { ChatReply, Finish, Usage } from './chatModel.ts';
import { withoutReasoning } from './reasoning.ts';

/** A reply as a server or library gave it, before anybody trusts it. */
export interface RawReply {
  /** A text, content parts, one part, or nothing. */
  readonly content: unknown;
  /** Where thoughts stand apart from the content: texts, parts or objects that hold them. */
  readonly reasoning?: readonly unknown[];
  /** The model's own refusal, where it stands apart. */
  readonly refusal?: unknown;
  readonly toolCalls?: unknown;
  /** The reason for which the reply ended, in any server's words. */
  readonly finish?: unknown;
  /** What the platform's filter says: an object of categories, or words. */
  readonly filter?: unknown;
  readonly usage?: Usage;
}

/** What a reply says, whoever gave it. */
export type ParsedReply = Omit<ChatReply, 'latencyMs' | 'firstToken' | 'warnings'>;

/**
 * The reply contract's one parser. The text is what the user would read: no thought, no half answer that a filter or an
 * error broke off. Never throws: what makes no sense is `failed`, with the reason.
 */
export function parseReply(raw: RawReply): ParsedReply {
  const usage = raw.usage ?? { promptTokens: 0, completionTokens: 0 };
  const finish = finishOf(raw.finish);
  const parts = readParts(raw.content);
  const split = withoutReasoning(parts.texts.join('\n'), { isCut: finish === 'length' });
  const { text, isOpen } = split;
  const reasoning = [...(raw.reasoning ?? []).flatMap(thoughtsIn), ...parts.thoughts, split.reasoning ?? '']
    .map((thought) => thought.trim())
    .filter((thought, index, all) => thought !== '' && all.indexOf(thought) === index)
    .join('\n\n');
  const base = { finish, usage, ...(reasoning === '' ? {} : { reasoning }) };

  const withheldBy = filterWords(raw.filter) ?? (finish === 'filter' ? String(raw.finish) : undefined);
  if (withheldBy !== undefined) return { ...base, outcome: 'withheld', text: '', withheldBy };
  if (finish === 'error') {
    return { ...base, outcome: 'failed', text: '', failure: `the reply broke off (finish: ${String(raw.finish)})` };
  }
  const calls = Array.isArray(raw.toolCalls) ? raw.toolCalls.length > 0 : fieldsOf(raw.toolCalls).name !== undefined;
  if (calls) return { ...base, outcome: 'tool-call', text, toolCalls: raw.toolCalls };
  if (text.trim() !== '') return { ...base, outcome: 'answered', text };
  const refusal = [raw.refusal, ...parts.refusals].find((words) => typeof words === 'string' && words.trim() !== '');
  if (typeof refusal === 'string') return { ...base, outcome: 'refused', text: refusal };
  if (finish === 'length') return { ...base, outcome: 'cut', text: '' };
  if (isOpen) return { ...base, outcome: 'failed', text: '', failure: 'the reply was a thought without an end' };
  if (reasoning !== '') return { ...base, outcome: 'failed', text: '', failure: 'the reply was a thought, no answer' };
  return { ...base, outcome: 'failed', text: '', failure: 'the reply was empty' };
}

const FINISHES: readonly (readonly [Finish, RegExp])[] = [
  ['stop', /^(?:stop|end_?turn|end|eos|stop_?sequence|complete[d]?|done|finished)$/],
  ['length', /^(?:length|max_?(?:output_?)?tokens|model_?length|incomplete|model_context_window_exceeded)$/],
  ['tool', /tool|function/],
  ['error', /error|fail|cancel|abort|overload|insufficient_system_resource/],
  [
    'filter',
    /filter|safety|blocked|blocklist|prohibited|sensitive|guardrail|recitation|spii|policy|moderation|refus|intervened/,
  ],
];

/** The reason for which a reply ended, from any server's words for it. */
export function finishOf(reason: unknown): Finish {
  if (typeof reason !== 'string') return 'other';
  return FINISHES.find(([, pattern]) => pattern.test(reason.toLowerCase()))?.[0] ?? 'other';
}

/** The categories of a filter's report that it acted on; words as they are. undefined where it did nothing. */
function filterWords(filter: unknown): string | undefined {
  if (typeof filter === 'string') return filter === '' ? undefined : filter;
  const acted = Object.entries(fieldsOf(filter)).filter(([, report]) => {
    const { filtered, blocked } = fieldsOf(report);
    return filtered === true || blocked === true;
  });
  return acted.length === 0 ? undefined : acted.map(([category]) => category).join(', ');
}

interface Parts {
  readonly texts: readonly string[];
  readonly thoughts: readonly string[];
  readonly refusals: readonly string[];
}

const NO_PARTS: Parts = { texts: [], thoughts: [], refusals: [] };
const THOUGHT_TYPE = /think|thought|reason|summary/i;

/** The texts of content in any form: a text, a part, or a list of either. */
function readParts(content: unknown): Parts {
  if (typeof content === 'string') return { ...NO_PARTS, texts: [content] };
  if (Array.isArray(content)) {
    const all = content.map(readParts);
    return {
      texts: all.flatMap(({ texts }) => texts),
      thoughts: all.flatMap(({ thoughts }) => thoughts),
      refusals: all.flatMap(({ refusals }) => refusals),
    };
  }
  const part = fieldsOf(content);
  const type = typeof part.type === 'string' ? part.type : '';
  if (THOUGHT_TYPE.test(type) || part.thought === true) return { ...NO_PARTS, thoughts: thoughtsIn(part) };
  if (type === 'refusal' || typeof part.refusal === 'string') {
    return typeof part.refusal === 'string' ? { ...NO_PARTS, refusals: [part.refusal] } : NO_PARTS;
  }
  const inner = part.text ?? part.content ?? part.parts ?? part.value ?? part.output_text;
  return inner === undefined || inner === null ? NO_PARTS : readParts(inner);
}

/** Every text in a value that holds thoughts, whatever its form. */
function thoughtsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(thoughtsIn);
  const { thinking, text, reasoning, reasoning_content, summary, content, value: inner } = fieldsOf(value);
  return [thinking, text, reasoning, reasoning_content, summary, content, inner].flatMap((part) =>
    part === undefined || part === null ? [] : thoughtsIn(part),
  );
}

/**
 * Token counts and cost in any server's field names, numbers or numeric texts. What is missing or no number counts as 0;
 * a cost that is missing stays unknown.
 */
export function readUsage(usage: unknown): Usage {
  const fields = fieldsOf(usage);
  const details = fieldsOf(fields.completion_tokens_details ?? fields.output_tokens_details);
  const reasoningTokens = toCount(details.reasoning_tokens ?? fields.reasoning_tokens);
  const costUsd = toCount(fields.cost ?? fields.total_cost ?? fields.cost_usd);
  return {
    promptTokens: toCount(fields.prompt_tokens ?? fields.input_tokens) ?? 0,
    completionTokens: toCount(fields.completion_tokens ?? fields.output_tokens) ?? 0,
    ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}

function toCount(value: unknown): number | undefined {
  const number = numberOf(typeof value === 'string' && value.trim() !== '' ? Number(value) : value);
  return number !== undefined && number >= 0 ? number : undefined;
}
