import type { Conversation, Phase } from './loop/types.ts';
import type { ChatReply } from './models/chatModel.ts';
import type { Price, ProviderConfig } from './providerConfig.ts';

/** What one phase of a case took. Tokens and cost count the calls that this case made itself, never shared ones. */
export interface PhaseUsage {
  readonly calls: number;
  readonly sharedCalls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** From asking to the answer, in milliseconds; of a shared call, this case's part of the wait. */
  readonly ms: number;
  readonly costUsd?: number;
}

export interface Totals {
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly ms: number;
  /** Absent when no call had a known cost. */
  readonly costUsd?: number;
}

export interface AnsweredCall {
  readonly phase: Phase;
  readonly conversation: Conversation;
  readonly reply: ChatReply;
  readonly shared: boolean;
  readonly ms: number;
}

/** What was said and spent in one case so far; complete at any moment, so that nothing is lost when the case fails. */
export interface CaseLedger {
  record(call: AnsweredCall): void;
  text(phase: Phase): string | undefined;
  /** The longest conversation so far with its answer, the meta-critique's left out. */
  conversation(): Conversation;
  phases(): Readonly<Partial<Record<Phase, PhaseUsage>>>;
  totals(): Totals;
}

export function createCaseLedger(pricing: ProviderConfig['pricing']): CaseLedger {
  const usages = new Map<Phase, PhaseUsage>();
  const texts = new Map<Phase, string>();
  let conversation: Conversation = [];

  return {
    record({ phase, conversation: asked, reply, shared, ms }) {
      const costUsd = costOf(reply, phase === 'metaCritique' ? pricing?.metaModel : pricing?.model);
      usages.set(phase, add(usages.get(phase), { reply, shared, ms, costUsd }));
      texts.set(phase, reply.text);
      if (phase !== 'metaCritique') conversation = [...asked, { role: 'assistant', content: reply.text }];
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
