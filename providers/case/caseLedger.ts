import type { Conversation } from '../../foundation/conversation.ts';
import type { Phase } from '../loop/types.ts';
import type { ChatReply } from '../models/chatModel.ts';
import type { Price } from '../options/providerConfig.ts';
import type { PhaseUsage } from './caseRecord.ts';

export interface Totals {
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly ms: number;
  /** Absent if no call had a known cost. */
  readonly costUsd?: number;
}

/** A case's phases, and the calls of its trial. */
export type LedgerPhase = Phase | 'trial';

export interface AnsweredCall {
  readonly phase: LedgerPhase;
  readonly conversation: Conversation;
  readonly reply: ChatReply;
  readonly shared: boolean;
  readonly ms: number;
  /** The model's price, in case its server does not report the cost. */
  readonly price: Price | undefined;
}

/** The texts and costs of one case so far; complete at any moment, so that nothing is lost if the case fails. */
export interface CaseLedger {
  record(call: AnsweredCall): void;
  text(phase: LedgerPhase): string | undefined;
  /** The longest conversation so far, with its answer. Excludes meta-critique and trial. */
  conversation(): Conversation;
  phases(): Readonly<Partial<Record<LedgerPhase, PhaseUsage>>>;
  totals(): Totals;
}

export function createCaseLedger(): CaseLedger {
  const usages = new Map<LedgerPhase, PhaseUsage>();
  const texts = new Map<LedgerPhase, string>();
  let conversation: Conversation = [];

  return {
    record({ phase, conversation: asked, reply, shared, ms, price }) {
      const costUsd = costOf(reply, price);
      usages.set(phase, add(usages.get(phase), { reply, shared, ms, costUsd }));
      texts.set(phase, reply.text);
      if (phase !== 'metaCritique' && phase !== 'trial')
        conversation = [...asked, { role: 'assistant', content: reply.text }];
    },
    text: (phase) => texts.get(phase),
    conversation: () => conversation,
    phases: () => Object.fromEntries(usages),
    totals: () => [...usages.values()].reduce(sum, { calls: 0, promptTokens: 0, completionTokens: 0, ms: 0 }),
  };
}

function costOf({ costUsd, usage }: ChatReply, price: Price | undefined): number | undefined {
  if (costUsd !== undefined || price === undefined) return costUsd;
  const { inputUsdPerMTok, outputUsdPerMTok } = price;
  return (usage.promptTokens * inputUsdPerMTok + usage.completionTokens * outputUsdPerMTok) / 1e6;
}

interface Spent {
  readonly reply: ChatReply;
  readonly shared: boolean;
  readonly ms: number;
  readonly costUsd: number | undefined;
}

const NOTHING: PhaseUsage = { calls: 0, sharedCalls: 0, promptTokens: 0, completionTokens: 0, ms: 0 };

function add(before: PhaseUsage = NOTHING, { reply, shared, ms, costUsd }: Spent): PhaseUsage {
  const { promptTokens, completionTokens } = reply.usage;
  return {
    ...before,
    calls: before.calls + (shared ? 0 : 1),
    sharedCalls: before.sharedCalls + (shared ? 1 : 0),
    promptTokens: before.promptTokens + (shared ? 0 : promptTokens),
    completionTokens: before.completionTokens + (shared ? 0 : completionTokens),
    ms: Math.round(before.ms + ms),
    ...(costUsd === undefined ? {} : { costUsd: (before.costUsd ?? 0) + (shared ? 0 : costUsd) }),
  };
}

function sum(total: Totals, usage: PhaseUsage): Totals {
  const costUsd = usage.costUsd === undefined ? total.costUsd : (total.costUsd ?? 0) + usage.costUsd;
  return {
    calls: total.calls + usage.calls,
    promptTokens: total.promptTokens + usage.promptTokens,
    completionTokens: total.completionTokens + usage.completionTokens,
    ms: total.ms + usage.ms,
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}
