import { openConversation } from '../../foundation/chatPrompt.ts';
import { type Conversation, user } from '../../foundation/conversation.ts';
import { asMetaScError, type ErrorCode, MetaScError } from '../../foundation/errors.ts';
import type { Trial } from '../loop/trial.ts';
import { type Ask, hasText, type Phase, type Reply, type Spare } from '../loop/types.ts';
import type { ChatModel, ChatReply, ChatRequest, Sampling } from '../models/chatModel.ts';
import type { Priority } from '../models/priority.ts';
import { MORE_TOKENS } from '../models/roomForThoughts.ts';
import type { SharedCalls } from '../models/sharedCalls.ts';
import { type TargetCase, withoutItsCase } from '../models/targetCase.ts';
import type { Price } from '../options/providerConfig.ts';
import type { VariantSetup } from '../options/variantSetup.ts';
import type { CaseLedger, LedgerPhase } from './caseLedger.ts';

type Caller = (call: ModelCall) => Promise<Reply>;

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
}

interface CallerContext {
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

/** Makes a case's calls through the evaluation's shared calls, and records every answer in the case's ledger. */
export function createCaller({ sharedCalls, repeat, signal, ledger, priority, target }: CallerContext): Caller {
  return async ({ model, price, conversation, sampling, isOpen, phase, ledgerPhase }) => {
    const isTarget = model.takesCase === true;
    const ofCase = isTarget && target !== undefined ? { target: targetOf(target, conversation, ledgerPhase) } : {};
    // The limit of a target is its project's; that of a judge is ours.
    const more = isOpen && (!isTarget || phase === 'judge') ? { moreTokens: MORE_TOKENS } : {};
    const inLine = priority && { priority: priority(ledgerPhase === 'trial' ? 'judge' : phase) };
    const request = { messages: conversation, sampling, repeat, phase, signal, ...inLine, ...more, ...ofCase };
    const { reply, shared } = await sharedCalls.chat(model, request);
    ledger.record({ phase: ledgerPhase, conversation, reply, shared, price });
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

/** Keeps the answer of a case whose meta-critique or trial fails: the ledger has the error. */
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

type Who = 'model' | 'reviewModel' | 'metaModel';

const WHO: Readonly<Record<Phase, Who>> = {
  response: 'model',
  critique: 'reviewModel',
  revision: 'reviewModel',
  metaCritique: 'metaModel',
};

/** Room for a yes or no after a short thought. A longer one gets more. */
const JUDGE_MAX_TOKENS = 512;

/** The trial, ready to be answered and judged; undefined if none is configured. */
export function createTrial(call: Caller, setup: VariantSetup): Trial | undefined {
  const { trial, config } = setup;
  if (trial === undefined) return undefined;
  const { requests, judge } = trial;
  const systemPrompt = setup.systemPrompt({});
  return {
    cases: requests.map(({ prompt, harmful }) => ({
      conversation: openConversation([user(prompt)], systemPrompt),
      harmful,
    })),
    ask: createAsk(call, setup, 'trial'),
    // A judge that can't be asked leaves the trial unclear; it must not cost the case.
    judge: (conversation) =>
      call({
        model: judge,
        price: config.pricing?.trialJudge,
        conversation,
        sampling: { ...config.sampling, temperature: 0, maxTokens: JUDGE_MAX_TOKENS },
        isOpen: true,
        phase: 'judge',
        ledgerPhase: 'trial',
      }).catch((error: unknown) => {
        if (!(error instanceof MetaScError) || error.code === 'ABORTED') throw error;
        return { outcome: 'failed', text: '', truncated: false };
      }),
  };
}
