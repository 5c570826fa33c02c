/** A reply in channels: what each says, in order. */
export interface Channels {
  readonly answers: readonly string[];
  readonly thoughts: readonly string[];
}

/**
 * The beginning of a channel: `<|channel|>analysis<|message|>`, ` to=self<|message|>`, `<|content_thinking|>`. A server
 * may drop `<|message|>`.
 */
const HEADER =
  /<\|channel\|>\s*(?:(\w+)[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>|(analysis|commentary|final))|to=([\w.-]+)\s*<\|message\|>|<\|content_(thinking|text)\|>/g;
const ANSWERING: ReadonlySet<string> = new Set(['final', 'user', 'text']);
const END = /<\|(?:end|return|call|start|channel|eom|eot|end_message|message_model|content_\w+)\|>/;
/** All that may stand before the first header: nothing, or the end of a thought whose header the chat template holds. */
const BEFORE_FIRST = /(?:^|<\|(?:end|eom|eot|end_message|message_model)\|>|<\|start\|>\s*assistant)\s*$/;
/** A header that was cut. */
const CUT_HEADER = /^\s*(?:<\|start\|>\s*assistant\s*)?<\|channel\|>/;

/** What is left of the channels where a server drops special tokens. */
const BARE = /^\s*analysis([\s\S]*?)(?:assistant)?(?:commentary[\s\S]*?)?assistantfinal/;
const BARE_CUT = /^\s*analysis(?=\p{Lu})/u;

/** The channels of a reply. undefined where there are none; an answer may speak of them. */
export function splitChannels(reply: string): Channels | undefined {
  const headers = [...reply.matchAll(HEADER)];
  const [first] = headers;
  if (first !== undefined && BEFORE_FIRST.test(reply.slice(0, first.index))) {
    const channels = headers.map((header) => {
      const content = reply.slice(header.index + header[0].length);
      return {
        isAnswer: ANSWERING.has(header.slice(1).find((name) => name !== undefined) ?? ''),
        content: content.slice(0, END.exec(content)?.index),
      };
    });
    return {
      answers: channels.filter(({ isAnswer }) => isAnswer).map(({ content }) => content),
      thoughts: [
        reply.slice(0, first.index).replace(/<\|\w+\|>|assistant\s*$/g, ''),
        ...channels.filter(({ isAnswer }) => !isAnswer).map(({ content }) => content),
      ],
    };
  }
  if (CUT_HEADER.test(reply)) return { answers: [], thoughts: [reply] };
  // Without its last word, the pattern would search a long reply over and over.
  const bare = reply.includes('assistantfinal') ? BARE.exec(reply) : null;
  if (bare !== null) return { answers: [reply.slice(bare[0].length)], thoughts: [bare[1] ?? ''] };
  return BARE_CUT.test(reply) ? { answers: [], thoughts: [reply] } : undefined;
}
