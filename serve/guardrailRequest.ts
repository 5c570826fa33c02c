import { Type } from 'typebox';
import { type Conversation, user } from '../foundation/conversation.ts';
import { createParser } from '../foundation/schemaFaults.ts';
import { fieldsOf } from '../foundation/untyped.ts';
import { DEFAULT_CHAIN, isToolMessage, maybeNull, readChain, readMessages } from './chatRequest.ts';

/** What LiteLLM sends; fields that are not read here may come and go. */
const GuardrailSchema = Type.Object({
  input_type: Type.Enum(['request', 'response']),
  texts: maybeNull(Type.Array(Type.String())),
  structured_messages: maybeNull(Type.Array(Type.Unknown())),
  tools: maybeNull(Type.Array(Type.Unknown())),
  tool_calls: maybeNull(Type.Array(Type.Unknown())),
  litellm_call_id: maybeNull(Type.String()),
  additional_provider_specific_params: maybeNull(Type.Record(Type.String(), Type.Unknown())),
});

const parseGuardrail = createParser(GuardrailSchema);

/** One side of a call that a proxy shows to its guardrail: the request before it is sent, or the response to it. */
export interface GuardrailCall {
  readonly side: 'request' | 'response';
  /** All texts of that side, in order. */
  readonly texts: readonly string[];
  /** Of a request of a chat: its messages as they came. */
  readonly rows: readonly unknown[] | undefined;
  /** Whether this side offers tools, calls one, or brings the result of one: no critique can read it. */
  readonly usesTools: boolean;
  /** Ties a response to its request. */
  readonly callId: string | undefined;
  /** As a chat's model: a label, or a label and the hash of a lock file. @default the first that can stand here */
  readonly profile: string | undefined;
  readonly chain: string;
}

/**
 * Reads a call of LiteLLM's generic guardrail API, as its client 1.108.7 makes it.
 *
 * @throws MetaScError `REQUEST_INVALID`
 */
export function readGuardrailCall(value: unknown): GuardrailCall {
  const body = parseGuardrail(value, { subject: 'request', code: 'REQUEST_INVALID' });
  const { metasc_profile: profile, metasc_chain: chain } = body.additional_provider_specific_params ?? {};
  const rows = body.structured_messages ?? undefined;
  const tools = [...(body.tools ?? []), ...(body.tool_calls ?? [])];
  return {
    side: body.input_type,
    texts: body.texts ?? [],
    rows,
    usesTools: tools.length > 0 || (rows ?? []).some(isToolMessage),
    callId: body.litellm_call_id ?? undefined,
    profile: typeof profile === 'string' ? profile : undefined,
    chain: readChain(chain ?? DEFAULT_CHAIN),
  };
}

/**
 * The conversation that a request is; without messages, its texts as the user's.
 *
 * @throws MetaScError `REQUEST_INVALID` as `readMessages`
 */
export const shownConversation = ({ rows, texts }: Pick<GuardrailCall, 'rows' | 'texts'>): Conversation =>
  rows === undefined ? texts.map(user) : readMessages(rows);

/** Another text for each of a request's, or other messages for it. */
export interface RequestChange {
  readonly texts?: readonly string[];
  readonly structured_messages?: readonly unknown[];
}

/**
 * How to say that a request is to be another conversation. Texts say it wherever they can: older proxies read nothing else.
 *
 * @returns undefined where nothing changes
 */
export function changeOf(
  { rows, texts }: Pick<GuardrailCall, 'rows' | 'texts'>,
  before: Conversation,
  after: Conversation,
): RequestChange | undefined {
  const isSame = (index: number) => before[index]?.content === after[index]?.content;
  const hasSameRoles = before.length === after.length && before.every(({ role }, index) => role === after[index]?.role);
  if (hasSameRoles && before.every((_, index) => isSame(index))) return undefined;
  const isOneTextEach =
    texts.length === before.length && before.every(({ content }, index) => content === texts[index]);
  if (hasSameRoles && isOneTextEach) return { texts: after.map(({ content }) => content) };
  const kept = new Map(before.map((message, index) => [message, rows?.[index] ?? message]));
  return {
    structured_messages: after.map((message, index) => {
      const row = kept.get(message);
      return row ?? (hasSameRoles ? { ...fieldsOf(rows?.[index]), ...message } : message);
    }),
  };
}
