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
 * Marks that models put around thoughts: tags such as `<think>`, `[THINK]`, `◁think▷` and `<|START_THINKING|>`, whatever
 * their brackets. The name decides.
 */
const THOUGHT =
  '(?:seed:|ant)?(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratchpad|inner[ _-]?monologue)(?:[ _-]?process)?';
const MARKS = [
  // <think>, </think>, with attributes; also in full-width or angle look-alikes
  { open: `[<＜〈⟨](${THOUGHT})(?:\\s[^<>]*)?[>＞〉⟩]`, close: `[<＜〈⟨]\\s*/(${THOUGHT})\\s*[>＞〉⟩]` },
  { open: `\\[(${THOUGHT})\\]`, close: `\\[/(${THOUGHT})\\]` },
  { open: `◁(${THOUGHT})▷`, close: `◁/(${THOUGHT})▷` },
  { open: `<\\|(?:start|begin)[ _]?(?:of[ _])?(${THOUGHT})\\|>`, close: `<\\|end[ _]?(?:of[ _])?(${THOUGHT})\\|>` },
  { open: `<\\|(${THOUGHT})\\|>`, close: `<\\|/(${THOUGHT})\\|>` },
  { open: `<\\|channel>\\s*(${THOUGHT})`, close: '<channel\\|>' },
] as const;

const OPEN = MARKS.map(({ open }) => open).join('|');
const CLOSE = MARKS.map(({ close }) => close).join('|');
/** An opening mark counts at the start of a line only: in a line, it is talk about thoughts. */
const OPEN_AT_LINE = new RegExp(`(?:^|\\n)[ \\t]*(?:${OPEN})`, 'iu');
const ANY_MARK = new RegExp(`(?<open>${OPEN})|(?<close>${CLOSE})`, 'giu');

/** Marks around the answer that follows a thought. */
const ANSWER_MARKS =
  /^\s*(?:<(?:answer|response|final[ _]?answer|output)>|<\|(?:start|begin)[ _]?(?:of[ _])?(?:response|solution|answer)\|>|\[BEGIN FINAL RESPONSE\])|(?:<\/(?:answer|response|final[ _]?answer|output)>|<\|end[ _]?(?:of[ _])?(?:response|solution|answer)\|>|\[END FINAL RESPONSE\])\s*$/giu;

/** What begins an answer and stands in no other text: all before it is thought, marked or not. */
const ANSWER_BEGINS =
  /(?:^|\n)[ \t]*(?=\[BEGIN FINAL RESPONSE\]|<\|(?:start|begin)[ _]?(?:of[ _])?(?:response|solution|answer)\|>)|^\s*here(?:'s| is) my (?:thought|thinking|reasoning) process:[\s\S]*?\n\s*here(?:'s| is) my (?:response|answer):/i;

/**
 * Takes the thoughts out of a reply: marked ones at the start of the reply or of a line outside code blocks, all before an
 * end mark whose opening mark the chat template swallowed or before a mark that begins the answer, and every channel but
 * the final one.
 *
 * Of a reply without thoughts, the text comes back as it is.
 */
export function withoutReasoning(reply: string): WithoutReasoning {
  return splitChannels(reply) ?? splitMarks(reply);
}

function splitMarks(reply: string): WithoutReasoning {
  const thoughts: string[] = [];
  let rest = reply;
  const headless = findHeadlessEnd(rest);
  if (headless !== undefined) {
    thoughts.push(rest.slice(0, headless.start));
    rest = rest.slice(headless.end);
  }
  for (let open = findOpening(rest); open !== undefined; open = findOpening(rest)) {
    const end = findEnd(rest, open.end);
    thoughts.push(rest.slice(open.end, end?.start));
    rest = rest.slice(0, open.start) + (end === undefined ? '' : rest.slice(end.end));
    if (end === undefined) return toResult(rest, thoughts, true);
  }
  const begin = ANSWER_BEGINS.exec(rest);
  if (begin !== null && !isInCode(rest, begin.index)) {
    const start = begin.index + begin[0].length;
    return toResult(rest.slice(start), [...thoughts, rest.slice(0, start)], false);
  }
  return thoughts.length === 0 ? { text: reply, isOpen: false } : toResult(rest, thoughts, false);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The last end mark that no opening mark precedes, if it comes before any opening mark. */
function findHeadlessEnd(text: string): Span | undefined {
  let found: Span | undefined;
  for (const mark of text.matchAll(ANY_MARK)) {
    if (mark.groups?.open !== undefined) return found;
    if (!isInCode(text, mark.index)) found = { start: mark.index, end: mark.index + mark[0].length };
  }
  return found;
}

function findOpening(text: string): Span | undefined {
  for (let from = 0; from < text.length; ) {
    const mark = OPEN_AT_LINE.exec(text.slice(from));
    if (mark === null) return undefined;
    const start = from + mark.index;
    const end = start + mark[0].length;
    // Only at the very start does `from` hide that a line goes on before it.
    const isAtLine = from === 0 || mark[0].startsWith('\n') || text[start - 1] === '\n';
    if (isAtLine && !isInCode(text, end)) return { start, end };
    from = end;
  }
  return undefined;
}

/** The end mark that closes a thought; thoughts may be nested. */
function findEnd(text: string, from: number): Span | undefined {
  let depth = 1;
  let last: Span | undefined;
  for (const mark of text.slice(from).matchAll(ANY_MARK)) {
    const isClose = mark.groups?.open === undefined;
    depth += isClose ? -1 : 1;
    if (isClose) last = { start: from + mark.index, end: from + mark.index + mark[0].length };
    if (depth === 0) return last;
  }
  // A nested mark that was only talk must not hide the end.
  return last;
}

const isInCode = (text: string, at: number) => (text.slice(0, at).match(/^[ \t]*(?:```|~~~)/gm) ?? []).length % 2 === 1;

const CHANNEL = /<\|channel\|>\s*(\w+)[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>/g;
const CHANNEL_END = /<\|(?:end|return|call|start|channel)\|>/;
/** What is left of the channels where a server drops special tokens. */
const BARE_CHANNELS = /^\s*analysis([\s\S]*?)(?:assistant)?(?:commentary[\s\S]*?)?assistantfinal/;

/** Channels as gpt-oss writes them. undefined where there are none. */
function splitChannels(reply: string): WithoutReasoning | undefined {
  const channels = [...reply.matchAll(CHANNEL)].map((mark) => {
    const content = reply.slice(mark.index + mark[0].length);
    const end = CHANNEL_END.exec(content)?.index;
    return { name: mark[1] ?? '', content: content.slice(0, end) };
  });
  if (channels.length > 0) {
    const final = channels.filter(({ name }) => name === 'final').map(({ content }) => content);
    const others = channels.filter(({ name }) => name !== 'final').map(({ content }) => content);
    return toResult(final.join('\n\n'), others, final.length === 0);
  }
  // Without its last word, the pattern would search a long reply over and over.
  const bare = reply.includes('assistantfinal') ? BARE_CHANNELS.exec(reply) : null;
  return bare === null ? undefined : toResult(reply.slice(bare[0].length), [bare[1] ?? ''], false);
}

function toResult(rest: string, thoughts: readonly string[], isOpen: boolean): WithoutReasoning {
  const reasoning = thoughts
    .map((thought) => thought.trim())
    .filter((thought) => thought !== '')
    .join('\n\n');
  const text = rest.trim().replace(ANSWER_MARKS, '').trim();
  return { text, ...(reasoning === '' ? {} : { reasoning }), isOpen };
}
