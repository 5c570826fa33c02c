import type { ProviderResponse } from 'promptfoo';
import { fieldsOf, textOf, toText, tryJson } from '../../../foundation/untyped.ts';
import type { RawReply } from '../reply.ts';
import { findWithheldResponse } from './withheldResponse.ts';

/**
 * A provider's response as a reply. promptfoo's own providers put thoughts before the answer, after the word `Thinking:`,
 * and may keep the server's whole reply beside it.
 */
export function toRawReply(response: ProviderResponse): RawReply {
  const { raw, tokenUsage, cost, finishReason, isRefusal } = response;
  const { choices } = fieldsOf(typeof raw === 'string' && raw.trimStart().startsWith('{') ? tryJson(raw) : raw);
  const choice = fieldsOf(Array.isArray(choices) ? choices[0] : undefined);
  const message = fieldsOf(choice.message);
  const { output, toolCalls, beside = [] } = splitToolCalls(response.output);
  const thought = textOf(message.reasoning_content) ?? textOf(message.reasoning);
  const { text, thoughts } = splitThinking(output, thought);
  const reasoningTokens = tokenUsage?.completionDetails?.reasoning;
  return {
    content: isRefusal ? undefined : text,
    reasoning: [thought, thoughts, ...beside],
    refusal: isRefusal ? text : message.refusal,
    toolCalls: toolCalls ?? message.tool_calls ?? message.function_call,
    finish: finishReason,
    filter: findWithheldResponse(response) ?? choice.content_filter_results,
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

interface SplitOutput {
  readonly output: unknown;
  readonly toolCalls?: unknown;
  /** Where a message with calls may hold thoughts. */
  readonly beside?: readonly unknown[];
}

/** The calls of an output that is a call, a list with calls, the server's whole message, or a text with calls in it. */
function splitToolCalls(output: unknown): SplitOutput {
  const { role, content, tool_calls, function_call, ...fields } = fieldsOf(output);
  const toolCalls = tool_calls ?? function_call;
  if (role === 'assistant' && toolCalls !== undefined) {
    return { output: content, toolCalls, beside: [fields.reasoning_content, fields.reasoning, fields.thinking_blocks] };
  }
  if (typeof output === 'string') return { output, toolCalls: callsInText(output) };
  const all = [output].flat();
  const isCalls =
    all.length > 0 && (all.every(isToolCall) || all.some((part) => fieldsOf(part).functionCall !== undefined));
  return isCalls ? { output: undefined, toolCalls: output } : { output };
}

/** Anthropic's provider and that of OpenAI's responses write a call as a line of JSON. */
function callsInText(text: string): readonly unknown[] | undefined {
  const calls = text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map(tryJson)
    .filter((part) => /^(?:tool_use|(?:function|custom_tool)_call)$/.test(String(fieldsOf(part).type)));
  return calls.length === 0 ? undefined : calls;
}

function isToolCall(value: unknown): boolean {
  const { function: called, name, arguments: given } = fieldsOf(value);
  return fieldsOf(called).name !== undefined || (typeof name === 'string' && given !== undefined);
}

/** The output without the thoughts that promptfoo put before it. */
function splitThinking(output: unknown, thought: string | undefined): { text: unknown; thoughts?: string } {
  if (typeof output !== 'string') return { text: isContent(output) ? output : toText(output ?? '') };
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

/** Parts, one text part, or an object that holds parts. Any other object is an app's answer in JSON. */
function isContent(output: unknown): boolean {
  const { type, text, parts } = fieldsOf(output);
  const isTextPart = typeof text === 'string' && (type === 'text' || type === 'output_text');
  const isHolder = Array.isArray(parts) && parts.some((part) => fieldsOf(part).text !== undefined);
  return isParts(output) || isTextPart || isHolder;
}
