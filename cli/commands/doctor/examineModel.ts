import { type ErrorCode, MetaScError, messageOf } from '../../../foundation/errors.ts';
import { excerpt, oneLine } from '../../../foundation/excerpt.ts';
import { fieldsOf, numberOf } from '../../../foundation/untyped.ts';
import { hasText } from '../../../providers/loop/types.ts';
import type { ChatModel, ChatReply, ChatRequest, ReplySchema } from '../../../providers/models/chatModel.ts';

/** What a model does with something that it was asked for. `not asked`: no call was left. */
export type Support = 'yes' | 'ignored' | 'declined' | 'failed' | 'not asked';

/** What a few small calls show of a model. */
export interface ModelFindings {
  readonly name: string;
  /** Whether it answered a harmless question with a text. */
  readonly isUsable: boolean;
  /** Why it can't be used, with the server's own words, and what to do about it. */
  readonly problem?: string;
  /** Beginning of the first answer. */
  readonly answer?: string;
  /** Parameters that were sent as they are, without a complaint. A server may still ignore them. */
  readonly accepted: readonly string[];
  /** What the model was not sent, or was sent in other words. */
  readonly warnings: readonly string[];
  readonly reasoning?: {
    /** Of the answer to an easy question. */
    readonly tokens: number;
    /** Whether the tokens are estimated, at four characters each, because the server doesn't count them. */
    readonly isEstimated: boolean;
  };
  readonly room?: {
    /** Tokens that the easy question took, thoughts included. */
    readonly used: number;
    /** The `sampling.maxTokens` to set; undefined where the default has room. */
    readonly maxTokens?: number;
    /** How a limit of `SMALL_ROOM` came out, where a model that reasons was asked under it. */
    readonly underSmallRoom?: ChatReply['outcome'];
  };
  readonly schema: Support;
  readonly logprobs: Support;
  /** Of the first answer, in milliseconds. */
  readonly latencyMs?: number;
  /** Of the first answer, where the server reports it. */
  readonly costUsd?: number;
  /** Why a later call gave no answer, in the server's own words. */
  readonly failures: readonly string[];
}

/** The default of `sampling.maxTokens`: what the first question is asked under. */
const DEFAULT_ROOM = 512;
/** For a model that used up the default before its answer. */
const LARGE_ROOM = 4_096;
/** Enough for the answer, not for thoughts before it. */
export const SMALL_ROOM = 48;
/** Hard questions take a few times the thoughts of an easy one. */
const THOUGHTS_FACTOR = 4;
const LEAST_ROOM_FOR_THOUGHTS = 2_048;

const QUESTION: ChatRequest['messages'] = [
  { role: 'system', content: 'You answer in one short sentence.' },
  { role: 'user', content: 'A jar holds 3 red and 5 blue marbles. I take out 2 blue ones. How many are left in it?' },
];

const NUMBER_SCHEMA: ReplySchema = {
  name: 'count',
  schema: {
    type: 'object',
    properties: { count: { type: 'integer' } },
    required: ['count'],
    additionalProperties: false,
  },
};

/** The parameters of the first question, and how a warning about each begins. */
const PARAMETERS: readonly (readonly [string, RegExp])[] = [
  ['temperature', /^temperature/],
  ['seed', /^seed/],
  ['maxTokens', /^maxTokens/],
  ['system prompt', /^the system prompt/],
];

export interface ExamineOptions {
  readonly hasCallLeft: () => boolean;
  /** Whether a call was held back because none was left. */
  readonly wasHeldBack: () => boolean;
  /** Called after the first answer. */
  readonly onFirstReply?: () => void;
}

/**
 * Asks a model one easy question under the default sampling and, if it answers, again with a reply schema, with logprobs
 * and, if it reasons, in little room. Stops at a failure that the next call would meet again. Never throws for what the
 * model or its server does.
 */
export async function examineModel(
  model: ChatModel,
  { hasCallLeft, wasHeldBack, onFirstReply }: ExamineOptions,
): Promise<ModelFindings> {
  const warnings = new Set<string>();
  const failures: string[] = [];
  let isOver = false;

  const ask = async (
    over: Partial<ChatRequest>,
    maxTokens = DEFAULT_ROOM,
  ): Promise<ChatReply | 'failed' | undefined> => {
    if (isOver || !hasCallLeft()) return undefined;
    try {
      const sampling = { temperature: 0.8, seed: 1, maxTokens };
      const reply = await model.chat({ messages: QUESTION, sampling, repeat: 0, phase: 'response', ...over });
      for (const warning of reply.warnings ?? []) warnings.add(warning);
      return reply;
    } catch (error) {
      if (wasHeldBack()) return undefined;
      isOver = error instanceof MetaScError && LASTING.has(error.code);
      failures.push(describeFailure(error));
      return 'failed';
    }
  };
  const isDeclined = (what: RegExp) => [...warnings].some((warning) => what.test(warning));

  const first = await ask({});
  onFirstReply?.();
  const base = { name: model.name, failures, schema: 'not asked', logprobs: 'not asked', accepted: [] } as const;
  if (first === undefined || first === 'failed') {
    const problem = failures[0] ?? 'the server declined every way in which the question was put';
    return { ...base, isUsable: false, problem, warnings: [], failures: [] };
  }
  // Under the default room, a model that reasons may not come to its answer.
  const roomy = first.outcome === 'cut' ? await ask({}, LARGE_ROOM) : undefined;
  const reply = typeof roomy === 'object' ? roomy : first;
  const known = {
    ...base,
    warnings: [...warnings],
    accepted: PARAMETERS.filter(([, warned]) => !isDeclined(warned)).map(([name]) => name),
    latencyMs: Math.round(reply.latencyMs),
    ...(reply.usage.costUsd === undefined ? {} : { costUsd: reply.usage.costUsd }),
    ...reasoningOf(reply),
    room: { used: reply.usage.completionTokens, ...roomFor(reply, first) },
  };
  if (!hasText(reply)) return { ...known, isUsable: false, problem: describeNoText(reply) };

  const small = known.reasoning === undefined || first.outcome === 'cut' ? undefined : await ask({}, SMALL_ROOM);
  const { maxTokens = DEFAULT_ROOM } = known.room;
  const schema = supportOf(
    await ask({ replySchema: NUMBER_SCHEMA }, maxTokens),
    isDeclined(/reply schema/),
    fitsSchema,
  );
  const logprobs = supportOf(
    await ask({ topLogprobs: 5 }, maxTokens),
    isDeclined(/logprobs/),
    ({ firstToken }) => firstToken !== undefined,
  );
  const underSmallRoom = typeof small === 'object' ? { underSmallRoom: small.outcome } : {};
  return {
    ...known,
    warnings: [...warnings],
    isUsable: true,
    answer: excerpt(reply.text, 160),
    room: { ...known.room, ...(first.outcome === 'cut' ? { underSmallRoom: first.outcome } : underSmallRoom) },
    schema,
    logprobs,
  };
}

/** Failures that the next call would meet again. */
const LASTING: ReadonlySet<ErrorCode> = new Set([
  'MODEL_UNAUTHORIZED',
  'MODEL_UNAVAILABLE',
  'MODEL_UNREACHABLE',
  'QUOTA_EXHAUSTED',
  'WAIT_TOO_LONG',
  'TIMEOUT',
  'ABORTED',
]);

/** What went wrong, and what to do: an error's own help, or ours. */
function describeFailure(error: unknown): string {
  const isHelpful = error instanceof MetaScError && error.help !== undefined;
  return isHelpful
    ? error.message
    : `${messageOf(error)}\nCheck the model's name at the server, and the server's log for this call.`;
}

function describeNoText({ outcome, finish, withheldBy, failure }: ChatReply): string {
  switch (outcome) {
    case 'withheld':
      return `the platform withheld the answer to a harmless question (${oneLine(withheldBy ?? finish)})\nEvery row would count as blocked by the platform: relax the filter of this deployment, or choose another one.`;
    case 'tool-call':
      return 'the model answered with a tool call\nChoose a deployment without tools: MetaSC evaluates texts.';
    case 'cut':
      return `${LARGE_ROOM} tokens were used up before an answer\nLower the reasoning effort of the model, or choose another one.`;
    default:
      return `the model gave no answer: ${failure ?? outcome}\nCheck the server's chat template and its settings for reasoning.`;
  }
}

function reasoningOf({ usage, reasoning = '' }: ChatReply): Pick<ModelFindings, 'reasoning'> {
  const counted = usage.reasoningTokens ?? 0;
  if (counted > 0) return { reasoning: { tokens: counted, isEstimated: false } };
  if (reasoning === '') return {};
  return { reasoning: { tokens: Math.ceil(reasoning.length / 4), isEstimated: true } };
}

/** Room for the default answer and the thoughts of a hard question. */
function roomFor(reply: ChatReply, first: ChatReply): { readonly maxTokens?: number } {
  const thoughts = reasoningOf(reply).reasoning?.tokens ?? (first.outcome === 'cut' ? reply.usage.completionTokens : 0);
  if (thoughts === 0) return {};
  const needed = DEFAULT_ROOM + THOUGHTS_FACTOR * thoughts;
  return { maxTokens: Math.max(LEAST_ROOM_FOR_THOUGHTS, DEFAULT_ROOM * Math.ceil(needed / DEFAULT_ROOM)) };
}

function supportOf(
  reply: ChatReply | 'failed' | undefined,
  isDeclined: boolean,
  isKept: (reply: ChatReply) => boolean,
): Support {
  if (isDeclined) return 'declined';
  if (reply === undefined) return 'not asked';
  if (reply === 'failed') return 'failed';
  return isKept(reply) ? 'yes' : 'ignored';
}

/** The question asks for a sentence, so a bare object shows that the schema was enforced. */
function fitsSchema({ text }: ChatReply): boolean {
  try {
    return numberOf(fieldsOf(JSON.parse(text)).count) !== undefined;
  } catch {
    return false;
  }
}
