import type { LoopbackReply, ReceivedCall } from '../loopbackServer.ts';

/** What models write that a program may be tempted to tidy up. */
const SHAPES: readonly ((call: number) => string)[] = [
  (call) => `Answer ${call}.`,
  (call) => ` A space before answer ${call}, a line end after it.\n`,
  (call) => `"Answer ${call} in quotes."`,
  (call) => `Here is a better one: **Specification:** answer ${call}`,
  (call) => `Answer ${call}\n\n{{ spec }} {prompt} {criterion} {% raw %} {#`,
  (call) => `“Answer ${call}” – naïve\tand  spaced  `,
  (call) => `- answer ${call};\n- <b>&amp;</b> #}`,
];
const MAX_TOKENS_EVERY = 5;

/** The model's answer to the call of this number, from 0, in order of arrival: no two are equal. */
export function replayAnswer(call: number): string {
  return SHAPES[call % SHAPES.length]?.(call) ?? '';
}

/** The same as a reply; some end at the token limit, but none of those that become the spec. */
export function replayReply({ index, body }: Pick<ReceivedCall, 'index' | 'body'>): LoopbackReply {
  const isCut = index % MAX_TOKENS_EVERY === 0 && body.model !== META_MODEL;
  return { content: replayAnswer(index), finishReason: isCut ? 'length' : 'stop' };
}

/** The models' names in a replay. */
export const MODEL = 'model';
export const META_MODEL = 'meta';
