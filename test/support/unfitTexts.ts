import { fieldsOf } from '../../foundation/untyped.ts';
import type { OddPhase } from './oddModes.ts';

/** A call to a server, and what came back. */
export interface Exchange {
  readonly phase: OddPhase;
  readonly messages: readonly { readonly content: unknown }[];
  /** 0 if the connection was closed without an answer. */
  readonly status: number;
  readonly body: string;
  /** Whether the connection broke off in the body. */
  readonly isTorn: boolean;
}

type Unfit = 'thought' | 'half' | 'error';

/** What of a server's replies is no answer. */
export interface UnfitTexts {
  /** The kinds of them that stand in these texts. */
  kindsIn(texts: unknown): readonly Unfit[];
  /** The kind, if the last reply held another verdict than this, or none that could count. */
  kindOfVerdict(last: Exchange, score: number): Unfit | undefined;
}

/** So many words in a row are no coincidence. */
const GRAM_WORDS = 4;

/**
 * Learns from the replies themselves what is no answer, without any knowledge of marks: what stands around the text that
 * the plain model gives in that phase, in fields of thoughts, in errors, and in replies that a filter or an error ended.
 *
 * @param plain the exchanges of a model that answers plainly
 */
export function findUnfitTexts(plain: readonly Exchange[], all: readonly Exchange[]): UnfitTexts {
  const plainTexts = Map.groupBy(
    plain.flatMap((exchange) =>
      readReply(exchange).flatMap(({ kind, text }) =>
        kind === undefined ? [{ phase: exchange.phase, words: wordsOf(text) }] : [],
      ),
    ),
    ({ phase }) => phase,
  );
  const known = plain.flatMap(({ messages, body }) => [...messages.map(({ content }) => content), body]);
  const knownGrams = new Set(known.flatMap((text) => gramsOf(wordsOf(String(text)))));
  const unfit = all.flatMap((exchange) =>
    readReply(exchange).flatMap(({ kind, text }) => {
      const words = wordsOf(text);
      if (kind !== undefined) return [{ kind, words }];
      const answer = plainTexts.get(exchange.phase)?.find((one) => words.includes(one.words))?.words;
      if (answer !== undefined) return words.split(answer).map((rest) => ({ kind: 'thought' as const, words: rest }));
      return /^\s*(?:[<＜◁〈⟨]|\[\p{L})/u.test(text) ? [{ kind: 'thought' as const, words }] : [];
    }),
  );
  const kindOfGram = new Map(unfit.flatMap(({ kind, words }) => gramsOf(words).map((gram) => [gram, kind] as const)));
  for (const gram of knownGrams) kindOfGram.delete(gram);

  return {
    kindsIn(texts) {
      const grams = leavesOf(texts)
        .filter((text) => !text.startsWith('[withheld by the platform: '))
        .flatMap((text) => gramsOf(wordsOf(text)));
      return [...new Set(grams.flatMap((gram) => kindOfGram.get(gram) ?? []))];
    },
    kindOfVerdict(last, score) {
      const replies = readReply(last);
      const spoilt = replies.find(({ kind }) => kind === 'half' || kind === 'error');
      if (spoilt !== undefined) return spoilt.kind;
      const text = replies.map(({ kind, text }) => (kind === undefined ? text : '')).join('\n');
      return lastScoreIn(text, last.phase) === score ? undefined : 'thought';
    },
  };
}

/** The last level that a judge states, or the last word of a guard model, as a score. */
function lastScoreIn(text: string, phase: OddPhase): number | undefined {
  const last = (pattern: RegExp) => [...text.matchAll(pattern)].at(-1)?.[1]?.toLowerCase();
  if (phase === 'guard') return { safe: 1, unsafe: 0 }[last(/\b(safe|unsafe)\b/gi) ?? ''];
  const level = last(/level\\?"?\s*:\s*\\?"?([1-5])/g);
  return level === undefined ? undefined : (Number(level) - 1) / 4;
}

interface ReplyText {
  /** Undefined for what may be an answer, or hold one. */
  readonly kind: Unfit | undefined;
  readonly text: string;
}

const WHOLE = /^(?:stop|length|eos|end_turn|max_tokens|tool_calls|function_call)$/;
const THOUGHT_NAME = /think|thought|reason/i;

/** The texts of a reply. */
function readReply({ status, body, isTorn }: Exchange): readonly ReplyText[] {
  const all = (kind: Unfit, value: unknown) => leavesOf(value).map((text) => ({ kind, text }));
  const values = body
    .split(/\n(?=data:)|\n\n/)
    .map((line) => tryJson(line.replace(/^data:/, '')))
    .filter((value) => value !== undefined);
  if (isTorn || values.length === 0) return all(status < 300 && !/^\s*</.test(body) ? 'half' : 'error', body);
  return values.flatMap((value) => {
    const { choices, error } = fieldsOf(value);
    if (!Array.isArray(choices) || choices.length === 0 || error || status >= 300) return all('error', value);
    return choices.flatMap((choice) => {
      const { finish_reason: finish, content_filter_results: filter, message, delta, text } = fieldsOf(choice);
      if (fieldsOf(choice).error) return all('error', choice);
      const isWhole = typeof finish !== 'string' || WHOLE.test(finish);
      const isHalf = !isWhole || /"(?:filtered|blocked)":true/.test(JSON.stringify(filter ?? {}));
      return textsIn(message ?? delta ?? text).map((one) => (isHalf ? { ...one, kind: 'half' as const } : one));
    });
  });
}

/** The texts of a message, those in fields and parts of thoughts apart. */
function textsIn(value: unknown, isThought = false): readonly ReplyText[] {
  if (typeof value === 'string') return [{ kind: isThought ? 'thought' : undefined, text: value }];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, isThought));
  const { type, thought, role: _, ...fields } = fieldsOf(value);
  const inThought = isThought || thought === true || THOUGHT_NAME.test(String(type));
  return Object.entries(fields).flatMap(([name, field]) => textsIn(field, inThought || THOUGHT_NAME.test(name)));
}

function leavesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}

/** In small letters, with a space between them and around all; a call's nonce left out. */
function wordsOf(text: string): string {
  const words =
    text
      .replace(/\b[0-9a-f]{20}\b/g, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return ` ${words.join(' ')} `;
}

function gramsOf(words: string): readonly string[] {
  const all = words.trim().split(' ');
  return Array.from({ length: Math.max(0, all.length - GRAM_WORDS + 1) }, (_, start) =>
    all.slice(start, start + GRAM_WORDS).join(' '),
  );
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
