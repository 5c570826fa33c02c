import type { ProviderResponse } from 'promptfoo';
import { fieldsOf, textOf, toText } from '../../../foundation/untyped.ts';
import type { RawReply } from '../reply.ts';

/**
 * A provider's response as a reply. promptfoo's own providers put thoughts before the answer, after the word `Thinking:`,
 * and may keep the server's whole reply beside it.
 */
export function toRawReply(response: ProviderResponse): RawReply {
  const { output, raw, tokenUsage, cost, finishReason, isRefusal, guardrails } = response;
  const { choices } = fieldsOf(typeof raw === 'string' && raw.trimStart().startsWith('{') ? tryJson(raw) : raw);
  const message = fieldsOf(fieldsOf(Array.isArray(choices) ? choices[0] : undefined).message);
  const thought = textOf(message.reasoning_content) ?? textOf(message.reasoning);
  const { text, thoughts } = splitThinking(output, thought);
  const isFlagged = guardrails?.flagged === true;
  const reasoningTokens = tokenUsage?.completionDetails?.reasoning;
  return {
    content: isRefusal ? undefined : text,
    reasoning: [thought, thoughts],
    refusal: isRefusal ? text : message.refusal,
    toolCalls: isToolCalls(output) ? output : (message.tool_calls ?? message.function_call),
    finish: finishReason,
    filter: isFlagged ? (guardrails?.reason ?? 'guardrails') : undefined,
    usage: {
      promptTokens: tokenUsage?.prompt ?? 0,
      completionTokens: tokenUsage?.completion ?? 0,
      ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
      ...(cost === undefined ? {} : { costUsd: cost }),
    },
  };
}

/** The output, if it is no text: structured output, a tool call, parts. */
export const structuredOutput = ({ output }: ProviderResponse): unknown =>
  typeof output === 'string' || output === null ? undefined : output;

/** Whether the answer has parts that no text says: an image, a sound, a document. */
export function hasOtherParts({ output, audio, images, video }: ProviderResponse): boolean {
  if (audio !== undefined || video !== undefined || (images?.length ?? 0) > 0) return true;
  return isParts(output) && output.some((part) => !TEXT_PART.test(String(fieldsOf(part).type)));
}

/**
 * What else the response says, for the assertions that read it. A failed status of the server stays out: promptfoo would
 * call a stateful provider again, or end the evaluation.
 */
export function restOf(response: ProviderResponse): Readonly<Record<string, unknown>> {
  const { output: _o, error: _e, tokenUsage: _t, cost: _c, latencyMs: _l, cached: _ca, metadata, ...rest } = response;
  const { incurredCost: _i, incurredTokenUsage: _it, ...kept } = rest as Readonly<Record<string, unknown>>;
  const { http, rateLimitKind: _r, headers: _h, ...others } = metadata ?? {};
  const { status, statusText, headers } = fieldsOf(http);
  const isFine = typeof status === 'number' && status < 400;
  const shown = Object.entries(fieldsOf(headers)).filter(([name]) => !/retry|rate-?limit/i.test(name));
  const withHttp = isFine ? { http: { status, statusText, headers: Object.fromEntries(shown) } } : {};
  return { ...kept, metadata: { ...others, ...withHttp } };
}

const isToolCalls = (output: unknown): boolean =>
  Array.isArray(output) && output.length > 0 && output.every((call) => fieldsOf(call).function !== undefined);

/** The output without the thoughts that promptfoo put before it. */
function splitThinking(output: unknown, thought: string | undefined): { text: unknown; thoughts?: string } {
  if (typeof output !== 'string') return { text: isParts(output) ? output : toText(output ?? '') };
  const prefix = `Thinking: ${thought}`;
  if (thought !== undefined && output.startsWith(prefix)) return { text: output.slice(prefix.length).trimStart() };
  const marked = /^Thinking: ([\s\S]*?)(?:\nSignature: \S*)?\n\n([\s\S]*)$/.exec(output);
  const signed = /^Thinking: ([\s\S]*)\nSignature: \S*\s+([\s\S]*)$/.exec(output);
  const found = signed ?? marked;
  return found === null ? { text: output } : { text: found[2] ?? '', thoughts: found[1] ?? '' };
}

const TEXT_PART = /^(?:text|input_text|output_text|refusal|.*think.*|.*thought.*|.*reason.*|summary.*)$/i;
const PART =
  /^(?:text|input_text|output_text|refusal|image|image_url|input_image|input_audio|audio|output_audio|video|document|file|tool_use|tool_result|function_call|.*think.*|.*thought.*|.*reason.*|summary.*)$/i;

/** Content parts as servers give them; an app's own list of objects is none. */
function isParts(output: unknown): output is readonly unknown[] {
  return Array.isArray(output) && output.length > 0 && output.every((part) => PART.test(String(fieldsOf(part).type)));
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
