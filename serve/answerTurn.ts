import { withSystemPrompt } from '../foundation/chatPrompt.ts';
import type { Conversation } from '../foundation/conversation.ts';
import { asMetaScError, MetaScError } from '../foundation/errors.ts';
import { type CaseLedger, createCaseLedger, type LedgerPhase } from '../providers/case/caseLedger.ts';
import type { PhaseUsage } from '../providers/case/caseRecord.ts';
import { createCaller } from '../providers/case/modelCalls.ts';
import { type Solved, solveCase } from '../providers/case/solveCase.ts';
import { screenEvidenceOf, toStepRecord } from '../providers/case/stepRecord.ts';
import { toTurnResult } from '../providers/loop/caseSteps.ts';
import { createSpecChain, type Turn } from '../providers/loop/specChain.ts';
import type { Outcome, Spec } from '../providers/loop/types.ts';
import type { ChatReply, ChatRequest } from '../providers/models/chatModel.ts';
import type { ChatTurn, TextTurn } from './chatRequest.ts';
import type { Profile } from './profile.ts';
import { createRequestCalls, type RequestCalls } from './requestCalls.ts';
import type { LearningTurn } from './servedChains.ts';
import type { RequestTrace } from './tracing.ts';

/** One answer to a request. */
export interface ServedAnswer {
  /** Empty where the platform withheld it, or the limit came first. */
  readonly text: string;
  /** The model's first answer. */
  readonly response: string;
  readonly outcome: Outcome;
  readonly finish: 'stop' | 'length' | 'content_filter';
  readonly spec: Spec;
  /** Place in the window of its chain; undefined for a request that can't change the spec. */
  readonly step: number | undefined;
  readonly phases: Readonly<Partial<Record<LedgerPhase, PhaseUsage>>>;
  readonly warnings: readonly string[];
  readonly logprobs: unknown;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export interface AnswerContext {
  readonly signal: AbortSignal;
  /** Of the request: names its step in the journal. */
  readonly id: string;
  /** Told of each reply as it comes. */
  readonly onReply: (phase: ChatRequest['phase'], reply: ChatReply) => void;
  readonly trace?: RequestTrace | undefined;
}

/** One of the answers to a request. */
export interface ChoiceContext extends AnswerContext {
  /** Index among the independent answers, from 0. */
  readonly choice: number;
  /** Whether the response is the answer, and the revision is recorded. @default false */
  readonly isShadow?: boolean;
  /** The response, where another model gave it under its own system prompt. @default the profile's model is asked */
  readonly given?: string | undefined;
}

/**
 * Answers a request under a spec that it can't change.
 *
 * @throws MetaScError as the models' calls
 */
export async function answerFrozen(
  profile: Profile,
  turn: TextTurn,
  spec: Spec,
  context: ChoiceContext,
): Promise<ServedAnswer> {
  const work = beginWork(profile, turn, context);
  const step = createSpecChain({ firstSpec: spec.text, steps: 0, batchSize: 1 }).enter();
  const solved = await solve(work, step, async () => spec, {});
  return toServedAnswer(work, solved, { spec, step: undefined, turn });
}

/**
 * Answers a request that may change the spec of its chain. Its step is on disk before its answer is given.
 *
 * @throws MetaScError as the models' calls and as the journal
 */
export async function answerLearning(
  profile: Profile,
  turn: TextTurn,
  place: LearningTurn,
  context: AnswerContext,
): Promise<ServedAnswer> {
  const work = beginWork(profile, turn, { ...context, choice: 0 });
  const { turn: step, trialMemory } = place;
  const spec = () => step.spec(context.signal);
  const caseHash = context.id;
  try {
    const solved = await solve(work, step, spec, trialMemory);
    const evidence = screenEvidenceOf(solved.change, profile.setup, work.ledger);
    const specUsed = await spec();
    await place.record({ caseHash, specUsed, ...toStepRecord(solved, { turn: step, ledger: work.ledger, evidence }) });
    step.end(toTurnResult(solved));
    return toServedAnswer(work, solved, { spec: specUsed, step: step.window ? step.step : undefined, turn });
  } catch (thrown) {
    const error = asMetaScError(thrown);
    // A request that its client gave up leaves its step to the next one after a restart.
    if (!context.signal.aborted && error.code !== 'FILE_UNWRITABLE') {
      const failed = { code: error.code, message: error.message };
      await place.record({ caseHash, specUsed: { text: '', version: 0 }, failed }).catch(() => {});
    }
    throw thrown;
  } finally {
    place.leave();
  }
}

interface Work {
  readonly profile: Profile;
  readonly conversation: Conversation;
  readonly ledger: CaseLedger;
  readonly calls: RequestCalls;
  readonly choice: number;
  readonly signal: AbortSignal;
}

function beginWork(
  profile: Profile,
  turn: TextTurn,
  { signal, onReply, trace, choice, isShadow = false, given }: ChoiceContext,
): Work {
  const { systemPrompt, takesExtra } = profile;
  const conversation = given === undefined ? withSystemPrompt(turn.messages, systemPrompt) : turn.messages;
  const calls = createRequestCalls(turn, {
    finalPhase: isShadow ? 'response' : finalPhaseOf(profile),
    takesExtra,
    given: given === undefined ? undefined : toGiven(given),
    trace,
    onReply,
  });
  return { profile, conversation, ledger: createCaseLedger(), calls, choice, signal };
}

/** A response that cost this server nothing. */
const toGiven = (text: string): ChatReply => ({
  outcome: 'answered',
  text,
  finish: 'stop',
  usage: { promptTokens: 0, completionTokens: 0 },
  latencyMs: 0,
});

function finalPhaseOf({ setup }: Profile): 'response' | 'revision' | undefined {
  if (setup.config.variant === 'baseline') return 'response';
  return setup.defence === undefined ? 'revision' : undefined;
}

async function solve(
  { profile, conversation, ledger, calls, choice, signal }: Work,
  turn: Turn,
  spec: () => Promise<Spec>,
  trialMemory: LearningTurn['trialMemory'],
): Promise<Solved> {
  const caller = createCaller({ sharedCalls: calls, repeat: choice, signal, ledger });
  try {
    const { setup } = profile;
    return await solveCase({
      setup,
      conversation,
      skipped: undefined,
      turn,
      spec,
      caller,
      ledger,
      signal,
      trialMemory,
    });
  } catch (error) {
    // A limit that comes before any text is the client's, or the model's: an answer without a text, as the API has it.
    if (error instanceof MetaScError && error.code === 'REPLY_CUT') return { outcome: 'cut' };
    throw error;
  }
}

interface Answered {
  readonly spec: Spec;
  readonly step: number | undefined;
  readonly turn: ChatTurn;
}

function toServedAnswer(
  { ledger, calls }: Work,
  { outcome, note, skipped }: Solved,
  { spec, step, turn }: Answered,
): ServedAnswer {
  const reply = ledger.answer();
  const { promptTokens, completionTokens } = ledger.totals();
  const given =
    outcome === 'cut' || reply === undefined
      ? { text: '', isLong: false }
      : withinLimit(reply, calls.isLimited(reply), turn);
  const notes = [skipped, note].filter((words) => words !== undefined);
  return {
    text: given.text,
    response: ledger.text('response') ?? '',
    outcome,
    finish: endingOf(outcome, given.isLong),
    spec,
    step,
    phases: ledger.phases(),
    warnings: [...notes, ...ledger.warnings()],
    logprobs: reply?.logprobs,
    promptTokens,
    completionTokens,
  };
}

/** Why an answer ends, in the API's words. */
export function endingOf(outcome: Outcome, isLong: boolean): ServedAnswer['finish'] {
  if (outcome === 'withheld') return 'content_filter';
  return isLong || outcome === 'cut' ? 'length' : 'stop';
}

interface Limited {
  readonly text: string;
  readonly isLong: boolean;
}

/**
 * The final text within the client's limit and before its stop marks. A text that was written without the limit is cut to
 * the share of its characters that the limit is of its tokens: an estimate.
 */
export function withinLimit(reply: ChatReply, isLimited: boolean, { stop, maxTokens }: ChatTurn): Limited {
  const ends = stop.map((mark) => reply.text.indexOf(mark)).filter((index) => index !== -1);
  const isStopped = ends.length > 0;
  const text = isStopped ? reply.text.slice(0, Math.min(...ends)) : reply.text;
  const { completionTokens, reasoningTokens = 0 } = reply.usage;
  const tokens = completionTokens - reasoningTokens;
  if (isLimited || maxTokens === undefined || tokens <= maxTokens) {
    return { text, isLong: !isStopped && reply.finish === 'length' };
  }
  const characters = [...reply.text];
  const kept = characters.slice(0, Math.max(1, Math.floor((characters.length * maxTokens) / tokens))).join('');
  return kept.length < text.length ? { text: kept, isLong: true } : { text, isLong: false };
}
