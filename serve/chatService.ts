import { fieldsOf, numberOf, textOf } from '../foundation/untyped.ts';
import type { Outcome, Spec } from '../providers/loop/types.ts';
import type { Env } from '../providers/options/variantSetup.ts';
import type { SpecLock } from '../providers/specs/specLock.ts';
import { answerShadow } from './answerShadow.ts';
import { type AnswerContext, answerFrozen, answerLearning, type ServedAnswer } from './answerTurn.ts';
import { type ChatTurn, readModelName, type TextTurn } from './chatRequest.ts';
import { fingerprintOf, type ServedChoice, type ServedCompletion, toCompletion } from './chatResponse.ts';
import { createPassThrough, type PassThrough } from './passThrough.ts';
import { openProfile, type Profile } from './profile.ts';
import type { ServeConfig } from './serveConfig.ts';
import { badRequest, notFound, ServeError } from './serveFault.ts';
import { createServeMetrics, type ServeMetrics } from './serveMetrics.ts';
import { openSharedChains } from './sharedChains.ts';
import type { TracedReply } from './tracing.ts';

/** The profiles of a server, and what its requests share: nothing but limits, chains and counts. */
export interface ChatService {
  readonly config: ServeConfig;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly metrics: ServeMetrics;
  /** Requests that run or wait, those of shadows that go on included. */
  readonly inFlight: number;
  /** False once it drains. */
  readonly isReady: boolean;
  /** @throws ServeError 404 for a model that can't be asked for under this name */
  checkModel(name: string): void;
  /**
   * Answers a request.
   *
   * @throws ServeError; MetaScError as the models' calls
   */
  answer(turn: ChatTurn, call: AnswerCall): Promise<ServedCompletion>;
  /** Does what may change a chain, while no other replica can. */
  alone<T>(profile: Profile, chain: string, work: () => Promise<T>): Promise<T>;
  /** Writes the spec in force to a lock file, which all replicas have. */
  freeze(profile: Profile, chain: string): Promise<SpecLock>;
  /** Takes no more requests, and resolves when those that run have ended, or are ended after `limits.drainMs`. */
  drain(): Promise<void>;
}

export interface AnswerCall extends AnswerContext {
  readonly isAdmin: boolean;
  /** Responses of another model, one for each of the `n` answers of a frozen turn. @default the profile's model is asked */
  readonly given?: readonly string[];
}

interface Served {
  readonly profile: Profile;
  readonly passThrough: PassThrough;
}

/** @throws MetaScError as `openProfile`, and as `openSharedChains` where there is a database */
export async function openChatService(
  config: ServeConfig,
  env: Env,
  log: (message: string) => void = () => {},
): Promise<ChatService> {
  const served = new Map<string, Served>();
  for (const entry of config.profiles) {
    const profile = openProfile(entry, config, env);
    served.set(entry.label, { profile, passThrough: createPassThrough(profile, env) });
  }
  const metrics = createServeMetrics();
  const shared =
    config.database === undefined
      ? undefined
      : await openSharedChains(
          config.database,
          [...served.values()].map(({ profile }) => profile),
          log,
        );
  const alone: ChatService['alone'] = (profile, chain, work) =>
    shared === undefined ? work() : shared.alone(profile, chain, work);
  const running = new Map<Promise<unknown>, AbortController>();
  let isReady = true;

  const find = (label: string): Served => {
    const found = served.get(label);
    if (found === undefined) throw unknownModel(label, [...served.keys()]);
    return found;
  };

  const answerText = async (
    { profile }: Served,
    turn: TextTurn,
    { isAdmin, given, ...context }: AnswerCall,
    keep: (work: Promise<unknown>) => void,
  ): Promise<ServedCompletion> => {
    checkTurn(profile, turn, isAdmin);
    const spec = turn.lockHash === undefined ? profile.chains.spec(turn.chain) : lockedSpec(profile, turn.lockHash);
    const answers = await (async (): Promise<readonly [ServedAnswer, ...ServedAnswer[]]> => {
      switch (turn.mode) {
        case 'learn':
          return [
            await alone(profile, turn.chain, () =>
              answerLearning(profile, turn, profile.chains.enter(turn.chain), context),
            ),
          ];
        case 'shadow': {
          const { answer, recorded } = await answerShadow(profile, turn, spec, context);
          keep(recorded);
          return [answer];
        }
        case 'frozen': {
          const answerOne = (choice: number) =>
            answerFrozen(profile, turn, spec, { ...context, choice, given: given?.[choice] });
          const others = Array.from({ length: turn.n - 1 }, (_, index) => answerOne(index + 1));
          const [first, ...rest] = await Promise.all([answerOne(0), ...others]);
          return [first, ...rest];
        }
      }
    })();
    countAnswers(metrics, profile, turn, answers);
    return toCompletion(profile, turn, { id: context.id, answers });
  };

  return {
    alone,
    freeze: (profile, chain) =>
      alone(profile, chain, async () => {
        const lock = profile.chains.freeze(chain);
        await shared?.keepLock(profile, lock);
        return lock;
      }),
    config,
    profiles: new Map([...served].map(([label, { profile }]) => [label, profile])),
    metrics,
    get inFlight() {
      return running.size;
    },
    get isReady() {
      return isReady;
    },
    checkModel(name) {
      const { profile: label, lockHash } = readModelName(name);
      const { profile } = find(label);
      if (lockHash !== undefined) lockedSpec(profile, lockHash);
    },
    async answer(turn, call) {
      const found = find(turn.profile);
      const { maxChoices } = config.limits;
      if (turn.n > maxChoices) throw badRequest(`n: expected at most ${maxChoices}, got ${turn.n}`);
      if (!isReady || running.size >= config.limits.maxRequests) throw overloaded(isReady);
      const end = new AbortController();
      const leave = () => end.abort(call.signal.reason);
      if (call.signal.aborted) leave();
      call.signal.addEventListener('abort', leave, { once: true });
      const track = (work: Promise<unknown>) => {
        const tracked = work.catch(() => {}).finally(() => running.delete(tracked));
        running.set(tracked, end);
      };
      // What goes on after its answer must not end with its client.
      const keep = (work: Promise<unknown>) => {
        call.signal.removeEventListener('abort', leave);
        work.catch(() => metrics.count('metasc_requests_total', { profile: turn.profile, outcome: 'shadow_failed' }));
        track(work);
      };
      const { messages } = turn;
      const context = { ...call, signal: end.signal };
      const work =
        messages === undefined
          ? answerTools(found, turn, context)
          : answerText(found, { ...turn, messages }, context, keep);
      track(work);
      try {
        return await work;
      } finally {
        call.signal.removeEventListener('abort', leave);
      }
    },
    async drain() {
      isReady = false;
      const timer = setTimeout(() => {
        for (const end of running.values()) end.abort(new Error('the server stops'));
      }, config.limits.drainMs);
      while (running.size > 0) await Promise.all(running.keys());
      clearTimeout(timer);
      await shared?.close();
      await Promise.all([...served.values()].map(({ profile }) => profile.close()));
    },
  };
}

/** A turn with tools goes to the model as it is: a critique can't read it. The response says so. */
async function answerTools(
  { profile, passThrough }: Served,
  turn: ChatTurn,
  { signal, id, trace }: AnswerContext,
): Promise<ServedCompletion> {
  const call = { purpose: 'response', phase: 'response', model: profile.setup.model } as const;
  const ask = (headers = {}) => passThrough(turn.body, { signal, headers });
  const completion = await (trace === undefined ? ask() : trace.call(call, ask, readPassed));
  const choices = Array.isArray(completion.choices) ? (completion.choices as readonly ServedChoice[]) : [];
  return {
    id: textOf(completion.id) ?? `chatcmpl-${id}`,
    created: numberOf(completion.created) ?? Math.floor(Date.now() / 1_000),
    model: turn.model,
    system_fingerprint: fingerprintOf(profile, ''),
    choices,
    usage: completion.usage ?? {},
    facts: { chain: turn.chain, mode: 'passed-through', outcome: outcomeOf(choices[0]) },
  };
}

/** What a trace says of a completion that came as it is: no text, which may be a call of a tool. */
function readPassed({ usage, choices }: Readonly<Record<string, unknown>>): TracedReply {
  const { prompt_tokens, completion_tokens } = fieldsOf(usage);
  const [choice] = Array.isArray(choices) ? (choices as readonly ServedChoice[]) : [];
  const outcome = outcomeOf(choice);
  return {
    outcome,
    text: '',
    finish: outcome === 'tool-call' ? 'tool' : 'stop',
    usage: { promptTokens: numberOf(prompt_tokens) ?? 0, completionTokens: numberOf(completion_tokens) ?? 0 },
  };
}

function outcomeOf(choice: ServedChoice | undefined): Outcome {
  const { tool_calls, refusal } = fieldsOf(choice?.message);
  if (Array.isArray(tool_calls) && tool_calls.length > 0) return 'tool-call';
  return textOf(refusal) === undefined ? 'answered' : 'refused';
}

/** @throws ServeError 400 or 403 for what this profile can't do, or this client may not */
function checkTurn(
  { label, modes, learn, setup, takesExtra }: Profile,
  { mode, n, extra, lockHash }: ChatTurn,
  isAdmin: boolean,
): void {
  if (!modes.includes(mode)) {
    throw badRequest(`mode: expected ${modes.join(' or ')} for ${label}, which runs ${setup.name}, got ${mode}`);
  }
  if (mode !== 'frozen' && n > 1) throw badRequest(`n: expected 1 in mode ${mode}, got ${n}`);
  if (mode === 'learn' && lockHash !== undefined) {
    throw badRequest('model: expected no hash of a lock file in mode learn: a frozen spec learns nothing');
  }
  if (mode === 'learn' && learn === 'admin' && !isAdmin) {
    throw new ServeError({
      status: 403,
      code: 'learning_not_allowed',
      message: `mode: learning on ${label} takes the admin key`,
    });
  }
  const wantsLogprobs = extra.logprobs === true;
  if (wantsLogprobs && (!takesExtra || setup.defence !== undefined)) {
    throw badRequest(`logprobs: expected none, because ${label} can't give those of its final text`);
  }
}

/** @throws ServeError 404 for a lock file that the profile doesn't have */
function lockedSpec({ label, chains }: Profile, lockHash: string): Spec {
  const spec = chains.frozen(lockHash);
  if (spec === undefined) {
    throw notFound(
      `model: ${label} has no lock file whose hash begins with ${JSON.stringify(lockHash)}`,
      'model_not_found',
    );
  }
  return spec;
}

function countAnswers(
  metrics: ServeMetrics,
  { label }: Profile,
  { mode }: ChatTurn,
  answers: readonly ServedAnswer[],
): void {
  for (const { outcome, phases, text, response } of answers) {
    metrics.count('metasc_requests_total', { profile: label, mode, outcome });
    if (text !== response) metrics.count('metasc_changed_total', { profile: label, mode });
    for (const [phase, { calls, promptTokens, completionTokens, ms }] of Object.entries(phases)) {
      metrics.count('metasc_calls_total', { profile: label, phase }, calls);
      metrics.count('metasc_phase_seconds_total', { profile: label, phase }, ms / 1_000);
      metrics.count('metasc_tokens_total', { profile: label, kind: 'prompt' }, promptTokens);
      metrics.count('metasc_tokens_total', { profile: label, kind: 'completion' }, completionTokens);
    }
  }
}

function unknownModel(name: string, known: readonly string[]): ServeError {
  return notFound(
    `model: expected one of ${known.join(', ')}, got ${JSON.stringify(name.slice(0, 64))}`,
    'model_not_found',
  );
}

function overloaded(isReady: boolean): ServeError {
  return new ServeError({
    status: 503,
    code: isReady ? 'too_many_requests_at_once' : 'stopping',
    message: isReady ? 'too many requests at once (limits.maxRequests)' : 'the server stops',
    retryAfterSeconds: 1,
  });
}
