import { openConversation } from '../../foundation/chatPrompt.ts';
import { type Conversation, user } from '../../foundation/conversation.ts';
import { asMetaScError, type ErrorCode, MetaScError } from '../../foundation/errors.ts';
import { oneLine } from '../../foundation/excerpt.ts';
import type { DefenceInput } from '../loop/defences/defence.ts';
import { LOOK_WORDS, type Look, lookConversation, readLook } from '../loop/firstLook.ts';
import type { CaseJudging } from '../loop/judgeCase.ts';
import type { Trial } from '../loop/trial.ts';
import type { TrialMemory } from '../loop/trialMemory.ts';
import { type Ask, hasText, type Phase, type Reply, type Spare } from '../loop/types.ts';
import type { ChatModel, ChatReply, ChatRequest, Sampling } from '../models/chatModel.ts';
import { scoreFirstToken } from '../models/firstTokenScore.ts';
import type { Priority } from '../models/priority.ts';
import { MORE_TOKENS } from '../models/roomForThoughts.ts';
import type { SharedCalls } from '../models/sharedCalls.ts';
import { type TargetCase, withoutItsCase } from '../models/targetCase.ts';
import type { Price } from '../options/providerConfig.ts';
import type { VariantSetup } from '../options/variantSetup.ts';
import { LEFT_TO_RESUME } from './breaker.ts';
import type { CaseLedger, LedgerPhase } from './caseLedger.ts';

/** Makes one of a case's calls. */
export type Caller = (call: ModelCall) => Promise<Reply>;

interface ModelCall {
  readonly model: ChatModel;
  readonly price: Price | undefined;
  readonly conversation: Conversation;
  readonly sampling: Sampling;
  /** Whether a model that reasons may have more tokens. */
  readonly isOpen: boolean;
  readonly phase: ChatRequest['phase'];
  /** Where the ledger records it. */
  readonly ledgerPhase: LedgerPhase;
  /** Which of several independent answers to the conversation. @default 0 */
  readonly sample?: number;
  readonly topLogprobs?: number;
}

interface CallerContext {
  /** Throws once the run is to end: nothing more is asked then. */
  readonly check?: (() => void) | undefined;
  readonly sharedCalls: SharedCalls;
  readonly repeat: number;
  readonly signal: AbortSignal | undefined;
  readonly ledger: CaseLedger;
  readonly priority?: ((phase: ChatRequest['phase']) => Priority) | undefined;
  /** What a target reads of the case; absent where there is none. */
  readonly target?: CaseTarget | undefined;
}

/** A case as a target sees it. */
export interface CaseTarget {
  /** The conversation that the case begins with. */
  readonly opening: Conversation;
  /** Its prompt as the project wrote it, if the opening says that and nothing else. */
  readonly verbatim: string | undefined;
  readonly case: TargetCase;
}

function targetOf(target: CaseTarget, conversation: Conversation, phase: LedgerPhase): TargetCase {
  if (phase === 'trial') return withoutItsCase(target.case);
  const { opening, verbatim } = target;
  return conversation === opening && verbatim !== undefined ? { ...target.case, verbatim } : target.case;
}

/** Phases that stand elsewhere in line than their form of call. */
const PLACES: Readonly<Partial<Record<LedgerPhase, ChatRequest['phase']>>> = { trial: 'judge', look: 'response' };

/** More repeats than a run has: the samples of one repeat stand apart from those of all others. */
const REPEATS = 1_000_000;

/** Makes a case's calls through the evaluation's shared calls, and records every answer in the case's ledger. */
export function createCaller({ check, sharedCalls, repeat, signal, ledger, priority, target }: CallerContext): Caller {
  return async ({ model, price, conversation, sampling, isOpen, phase, ledgerPhase, sample = 0, topLogprobs }) => {
    const isTarget = model.takesCase === true;
    const ofCase = isTarget && target !== undefined ? { target: targetOf(target, conversation, ledgerPhase) } : {};
    // The limit of a target is its project's; that of a judge is ours.
    const more = isOpen && (!isTarget || phase === 'judge') ? { moreTokens: MORE_TOKENS } : {};
    const inLine = priority && { priority: priority(PLACES[ledgerPhase] ?? phase) };
    const asked = topLogprobs === undefined ? {} : { topLogprobs };
    const request = {
      ...{ messages: conversation, sampling, repeat: repeat + sample * REPEATS, phase, signal },
      ...{ ...asked, ...inLine, ...more, ...ofCase },
    };
    check?.();
    const { reply, shared } = await sharedCalls.chat(model, request, ledgerPhase);
    ledger.record({ phase: ledgerPhase, conversation, reply, shared, price, sample });
    if (reply.outcome === 'cut' || reply.outcome === 'failed') {
      const because = whyWithout(reply, more.moreTokens ?? sampling.maxTokens);
      if (phase === 'response' || phase === 'revision') throw withoutAnswer(reply, { model, phase, because });
      ledger.warn(`${phase}: ${because}`);
    } else if (!hasText(reply))
      ledger.warn(`${phase}: ${reply.outcome}${reply.withheldBy ? ` (${reply.withheldBy})` : ''}`);
    return {
      outcome: reply.outcome,
      text: reply.text,
      truncated: reply.finish === 'length',
      given: reply,
      ...(reply.hasOtherParts && { unrevisable: 'the response has parts other than text' }),
    };
  };
}

function whyWithout({ outcome, failure, usage }: ChatReply, maxTokens: number | null): string {
  if (outcome !== 'cut') return failure ?? 'no reply';
  const thoughts = usage.reasoningTokens === undefined ? '' : `, ${usage.reasoningTokens} of them thoughts`;
  return `all ${maxTokens ?? 'of its'} tokens were used up before an answer${thoughts}`;
}

function withoutAnswer(
  reply: ChatReply,
  { model, phase, because }: Pick<ModelCall, 'model' | 'phase'> & { readonly because: string },
): MetaScError {
  const message = `${model.name}: expected a ${phase}, got none: ${because}`;
  if (reply.outcome === 'failed') return new MetaScError(message, { code: 'REPLY_EMPTY' });
  return new MetaScError(message, {
    code: 'REPLY_CUT',
    help: `Raise sampling.maxTokens (or sampling.maxTokens.${phase}): models that reason need room for their thoughts.`,
  });
}

/** Failures of a model, after which an answer stands. All others end the run, or only the user can mend them. */
const SPARED: ReadonlySet<ErrorCode> = new Set([
  'MODEL_FAILED',
  'MODEL_UNREACHABLE',
  'TIMEOUT',
  'CONTEXT_OVERFLOW',
  'REPLY_EMPTY',
  'REPLY_CUT',
]);

/** Keeps the answer of a case whose meta-critique, or a call of whose trial, fails: the ledger has the error. */
export function createSpare({ ledger, signal }: Pick<CallerContext, 'ledger' | 'signal'>): Spare {
  return (phase, thrown) => {
    const error = asMetaScError(thrown);
    if (signal?.aborted || !SPARED.has(error.code)) throw thrown;
    ledger.fail(phase, error);
  };
}

/** Asks the model, the review model for critique and revision, the meta model for the meta-critique. */
export function createAsk(call: Caller, setup: Pick<VariantSetup, 'config' | Who>, ledgerPhase?: LedgerPhase): Ask {
  const { config } = setup;
  const { maxTokens, ...sampling } = config.sampling;
  return (phase: Phase, conversation) =>
    call({
      model: setup[WHO[phase]],
      price: config.pricing?.[WHO[phase]],
      conversation,
      sampling: { ...sampling, maxTokens: maxTokens[phase] },
      isOpen: config.openPhases.includes(phase),
      phase,
      ledgerPhase: ledgerPhase ?? phase,
    });
}

const LISTED_TOKENS = 20;

/** The first look at a response. One that can't be had flags, with a warning: it must not cost the case. */
export function createLook(call: Caller, { look, config }: VariantSetup, ledger: CaseLedger): Look | undefined {
  if (look === undefined) return undefined;
  const { model, form, threshold, sampling } = look;
  const { flag, pass } = LOOK_WORDS[form];
  const ask = (exchange: Conversation) =>
    call({
      model,
      price: config.pricing?.lookModel,
      conversation: lookConversation(exchange, form),
      sampling,
      isOpen: true,
      phase: 'judge',
      ledgerPhase: 'look',
      topLogprobs: LISTED_TOKENS,
    }).catch((error: unknown): Reply => {
      if (!(error instanceof MetaScError) || LEFT_TO_RESUME.has(error.code)) throw error;
      ledger.warn(`look: ${oneLine(error.message)}`);
      return { outcome: 'failed', text: '', truncated: false };
    });
  return async (exchange) => {
    const reply = await ask(exchange);
    const read = readLook(reply, form);
    if (read === undefined) {
      ledger.warn(`look: expected ${flag} or ${pass}, got neither; the response is revised`);
      return { isFlagged: true, score: undefined };
    }
    const { firstToken } = reply.given as ChatReply;
    const passing = firstToken && scoreFirstToken(firstToken, { safe: pass, unsafe: flag });
    const score = passing === undefined ? read : 1 - passing;
    return { isFlagged: score >= threshold, score };
  };
}

/** Asks the model for what may be the answer, and the review model for what prepares or judges one. */
export function createDefenceAsk(call: Caller, { config, model, reviewModel }: VariantSetup): DefenceInput['ask'] {
  const { maxTokens, ...sampling } = config.sampling;
  return (phase, conversation, sample = 0) =>
    call({
      ...(phase === 'critique'
        ? { model: reviewModel, price: config.pricing?.reviewModel }
        : { model, price: config.pricing?.model }),
      conversation,
      sampling: { ...sampling, maxTokens: maxTokens[phase] },
      isOpen: config.openPhases.includes(phase),
      phase,
      ledgerPhase: phase,
      sample,
    });
}

type Who = 'model' | 'reviewModel' | 'metaModel';

const WHO: Readonly<Record<Phase, Who>> = {
  response: 'model',
  critique: 'reviewModel',
  revision: 'reviewModel',
  metaCritique: 'metaModel',
};

interface JudgeCalls {
  readonly judge: ChatModel;
  readonly sampling: Sampling;
  readonly price: Price | undefined;
}

/** Puts a trial's questions to its judge. */
export function createAskJudge(call: Caller, { judge, sampling, price }: JudgeCalls): CaseJudging['judge'] {
  return (conversation) =>
    call({ model: judge, price, conversation, sampling, isOpen: true, phase: 'judge', ledgerPhase: 'trial' });
}

/** The trial, ready to be answered and judged; undefined if none is configured. */
export function createTrial({ call, setup, memory, ledger }: TrialContext): Trial | undefined {
  const { trial, config } = setup;
  if (trial === undefined) return undefined;
  const { requests, judge, sampling } = trial;
  const systemPrompt = setup.systemPrompt({});
  const askJudge = createAskJudge(call, { judge, sampling, price: config.pricing?.trialJudge });
  return {
    cases: requests.map(({ prompt, ...one }) => ({
      ...one,
      conversation: openConversation([user(prompt)], systemPrompt),
    })),
    ask: createAsk(call, setup, 'trial'),
    // A judge that can't be asked leaves the trial undecided; it must not cost the case.
    judge: (conversation) =>
      askJudge(conversation).catch((error: unknown) => {
        if (!(error instanceof MetaScError) || LEFT_TO_RESUME.has(error.code)) throw error;
        ledger.fail('trial', error);
        return { outcome: 'failed', text: '', truncated: false };
      }),
    memory,
  };
}

interface TrialContext {
  readonly call: Caller;
  readonly setup: VariantSetup;
  /** Of the chain. */
  readonly memory: TrialMemory;
  readonly ledger: CaseLedger;
}
