import { type Context, Hono } from 'hono';
import type { Conversation } from '../foundation/conversation.ts';
import { sha256 } from '../foundation/hash.ts';
import { randomOf } from '../providers/case/defendCase.ts';
import { responseRequest } from '../providers/loop/defences/givenResponse.ts';
import { type ChatTurn, readJson, readModelName } from './chatRequest.ts';
import { type ServedFacts, toHeaders } from './chatResponse.ts';
import type { ChatService } from './chatService.ts';
import { followRequest, type ServeLog, type TracedVariables } from './followRequest.ts';
import { changeOf, type GuardrailCall, readGuardrailCall, shownConversation } from './guardrailRequest.ts';
import { createPendingRequests, type PendingRequests } from './pendingRequests.ts';
import type { Profile } from './profile.ts';
import { badRequest, ServeError, toFault } from './serveFault.ts';

/** What a proxy is to do with the side that it showed. */
interface GuardrailAnswer {
  readonly action: 'NONE' | 'GUARDRAIL_INTERVENED' | 'BLOCKED';
  readonly blocked_reason?: string;
  readonly texts?: readonly string[];
  readonly structured_messages?: readonly unknown[];
  readonly facts?: ServedFacts;
}

/** A request that was shown; undefined where no critique can read it. */
type Shown = Conversation | undefined;

/** In all, as UTF-16: 64 MB. */
const MAX_PENDING_CHARACTERS = 32 * 1024 * 1024;
/** Longer than a proxy waits for a model. */
const MAX_PENDING_MS = 15 * 60_000;

/**
 * LiteLLM's generic guardrail API, below the path `/beta`. The contract is LiteLLM's, and beta as its path says.
 *
 * *Source:* https://docs.litellm.ai/docs/adding_provider/generic_guardrail_api. That a response comes without its request,
 * and that both have one `litellm_call_id`, is what LiteLLM 1.108.7 does.
 */
export function guardrailRoutes(service: ChatService, log: ServeLog): Hono<TracedVariables> {
  const app = new Hono<TracedVariables>();
  const pending = createPendingRequests<Shown>({
    maxCharacters: MAX_PENDING_CHARACTERS,
    maxAgeMs: MAX_PENDING_MS,
    now: () => performance.now(),
  });

  app.post('/litellm_basic_guardrail_api', async (c) => {
    const call = readGuardrailCall(readJson(await c.req.text()));
    const profile = profileOf(service, call);
    if (!service.isReady) throw new ServeError(STOPPING);
    const place = { service, pending, profile, log, key: `${clientOf(c)} ${call.callId ?? ''}` };
    const seen = call.side === 'request' ? seeRequest(call, place) : reviseResponse(c, call, place);
    const { facts, ...answer } = await seen;
    const { action } = answer;
    const trace = c.get('trace');
    trace?.describe({ profile: profile.label, chain: call.chain, ...facts, action });
    trace?.end(200);
    service.metrics.count('metasc_guardrail_total', { profile: profile.label, side: call.side, action });
    return facts === undefined ? c.json(answer) : c.json({ ...answer, metasc: facts }, 200, toHeaders(facts));
  });
  return app;
}

interface Place {
  readonly service: ChatService;
  readonly pending: PendingRequests<Shown>;
  readonly profile: Profile;
  readonly log: ServeLog;
  /** Of the call, among those of this client. */
  readonly key: string;
}

/**
 * Nothing can be revised before there is a response: only a defence that changes requests does something here, and only to
 * chats, as texts alone may be there to be embedded.
 */
async function seeRequest(call: GuardrailCall, { pending, profile, key }: Place): Promise<GuardrailAnswer> {
  const conversation = call.usesTools ? undefined : shownConversation(call);
  const characters = (conversation ?? []).reduce((sum, { content }) => sum + content.length, 0);
  if (call.callId !== undefined) pending.remember(key, conversation, characters);
  const { defence } = profile.setup;
  if (conversation === undefined || call.rows === undefined || defence === undefined) return { action: 'NONE' };
  const asked = await responseRequest(defence.is, {
    conversation,
    options: defence.options,
    random: randomOf(conversation),
  });
  const change = changeOf(call, conversation, asked);
  return change === undefined ? { action: 'NONE' } : { action: 'GUARDRAIL_INTERVENED', ...change };
}

async function reviseResponse(
  c: Context<TracedVariables>,
  call: GuardrailCall,
  { service, pending, profile, log, key }: Place,
): Promise<GuardrailAnswer> {
  const given = call.texts.filter((text) => text.trim() !== '');
  if (call.usesTools || given.length === 0) return { action: 'NONE' };
  const { maxChoices } = service.config.limits;
  if (given.length > maxChoices) {
    throw badRequest(`texts: expected at most ${maxChoices} (limits.maxChoices), got ${given.length}`);
  }
  const shown = call.rows === undefined ? pending.find(key) : { request: shownConversation(call) };
  const id = c.get('requestId');
  if (shown === undefined) {
    log(`${id}: ${REQUEST_UNKNOWN.message}`);
    throw new ServeError(REQUEST_UNKNOWN);
  }
  const { request: messages } = shown;
  if (messages === undefined) return { action: 'NONE' };
  const turn = toTurn(profile, call, messages, given.length);
  const start = performance.now();
  const work = service.answer(turn, {
    id,
    isAdmin: false,
    signal: c.req.raw.signal,
    onReply: () => {},
    trace: c.get('trace'),
    given,
  });
  followRequest(service, work, { id, profile: profile.label, mode: turn.mode, toSent: toFault, log, start });
  const { choices, facts } = await work;
  if (choices.some(({ finish_reason }) => finish_reason === 'content_filter')) {
    return { action: 'BLOCKED', blocked_reason: 'the platform withheld the revision of the response', facts };
  }
  const revised = choices.map(({ message }) => String(message.content));
  if (revised.includes('')) throw new ServeError(NO_REVISION);
  if (revised.every((text, index) => text === given[index])) return { action: 'NONE', facts };
  const next = revised.values();
  const texts = call.texts.map((text) => (text.trim() === '' ? text : (next.next().value ?? text)));
  return { action: 'GUARDRAIL_INTERVENED', texts, facts };
}

/** The turn of a chat that the responses would answer. */
function toTurn(
  { label }: Profile,
  { profile, chain }: GuardrailCall,
  messages: Conversation,
  responses: number,
): ChatTurn {
  const model = profile ?? label;
  return {
    model,
    ...readModelName(model),
    chain,
    mode: 'frozen',
    n: responses,
    stream: undefined,
    sampling: {},
    maxTokens: undefined,
    stop: [],
    extra: {},
    messages,
    body: {},
  };
}

/** @throws ServeError 400 for a profile that can't stand beside another model */
function profileOf({ profiles }: ChatService, { profile: named }: GuardrailCall): Profile {
  const fitting = [...profiles.values()].filter(takesResponse);
  const labels = fitting.map(({ label }) => label).join(', ') || 'none of this server';
  if (named === undefined) {
    const [first] = fitting;
    if (first === undefined)
      throw badRequest('metasc_profile: no profile of this server takes the response of another model');
    return first;
  }
  const { profile: label } = readModelName(named);
  const found = fitting.find((profile) => profile.label === label);
  if (found !== undefined) return found;
  throw badRequest(
    `metasc_profile: expected one that takes the response of another model (${labels}), got ${JSON.stringify(label.slice(0, 64))}`,
  );
}

const takesResponse = ({ modes, setup: { defence } }: Profile): boolean =>
  defence === undefined ? modes.length > 1 : defence.is.takesResponse === true;

/** Clients can't see each other's requests. */
const clientOf = (c: Context): string => sha256(`${c.req.header('authorization')} ${c.req.header('x-api-key')}`);

const STOPPING = { status: 503, code: 'stopping', message: 'the server stops', retryAfterSeconds: 1 } as const;

const REQUEST_UNKNOWN = {
  status: 503,
  code: 'request_unknown',
  message:
    'litellm_call_id: expected that of a request that was shown before: the guardrail needs mode [pre_call, post_call], and one server for both',
} as const;

const NO_REVISION = {
  status: 503,
  code: 'reply_cut',
  message: 'the token limit came before any text of the revision',
} as const;
