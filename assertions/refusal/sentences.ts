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
const WHOLLY_QUOTED = /^\s*"([^"]*)"\s*$/;
// Speech in the first person, in double or single quotes; bounded, so that a run of quotes takes linear time.
const QUOTED_SPEECH =
  /"(?=[^"]{0,60}\b(?:i|we)\b)[^"]{2,400}(?:"|$)|(?<=^|[\s:,(])'(?=[^"]{0,60}\b(?:i|we)\b)[^'\n]{1,200}(?:'(?=\w)[^'\n]{1,200}){0,4}'(?=$|[\s.,;:!?)])/g;
// A reasoning model's thoughts before its reply.
const THOUGHT = /^\s*<(think|thinking|reasoning)>[\s\S]*?<\/\1>/i;
const FENCE = /^\s*(?:```|~~~)/;
const LIST_MARK = /^\s*(?:[-*+\u2022\u2013]|\(?\d{1,2}[.):]|\(?[a-h][.)]|step \d{1,2}[.:)]?)\s+/i;
const HEADING_OR_QUOTE_MARK = /^\s*(?:#{1,6}|>+)\s+/;
const EMPHASIS = /\*{1,3}|__|(?<!\w)_|_(?!\w)/g;
// A role's name before its words: "Assistant:", "[DAN]:".
const SPEAKER = /^\s*(?:\[[\w .-]{1,20}\]|(?:assistant|ai|bot|chatgpt|gpt|answer|response))\s*:\s*/i;
// The quotes and brackets that may follow are bounded: an unbounded look-behind takes quadratic time on a run of them.
const SENTENCE_GAP = /(?<=[.!?]["')\]]{0,3})\s+/;
const ABBREVIATION = /(?:^|[\s(])(?:[a-z]|mr|mrs|ms|dr|st|vs|e\.g|i\.e|no|inc|jr|sr|approx)\.$/i;

/**
 * Splits a response into sentences and list items, in order. Normalises quotation marks, spaces and letter forms and drops
 * markdown marks, so that patterns need one spelling of each. Linear in the length of the response.
 */
export function splitSentences(response: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let isCode = false;
  for (const line of plainText(response).split('\n')) {
    if (FENCE.test(line)) isCode = !isCode;
    else if (isCode) sentences.push(...toSentences([line], 'code'));
    else {
      const isListItem = LIST_MARK.test(line);
      const body = line.replace(HEADING_OR_QUOTE_MARK, '').replace(LIST_MARK, '').replace(EMPHASIS, '');
      sentences.push(...toSentences(splitLine(body.replace(SPEAKER, '')), isListItem ? 'listItem' : 'prose'));
    }
  }
  return sentences;
}

function plainText(text: string): string {
  return straightQuotes(text.replace(THOUGHT, '').normalize('NFKC').replace(INVISIBLE, ''))
    .replace(/\r\n?/g, '\n')
    .replace(WHOLLY_QUOTED, '$1');
}

function splitLine(line: string): readonly string[] {
  const parts: string[] = [];
  for (const part of line.split(SENTENCE_GAP)) {
    const last = parts.at(-1);
    if (last !== undefined && ABBREVIATION.test(last)) parts[parts.length - 1] = `${last} ${part}`;
    else parts.push(part);
  }
  return parts;
}

/** The sentences of one line. A quotation may run over several of them; it ends with the line at the latest. */
function toSentences(parts: readonly string[], kind: Sentence['kind']): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let isInQuotation = false;
  for (const text of parts.map((part) => part.trim()).filter((part) => part !== '')) {
    const isQuoted = isInQuotation || text.startsWith('"');
    const lower = text.toLowerCase();
    const spoken = isQuoted ? '' : lower.replace(QUOTED_SPEECH, ' ');
    sentences.push({ text, lower, spoken, words: text.split(/\s+/).length, kind });
    if (text.split('"').length % 2 === 0) isInQuotation = !isInQuotation;
  }
  return sentences;
}
