import { type Static, type TSchema, Type } from 'typebox';
import type { ChatMessage, Conversation } from '../foundation/conversation.ts';
import { MetaScError } from '../foundation/errors.ts';
import { createParser } from '../foundation/schemaFaults.ts';
import { fieldsOf } from '../foundation/untyped.ts';
import type { SamplingByPhase } from '../providers/models/callOptions.ts';
import { NAME } from './serveConfig.ts';

export const MODES = ['frozen', 'learn', 'shadow'] as const;
/**
 * `frozen`: under the chain's spec as it stands. `learn`: the same, and the spec may change. `shadow`: answers with the
 * response, and records the revision.
 */
export type Mode = (typeof MODES)[number];

/** The chain of requests that name none. */
export const DEFAULT_CHAIN = 'default';

/** Clients send null for what they leave out. */
export const maybeNull = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]));

const RequestSchema = Type.Object({
  model: Type.String({ minLength: 1 }),
  messages: Type.Array(Type.Object({ role: Type.String() }), { minItems: 1 }),
  n: maybeNull(Type.Integer({ minimum: 1 })),
  stream: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  stream_options: Type.Optional(Type.Union([Type.Object({}), Type.Null()])),
  temperature: maybeNull(Type.Number({ minimum: 0, maximum: 2 })),
  top_p: maybeNull(Type.Number({ minimum: 0, maximum: 1 })),
  seed: maybeNull(Type.Integer()),
  max_tokens: maybeNull(Type.Integer({ minimum: 1 })),
  max_completion_tokens: maybeNull(Type.Integer({ minimum: 1 })),
  stop: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String()), Type.Null()])),
  metadata: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
});

type RequestBody = Static<typeof RequestSchema>;

const parseBody = createParser(RequestSchema);

/** What we read ourselves; all other fields go to the model's server as they are. */
const READ = new Set([...Object.keys(RequestSchema.properties), 'tools', 'tool_choice', 'functions', 'function_call']);

/** Deeper than any tool's schema; what is passed on has to be written as JSON again, which recurses. */
const MAX_DEPTH = 1000;

/** @throws MetaScError `REQUEST_INVALID` */
export function readJson(text: string): unknown {
  const value = parseJson(text);
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw invalid(`request: expected JSON nested up to ${MAX_DEPTH} deep`);
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('request: expected JSON');
  }
}

/** A request of the chat completions API. */
export interface ChatTurn {
  /** As the client wrote it. */
  readonly model: string;
  readonly profile: string;
  /** Of a model such as `safe@3fa4…`: the first hex digits of the lock file's hash. */
  readonly lockHash: string | undefined;
  readonly chain: string;
  readonly mode: Mode;
  /** Independent answers. */
  readonly n: number;
  readonly stream: { readonly withUsage: boolean } | undefined;
  /** In place of the profile's own, where the client states it. */
  readonly sampling: Pick<Partial<SamplingByPhase>, 'temperature' | 'topP' | 'seed'>;
  /** Of the final text, in tokens. */
  readonly maxTokens: number | undefined;
  /** The final text ends before the first of them. */
  readonly stop: readonly string[];
  /** Further fields for the model's server. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Undefined for a turn with tools, which no text says. */
  readonly messages: Conversation | undefined;
  /** The body as it came. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A turn that a critique can read. */
export type TextTurn = ChatTurn & { readonly messages: Conversation };

export interface RequestHeaders {
  readonly chain: string | undefined;
  readonly mode: string | undefined;
}

/**
 * Reads a request. Headers go before the body's metadata.
 *
 * @throws MetaScError `REQUEST_INVALID`
 */
export function readChatRequest(value: unknown, headers: RequestHeaders): ChatTurn {
  const body = parseBody(value, { subject: 'request', code: 'REQUEST_INVALID' });
  const fields = fieldsOf(value);
  const { metasc_chain, metasc_mode, ...metadata } = body.metadata ?? {};
  const { profile, lockHash } = readModelName(body.model);
  const isWithTools = usesTools(fields);
  const others = Object.entries(fields).filter(([name, part]) => !READ.has(name) && part !== null);
  return {
    model: body.model,
    profile,
    lockHash,
    chain: readChain(headers.chain ?? metasc_chain ?? DEFAULT_CHAIN),
    mode: readMode(headers.mode ?? metasc_mode ?? 'frozen'),
    n: body.n ?? 1,
    stream: body.stream ? { withUsage: fieldsOf(body.stream_options).include_usage === true } : undefined,
    sampling: readSampling(body),
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    stop: [body.stop ?? []].flat().filter((mark) => mark !== ''),
    extra: { ...Object.fromEntries(others), ...(Object.keys(metadata).length === 0 ? {} : { metadata }) },
    messages: isWithTools ? undefined : readMessages(body.messages),
    body: fields,
  };
}

/** What a model's name such as `safe@3fa4…` says. */
export function readModelName(name: string): Pick<ChatTurn, 'profile' | 'lockHash'> {
  const [profile = '', lockHash] = name.split('@', 2);
  return { profile, lockHash };
}

function readSampling({ temperature, top_p: topP, seed }: RequestBody): ChatTurn['sampling'] {
  return {
    ...(temperature == null ? {} : { temperature }),
    ...(topP == null || topP === 0 ? {} : { topP }),
    ...(seed == null ? {} : { seed }),
  };
}

/** @throws MetaScError `REQUEST_INVALID` */
export function readChain(chain: unknown): string {
  if (typeof chain === 'string' && NAME.test(chain)) return chain;
  throw invalid('chain: expected at most 64 letters, digits, ., _ and -, and no other first than a letter or digit');
}

function readMode(mode: unknown): Mode {
  const known = MODES.find((one) => one === mode);
  if (known !== undefined) return known;
  throw invalid(`mode: expected ${MODES.join(', ')}, got ${JSON.stringify(mode)}`);
}

/** Offers tools, calls one, or brings the result of one. */
function usesTools({ tools, functions, messages }: Readonly<Record<string, unknown>>): boolean {
  const isOffered = [tools, functions].some((list) => Array.isArray(list) && list.length > 0);
  return isOffered || (messages as readonly unknown[]).some(isToolMessage);
}

/** Whether a message calls a tool, or brings the result of one. */
export function isToolMessage(message: unknown): boolean {
  const { role, tool_calls, function_call } = fieldsOf(message);
  return role === 'tool' || role === 'function' || (tool_calls ?? function_call ?? undefined) !== undefined;
}

/**
 * Messages of the chat completions API as a conversation. A request without a text is one too: harnesses send some, and
 * count what comes back.
 *
 * @throws MetaScError `REQUEST_INVALID` for parts other than text, and for a last message that is not the user's
 */
export function readMessages(messages: readonly unknown[]): Conversation {
  const conversation = messages.map(readMessage);
  if (conversation.at(-1)?.role === 'user') return conversation;
  throw invalid("messages: expected the last one to be the user's");
}

const ROLES: Readonly<Record<string, ChatMessage['role']>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
};

function readMessage(message: unknown, index: number): ChatMessage {
  const { role, content, refusal } = fieldsOf(message);
  const known = ROLES[String(role)];
  if (known === undefined) {
    throw invalid(
      `messages[${index}].role: expected system, developer, user or assistant, got ${JSON.stringify(role)}`,
    );
  }
  return { role: known, content: readContent(content ?? refusal ?? '', `messages[${index}].content`) };
}

function readContent(content: unknown, place: string): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw invalid(`${place}: expected a text or parts`);
  return content.map((part) => readPart(part, place)).join('\n');
}

/** A text. What can't be read can't be made safe. */
function readPart(part: unknown, place: string): string {
  const { type, text, refusal } = fieldsOf(part);
  if ((type === 'text' || type === 'input_text') && typeof text === 'string') return text;
  if (type === 'refusal' && typeof refusal === 'string') return refusal;
  throw invalid(`${place}: expected parts of type text, got ${JSON.stringify(type ?? null)}`);
}

const invalid = (message: string) => new MetaScError(message, { code: 'REQUEST_INVALID' });
