import { fieldsOf, textOf, tryJson } from '../../../foundation/untyped.ts';

/** Where a server's answer holds text and thoughts. */
export interface ReplyForm {
  readonly content: 'text' | 'parts' | 'object' | 'stream' | 'none';
  /** Names of the fields beside the content that hold thoughts. */
  readonly thoughtFields: readonly string[];
}

const THOUGHT_FIELDS = ['reasoning_content', 'reasoning', 'reasoning_details', 'thinking', 'thinking_blocks'];

/** The form of a chat completion, by the body that a server sent. undefined where it is none. */
export function readReplyForm(body: string): ReplyForm | undefined {
  if (body.trimStart().startsWith('data:')) {
    return { content: 'stream', thoughtFields: THOUGHT_FIELDS.filter((field) => body.includes(`"${field}":`)) };
  }
  const { choices } = fieldsOf(tryJson(body));
  if (!Array.isArray(choices)) return undefined;
  const message = fieldsOf(fieldsOf(choices[0]).message);
  const { content } = message;
  const thoughtFields = THOUGHT_FIELDS.filter((field) => textOf(message[field]) ?? typeof message[field] === 'object');
  return { content: kindOf(content), thoughtFields: thoughtFields.filter((field) => message[field] !== null) };
}

function kindOf(content: unknown): ReplyForm['content'] {
  if (typeof content === 'string') return content === '' ? 'none' : 'text';
  if (Array.isArray(content)) return 'parts';
  return typeof content === 'object' && content !== null ? 'object' : 'none';
}
