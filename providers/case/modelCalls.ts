import { toConversation } from '../../foundation/chatPrompt.ts';
import type { Conversation } from '../../foundation/conversation.ts';
import { MetaScError } from '../../foundation/errors.ts';
import type { Guard } from '../loop/trial.ts';
import type { Ask, Phase, Reply } from '../loop/types.ts';
import type { ChatModel, ChatRequest } from '../models/chatModel.ts';
import type { Price } from '../options/providerConfig.ts';
import type { VariantSetup } from '../options/variantSetup.ts';
import type { CaseLedger, LedgerPhase } from './caseLedger.ts';
import type { Evaluation } from './evaluations.ts';

/** Makes a case's calls through the evaluation's shared calls, and enters every answer in the case's ledger. */
export type Caller = (call: ModelCall) => Promise<Reply>;

interface ModelCall {
  readonly model: ChatModel;
  readonly price: Price | undefined;
  readonly conversation: Conversation;
  readonly temperature: number;
  readonly maxTokens: number;
  readonly phase: ChatRequest['phase'];
  /** Where the ledger enters it. */
  readonly ledgerPhase: LedgerPhase;
}

interface CallerContext {
  readonly evaluation: Evaluation;
  readonly facts: { readonly repeat: number };
}

export function createCaller(
  { evaluation, facts: { repeat } }: CallerContext,
  { setup, signal }: { readonly setup: VariantSetup; readonly signal: AbortSignal | undefined },
  ledger: CaseLedger,
): Caller {
  const { seed } = setup.config.sampling;
  return async ({ model, price, conversation, temperature, maxTokens, phase, ledgerPhase }) => {
    const start = performance.now();
    const { reply, shared } = await evaluation.sharedCalls.chat(model, {
      messages: conversation,
      sampling: { temperature, maxTokens, ...(seed === undefined ? {} : { seed }) },
      repeat,
      phase,
      ...(signal === undefined ? {} : { signal }),
    });
    ledger.record({ phase: ledgerPhase, conversation, reply, shared, ms: performance.now() - start, price });
    if (reply.text.trim() === '' && phase !== 'metaCritique') {
      throw new MetaScError(`${model.name}: expected a ${phase}, got an empty reply (finish: ${reply.finishReason})`, {
        code: 'REPLY_EMPTY',
      });
    }
    return { text: reply.text, truncated: reply.finishReason === 'length' };
  };
}

/** Asks the model, and for a meta-critique the meta model. */
export function createAsk(call: Caller, setup: VariantSetup, ledgerPhase?: LedgerPhase): Ask {
  const { config, model, metaModel } = setup;
  const { temperature, maxTokens } = config.sampling;
  return (phase: Phase, conversation) =>
    call({
      ...(phase === 'metaCritique'
        ? { model: metaModel, price: config.pricing?.metaModel }
        : { model, price: config.pricing?.model }),
      conversation,
      temperature,
      maxTokens: maxTokens[phase],
      phase,
      ledgerPhase: ledgerPhase ?? phase,
    });
}

/** Room for a yes or no from a judge that puts a word or two around it. */
const JUDGE_MAX_TOKENS = 8;

/** The guard set, ready to be answered and judged; undefined where none is configured. */
export function createGuard(call: Caller, setup: VariantSetup): Guard | undefined {
  const { guardSet, config } = setup;
  if (guardSet === undefined) return undefined;
  const { requests, judge } = guardSet;
  const systemPrompt = setup.systemPrompt({});
  return {
    items: requests.map(({ prompt, harmful }) => ({ conversation: toConversation(prompt, systemPrompt), harmful })),
    ask: createAsk(call, setup, 'guard'),
    judge: (conversation) =>
      call({
        model: judge,
        price: config.pricing?.guardJudge,
        conversation,
        temperature: 0,
        maxTokens: JUDGE_MAX_TOKENS,
        phase: 'judge',
        ledgerPhase: 'guard',
      }),
  };
}
