import { openConversation } from '../../foundation/chatPrompt.ts';
import { type Conversation, user } from '../../foundation/conversation.ts';
import { MetaScError } from '../../foundation/errors.ts';
import type { Trial } from '../loop/trial.ts';
import { type Ask, hasText, type Phase, type Reply } from '../loop/types.ts';
import type { ChatModel, ChatReply, ChatRequest, Sampling } from '../models/chatModel.ts';
import type { SharedCalls } from '../models/sharedCalls.ts';
import type { Price } from '../options/providerConfig.ts';
import type { VariantSetup } from '../options/variantSetup.ts';
import type { CaseLedger, LedgerPhase } from './caseLedger.ts';

type Caller = (call: ModelCall) => Promise<Reply>;

interface ModelCall {
  readonly model: ChatModel;
  readonly price: Price | undefined;
  readonly conversation: Conversation;
  readonly sampling: Sampling;
  readonly phase: ChatRequest['phase'];
  /** Where the ledger records it. */
  readonly ledgerPhase: LedgerPhase;
}

interface CallerContext {
  readonly sharedCalls: SharedCalls;
  readonly repeat: number;
  readonly signal: AbortSignal | undefined;
  readonly ledger: CaseLedger;
}

/** Makes a case's calls through the evaluation's shared calls, and records every answer in the case's ledger. */
export function createCaller({ sharedCalls, repeat, signal, ledger }: CallerContext): Caller {
  return async ({ model, price, conversation, sampling, phase, ledgerPhase }) => {
    const start = performance.now();
    const request = { messages: conversation, sampling, repeat, phase, signal };
    const { reply, shared } = await sharedCalls.chat(model, request);
    ledger.record({ phase: ledgerPhase, conversation, reply, shared, ms: performance.now() - start, price });
    if (reply.outcome === 'cut' || reply.outcome === 'failed') {
      if (phase === 'response' || phase === 'revision') throw withoutAnswer(reply, { model, phase, sampling });
      ledger.warn(`${phase}: ${whyWithout(reply, sampling)}`);
    } else if (!hasText(reply))
      ledger.warn(`${phase}: ${reply.outcome}${reply.withheldBy ? ` (${reply.withheldBy})` : ''}`);
    return { outcome: reply.outcome, text: reply.text, truncated: reply.finish === 'length' };
  };
}

function whyWithout({ outcome, failure, usage }: ChatReply, { maxTokens }: Sampling): string {
  if (outcome !== 'cut') return failure ?? 'no reply';
  const thoughts = usage.reasoningTokens === undefined ? '' : `, ${usage.reasoningTokens} of them thoughts`;
  return `all ${maxTokens} tokens were used up before an answer${thoughts}`;
}

function withoutAnswer(
  reply: ChatReply,
  { model, phase, sampling }: Pick<ModelCall, 'model' | 'phase' | 'sampling'>,
): MetaScError {
  const message = `${model.name}: expected a ${phase}, got none: ${whyWithout(reply, sampling)}`;
  if (reply.outcome === 'failed') return new MetaScError(message, { code: 'REPLY_EMPTY' });
  return new MetaScError(message, {
    code: 'REPLY_CUT',
    help: `Raise sampling.maxTokens (or sampling.maxTokens.${phase}): models that reason need room for their thoughts.`,
  });
}

/** Asks the model or, for a meta-critique, the meta model. */
export function createAsk(
  call: Caller,
  { config, model, metaModel }: Pick<VariantSetup, 'config' | 'model' | 'metaModel'>,
  ledgerPhase?: LedgerPhase,
): Ask {
  const { maxTokens, ...sampling } = config.sampling;
  return (phase: Phase, conversation) =>
    call({
      ...(phase === 'metaCritique'
        ? { model: metaModel, price: config.pricing?.metaModel }
        : { model, price: config.pricing?.model }),
      conversation,
      sampling: { ...sampling, maxTokens: maxTokens[phase] },
      phase,
      ledgerPhase: ledgerPhase ?? phase,
    });
}

/** Room for a yes or no, and a word or two around it. */
const JUDGE_MAX_TOKENS = 8;

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
        phase: 'judge',
        ledgerPhase: 'trial',
      }).catch((error: unknown) => {
        if (!(error instanceof MetaScError) || error.code === 'ABORTED') throw error;
        return { outcome: 'failed', text: '', truncated: false };
      }),
  };
}
