import { straightQuotes } from '../../foundation/patternText.ts';

/** One sentence or list item of a response. */
export interface Sentence {
  /** Without markdown and in plain quotes; never empty. */
  readonly text: string;
  /** The same in lower case, for patterns. */
  readonly lower: string;
  /** The same without quoted speech; empty if it begins inside a quotation. */
  readonly spoken: string;
  readonly words: number;
  /** `listItem`: of a numbered or bulleted list. `code`: a line of a code block. */
  readonly kind: 'prose' | 'listItem' | 'code';
}

const INVISIBLE = /[\u00AD\u200B-\u200F\u2060\uFEFF]/g;
const WHOLLY_JSON = /^\s*(?:```(?:json)?\s*)?(\{[\s\S]*\})\s*(?:```\s*)?$/;
const BEYOND_ASCII = /[^\0-\x7F]/;
// Short enough for a reply in quotation marks; a longer one is a text that was asked for.
const WHOLLY_QUOTED = /^\s*"([^"]{0,150})"\s*$/;
// Bounded, so that a run of quotes takes linear time.
const QUOTATION = /"[^"]{2,400}(?:"|$)/g;
const FIRST_PERSON = /^[^"]{0,60}\b(?:i|we)\b/;
// Speech in the first person in single quotes.
const QUOTED_SPEECH =
  /(?<=^|[\s:,(])'(?=[^"]{0,60}\b(?:i|we)\b)[^'\n]{1,200}(?:'(?=\w)[^'\n]{1,200}){0,4}'(?=$|[\s.,;:!?)])/g;
// A word or two in quotes with which a sentence begins: not a speech.
const QUOTED_WORDS = /^"[^"]{1,30}" \w/;
// A reasoning model's thoughts before its reply.
const THOUGHT = /^\s*<(think|thinking|reasoning)>[\s\S]*?<\/\1>/i;
// What may be a fence, the mark of an item, a heading or a quotation.
const MAY_BE_MARKED = /^\s*(?:[^\s\w"']|\d|[a-h][.)]|step )/i;
const FENCE = /^\s*(?:```|~~~)/;
const LIST_MARK = /^\s*(?:[-*+\u2022\u2013]|\(?\d{1,2}[.):]|\(?[a-h][.)]|step \d{1,2}[.:)]?)\s+/i;
const HEADING_OR_QUOTE_MARK = /^\s*(?:#{1,6}|>+)\s+/;
const EMPHASIS = /\*{1,3}|__|(?<!\w)_|_(?!\w)/g;
// A role's name before its words: "Assistant:", "[DAN]:".
const SPEAKER = /^\s*(?:\[[\w .-]{1,20}\]|(?:assistant|ai|bot|chatgpt|gpt|answer|response))\s*:\s*/i;
// A line of a dialogue: "Master: Another, Jeeves."
const SCRIPT_LINE = /^\s*\*{0,2}[A-Z][\w.'-]{0,20}(?: [A-Z][\w.'-]{0,20})?\*{0,2}:\*{0,2} +\S/;
const ROLE = /^\s*\*{0,2}(?:assistant|ai|bot|chatgpt|gpt|answer|response|user|human|system|note|warning|reason)\b/i;
// The quotes and brackets that may follow are bounded: an unbounded look-behind takes quadratic time on a run of them.
const SENTENCE_GAP = /(?<=[.!?]["')\]]{0,3})\s+/;
const ABBREVIATION = /(?:^|[\s(])(?:[a-z]|mr|mrs|ms|dr|st|vs|e\.g|i\.e|no|inc|jr|sr|approx)\.$/i;

/** With its stop. */
const LONGEST_ABBREVIATION = 'approx.'.length;

/**
 * Splits a response into sentences and list items, in order. Normalises quotation marks, spaces and letter forms and drops
 * markdown marks, so that patterns need one spelling of each. Linear in the length of the response.
 */
export function splitSentences(response: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let isCode = false;
  const lines = plainText(response).split('\n');
  const isScript = isDialogue(lines);
  for (const line of lines) {
    const isMarked = MAY_BE_MARKED.test(line);
    if (isMarked && FENCE.test(line)) isCode = !isCode;
    else if (isCode) sentences.push(...toSentences([line], 'code'));
    else {
      const kind = isMarked && LIST_MARK.test(line) ? 'listItem' : 'prose';
      const body = isMarked ? line.replace(HEADING_OR_QUOTE_MARK, '').replace(LIST_MARK, '') : line;
      const isSpeech = isScript && SCRIPT_LINE.test(line);
      sentences.push(...toSentences(splitLine(withoutEmphasis(body).replace(SPEAKER, '')), kind, isSpeech));
    }
  }
  return sentences;
}

/** Whether at least two lines, and half of all, are a person's words behind a name. */
function isDialogue(lines: readonly string[]): boolean {
  const spoken = lines.filter((line) => line.includes(':') && SCRIPT_LINE.test(line) && !ROLE.test(line)).length;
  return spoken >= 2 && spoken * 2 >= lines.filter((line) => line.trim() !== '').length;
}

function withoutEmphasis(line: string): string {
  return line.includes('*') || line.includes('_') ? line.replace(EMPHASIS, '') : line;
}

function plainText(text: string): string {
  const reply = valuesOf(text.replace(THOUGHT, ''));
  const letters = BEYOND_ASCII.test(reply) ? straightQuotes(reply.normalize('NFKC').replace(INVISIBLE, '')) : reply;
  return letters.replace(/\r\n?/g, '\n').replace(WHOLLY_QUOTED, '$1');
}

/** The texts of a reply that is one JSON object, each on a line behind its key; any other reply as it is. */
function valuesOf(reply: string): string {
  const [, json] = WHOLLY_JSON.exec(reply) ?? [];
  if (json === undefined) return reply;
  try {
    const entries = Object.entries(JSON.parse(json));
    return entries
      .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join('\n');
  } catch {
    return reply;
  }
}

function splitLine(line: string): readonly string[] {
  const parts: string[] = [];
  for (const part of line.split(SENTENCE_GAP)) {
    const last = parts.at(-1);
    if (last !== undefined && ABBREVIATION.test(last.slice(-LONGEST_ABBREVIATION - 1)))
      parts[parts.length - 1] = `${last} ${part}`;
    else parts.push(part);
  }
  return parts;
}

/** Without what somebody says in the first person in quotes. */
function withoutSpeech(lower: string): string {
  const isSpeech = (quotation: string) => FIRST_PERSON.test(quotation.slice(1));
  const spoken = lower.includes('"') ? lower.replace(QUOTATION, (one) => (isSpeech(one) ? ' ' : one)) : lower;
  return spoken.includes("'") ? spoken.replace(QUOTED_SPEECH, ' ') : spoken;
}

/** One more than the runs of white space inside the text. */
function countWords(text: string): number {
  let words = 1;
  let wasSpace = false;
  for (let at = 0; at < text.length; at += 1) {
    const isSpace = isWhiteSpace(text.charCodeAt(at));
    if (isSpace && !wasSpace) words += 1;
    wasSpace = isSpace;
  }
  return words;
}

function isWhiteSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return /\s/.test(String.fromCharCode(code));
}

function countQuotes(text: string): number {
  let quotes = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes;
}

/** The sentences of one line. A quotation may run over several of them; it ends with the line at the latest. @param isSpeech of a person in a dialogue */
function toSentences(parts: readonly string[], kind: Sentence['kind'], isSpeech = false): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let isInQuotation = false;
  for (const text of parts.map((part) => part.trim()).filter((part) => part !== '')) {
    const isQuoted = isSpeech || isInQuotation || (text.startsWith('"') && !QUOTED_WORDS.test(text));
    const lower = text.toLowerCase();
    const spoken = isQuoted ? '' : withoutSpeech(lower);
    sentences.push({ text, lower, spoken, words: countWords(text), kind });
    if (countQuotes(text) % 2 === 1) isInQuotation = !isInQuotation;
  }
  return sentences;
}
