import { excerpt } from '../../../foundation/excerpt.ts';
import { fieldsOf, textOf } from '../../../foundation/untyped.ts';
import { type RawReply, readUsage } from '../reply.ts';
import { readFailure, ServerFailure } from '../serverFailure.ts';

/** The body begins with a field of an event, or with a comment. */
const STREAM = /^\s*(?:data|event|id|retry)?:/;

/** A reply, and what the server reports of its first tokens. */
export interface Completion {
  readonly raw: RawReply;
  readonly logprobs: unknown;
}

/**
 * Reads the body of an answer with status 200: a chat completion, whatever else stands in it; a stream of its pieces; or
 * an error that came with the wrong status.
 *
 * @throws ServerFailure
 */
export function readCompletion(body: string, headers?: Headers): Completion {
  const value = STREAM.test(body) ? joinStream(body) : parseBody(body);
  const { choices, error, usage, prompt_filter_results: onPrompt, promptFeedback } = fieldsOf(value);
  const choice = fieldsOf(firstOf(choices));
  const message = fieldsOf(choice.message);
  const broken = choice.error ?? message.error ?? error;
  if (broken !== undefined && broken !== null) throw readFailure(broken, 200, headers);
  if (!Array.isArray(choices) || choices.length === 0) {
    const filter = fieldsOf(promptFeedback).blockReason ?? fieldsOf(firstOf(onPrompt)).content_filter_results;
    if (filter !== undefined)
      return { raw: { content: undefined, filter, usage: readUsage(usage) }, logprobs: undefined };
    const hasWords = choices === undefined && textOf(fieldsOf(value).message ?? fieldsOf(value).detail) !== undefined;
    if (hasWords) throw readFailure(value, 200, headers);
    throw new ServerFailure('expected a chat completion with a choice, got none', { meaning: 'empty' });
  }
  return {
    raw: {
      content: message.content ?? choice.text,
      reasoning: [
        message.reasoning_content,
        message.reasoning,
        message.reasoning_details,
        message.thinking,
        message.thinking_blocks,
        fieldsOf(message.provider_specific_fields).reasoning_content,
      ],
      refusal: message.refusal,
      toolCalls: message.tool_calls ?? message.function_call,
      finish: choice.finish_reason ?? choice.native_finish_reason,
      filter: choice.content_filter_results ?? choice.content_filter_result,
      usage: readUsage(usage),
    },
    logprobs: fieldsOf(choice.logprobs).content,
  };
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    const isPage = /^\s*</.test(body);
    throw new ServerFailure(`expected JSON, got ${isPage ? 'a web page' : 'a torn reply'}: ${excerpt(body)}`, {
      meaning: isPage ? 'final' : 'unreadable',
    });
  }
}

/** The pieces of a stream as the completion that they add up to. */
function joinStream(body: string): unknown {
  const pieces = body
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).trim())
    .filter((line) => line !== '' && line !== '[DONE]')
    .map((line) => fieldsOf(parseBody(line)));
  const broken = pieces.find(({ error }) => error !== undefined && error !== null);
  if (broken !== undefined) return broken;
  const choices = pieces.flatMap(({ choices: all }) => (Array.isArray(all) ? [fieldsOf(all[0])] : []));
  const deltas = choices.map(({ delta }) => fieldsOf(delta));
  const textIn = (name: string) => deltas.map((delta) => textOf(delta[name]) ?? '').join('');
  const finish = choices.findLast(({ finish_reason }) => textOf(finish_reason) !== undefined)?.finish_reason;
  if (choices.length > 0 && finish === undefined && !body.includes('[DONE]')) {
    throw new ServerFailure('expected a whole stream, got one that broke off', { meaning: 'unreadable' });
  }
  const calls = deltas.flatMap(({ tool_calls }) => (Array.isArray(tool_calls) ? tool_calls : []));
  const message = {
    content: textIn('content'),
    reasoning_content: textIn('reasoning_content') || textIn('reasoning'),
    refusal: textIn('refusal') || undefined,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
  const usage = pieces.findLast(({ usage: counts }) => counts !== undefined && counts !== null)?.usage;
  return { choices: choices.length === 0 ? [] : [{ message, finish_reason: finish }], usage };
}
