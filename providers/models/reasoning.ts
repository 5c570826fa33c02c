import { splitChannels } from './channels.ts';
import { ANSWER_BEGINS, ANSWER_MARKS, ANY_MARK, IS_HEADING, IS_VAGUE, LEAD_INS } from './thoughtMarks.ts';

/** A reply's text without the model's thoughts. */
export interface WithoutReasoning {
  /** What the user would read. */
  readonly text: string;
  /** The thoughts, in order, a blank line between them. */
  readonly reasoning?: string;
  /** Whether the last thought has no end: what follows its mark is all thought, so there is no text after it. */
  readonly isOpen: boolean;
}

/**
 * Takes the thoughts out of a reply: marked ones at the start of the reply or of a line outside code, all before an end
 * mark whose opening mark the chat template swallowed or before a mark that begins the answer, and every channel but the
 * final one.
 *
 * Of a reply without thoughts, the text comes back as it is.
 *
 * @param options `isCut`: the reply was cut at its token limit, so that a thought may lack its end
 */
export function withoutReasoning(
  reply: string,
  { isCut = false }: { readonly isCut?: boolean } = {},
): WithoutReasoning {
  const channels = splitChannels(reply);
  if (channels !== undefined) {
    const { answers, thoughts } = channels;
    return toResult(answers.join('\n\n'), thoughts, answers.length === 0);
  }
  const { rest, thoughts, isOpen } = takeMarked(reply, isCut);
  if (isOpen) return toResult(rest, thoughts, true);
  const leading = takeLeading(rest);
  if (leading !== undefined) return toResult(leading.rest, [...thoughts, leading.thought], leading.isOpen);
  return thoughts.length === 0 ? { text: reply, isOpen: false } : toResult(rest, thoughts, false);
}

/** The thought before a phrase or mark that begins the answer. */
function takeLeading(
  text: string,
): { readonly rest: string; readonly thought: string; readonly isOpen: boolean } | undefined {
  for (const { open, answer, isThoughtAlone } of LEAD_INS) {
    const begin = open.exec(text);
    if (begin === null) continue;
    const end = answer.exec(text.slice(begin[0].length));
    if (end === null && !isThoughtAlone) continue;
    const at = end === null ? text.length : begin[0].length + end.index;
    return { thought: text.slice(0, at), rest: text.slice(at + (end?.[0].length ?? 0)), isOpen: end === null };
  }
  const begin = ANSWER_BEGINS.exec(text);
  if (begin === null || createCodeFinder(text)(begin.index)) return undefined;
  const at = begin.index + begin[0].length;
  return { thought: text.slice(0, at), rest: text.slice(at), isOpen: false };
}

interface Mark {
  readonly start: number;
  readonly end: number;
  readonly isOpen: boolean;
  readonly words: string;
}

interface Taken {
  readonly rest: string;
  readonly thoughts: readonly string[];
  readonly isOpen: boolean;
}

/** One pass over all marks: what lies between those of a thought is taken out. */
function takeMarked(text: string, isCut: boolean): Taken {
  const marks = findMarks(text);
  if (marks.length === 0) return { rest: text, thoughts: [], isOpen: false };
  const thoughts: string[] = [];
  const kept: string[] = [];
  let from = 0;
  const isInCode = createCodeFinder(text);
  const headless = findHeadlessEnd(marks, isInCode);
  if (headless !== undefined) {
    thoughts.push(text.slice(0, headless.start));
    from = headless.end;
  }
  /** Whether nothing but white space is left before it, on its line or at all. */
  let isBlank = true;
  let isLineBlank = true;
  for (let index = 0; index < marks.length; index += 1) {
    const mark = marks[index] as Mark;
    if (!mark.isOpen || mark.start < from) continue;
    const before = text.slice(from, mark.start);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    const beginsLine: boolean = line.trim() === '' && (isLineBlank || line !== before);
    const beginsReply = isBlank && before.trim() === '';
    if (!beginsLine || (IS_VAGUE.test(mark.words) && !beginsReply) || isInCode(mark.start, from)) continue;
    const end = findEnd(marks, { index, text, isCut });
    if (end === undefined && IS_HEADING.test(mark.words)) continue;
    thoughts.push(text.slice(mark.end, end?.start));
    kept.push(before.replace(/\n?[ \t]*$/, ''));
    isBlank &&= before.trim() === '';
    isLineBlank = beginsLine;
    if (end === undefined) return { rest: kept.join(''), thoughts, isOpen: true };
    from = end.end;
  }
  return { rest: kept.join('') + text.slice(from), thoughts, isOpen: false };
}

/** The marks outside inline code and quotes, in which an answer speaks of them. */
function findMarks(text: string): readonly Mark[] {
  return [...text.matchAll(ANY_MARK)]
    .map(({ 0: words, index, groups }) => ({
      start: index,
      end: index + words.length,
      isOpen: groups?.open !== undefined,
      words,
    }))
    .filter((mark) => !isQuoted(text, mark));
}

const QUOTES: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '‘': '’', '«': '»' };
/** Longer stretches of inline code are not looked for. */
const MAX_CODE_CHARS = 200;

function isQuoted(text: string, { start, end }: Mark): boolean {
  if (start > 0 && QUOTES[text[start - 1] ?? ''] === text[end]) return true;
  const before = text.slice(Math.max(0, start - MAX_CODE_CHARS), start);
  const ticks = before.slice(before.lastIndexOf('\n') + 1).match(/`+/g) ?? [];
  return ticks.length % 2 === 1 && /^[^\n]*`/.test(text.slice(end, end + MAX_CODE_CHARS));
}

/** The last end mark that no opening mark precedes, if it comes before any opening mark. */
function findHeadlessEnd(marks: readonly Mark[], isInCode: (at: number) => boolean): Mark | undefined {
  const first = marks.findIndex(({ isOpen }) => isOpen);
  return marks.slice(0, first === -1 ? marks.length : first).findLast(({ start }) => !isInCode(start));
}

interface OpenThought {
  /** Of its opening mark. */
  readonly index: number;
  readonly text: string;
  readonly isCut: boolean;
}

/** The end mark that closes a thought; thoughts may be nested. */
function findEnd(marks: readonly Mark[], { index, text, isCut }: OpenThought): Mark | undefined {
  let depth = 1;
  /** The depth if marks in the middle of a line are talk. */
  let depthOfLines = 1;
  let last: Mark | undefined;
  for (let at = index + 1; at < marks.length; at += 1) {
    const mark = marks[at] as Mark;
    depth += mark.isOpen ? 1 : -1;
    if (!mark.isOpen) {
      last = mark;
      depthOfLines -= 1;
    } else if (/(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, mark.start - 40), mark.start))) depthOfLines += 1;
    if (depth === 0) return last;
  }
  // A nested mark that was only talk must not hide the end; one that has no end of its own must.
  return isCut || depthOfLines > 0 ? undefined : last;
}

/** Whether a position is in a code block; blocks that begin before `from` don't count. */
function createCodeFinder(text: string): (at: number, from?: number) => boolean {
  const fences = [...text.matchAll(/^[ \t]*(?:```|~~~)/gm)].map(({ index }) => index);
  return (at, from = 0) => fences.filter((fence) => fence >= from && fence < at).length % 2 === 1;
}

function toResult(rest: string, thoughts: readonly string[], isOpen: boolean): WithoutReasoning {
  const reasoning = thoughts
    .map((thought) => thought.trim())
    .filter((thought) => thought !== '')
    .join('\n\n');
  const text = rest.trim().replace(ANSWER_MARKS, '').trim();
  return { text, ...(reasoning === '' ? {} : { reasoning }), isOpen };
}
