import { assistant, type Conversation } from '../../foundation/conversation.ts';
import type { MetaScError } from '../../foundation/errors.ts';
import { oneLine } from '../../foundation/excerpt.ts';
import { hasText, type Phase, type Reply } from '../loop/types.ts';
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

/** A case's phases, the first look at its response, and the calls of its trial. */
export type LedgerPhase = Phase | 'look' | 'trial';

export interface AnsweredCall {
  readonly phase: LedgerPhase;
  readonly conversation: Conversation;
  readonly reply: ChatReply;
  readonly shared: boolean;
  /** The model's price, in case its server does not report the cost. */
  readonly price: Price | undefined;
  /** Which of several samples or copies; the first one's text stands for the phase. @default 0 */
  readonly sample?: number;
}

/** The texts and costs of one case so far; complete at any moment, so that nothing is lost if the case fails. */
export interface CaseLedger {
  record(call: AnsweredCall): void;
  /** The text that the phase added to the conversation; none where its reply had none. */
  text(phase: LedgerPhase): string | undefined;
  /** The phase's last reply, whatever its outcome. */
  reply(phase: LedgerPhase): ChatReply | undefined;
  /** Makes a reply the answer, in place of the last one: a defence chose it, cut it, or put its own words there. */
  choose(chosen: Reply, request: Conversation): void;
  /** What became of the answer: the chosen reply, else that to the revision or, without one, to the response. */
  answer(): ChatReply | undefined;
  /** What was unusual about the replies, each once. */
  warnings(): readonly string[];
  warn(warning: string): void;
  /** A failure that did not cost the answer; a warning says so. */
  fail(phase: LedgerPhase, error: MetaScError): void;
  failure(phase: LedgerPhase): MetaScError | undefined;
  /** The longest conversation so far, with its answer. Excludes meta-critique and trial. */
  conversation(): Conversation;
  phases(): Readonly<Partial<Record<LedgerPhase, PhaseUsage>>>;
  totals(): Totals;
}

export function createCaseLedger(): CaseLedger {
  const usages = new Map<LedgerPhase, PhaseUsage>();
  const replies = new Map<LedgerPhase, ChatReply>();
  const failures = new Map<LedgerPhase, MetaScError>();
  const warnings = new Set<string>();
  let conversation: Conversation = [];
  let answer: ChatReply | undefined;

  return {
    record({ phase, conversation: asked, reply, shared, price, sample = 0 }) {
      const costUsd = costOf(reply, price);
      usages.set(phase, add(usages.get(phase), { reply, shared, costUsd }));
      if (sample === 0) replies.set(phase, reply);
      for (const warning of reply.warnings ?? []) warnings.add(warning);
      if (OF_CONVERSATION.has(phase) && hasText(reply)) conversation = [...asked, assistant(reply.text)];
    },
    text(phase) {
      const reply = replies.get(phase);
      return reply !== undefined && hasText(reply) ? reply.text : undefined;
    },
    reply: (phase) => replies.get(phase),
    choose({ given, outcome, text }, request) {
      const reply = (given as ChatReply | undefined) ?? NOTHING_GIVEN;
      answer = reply.text === text ? reply : { ...reply, outcome, text, output: undefined };
      conversation = hasText(answer) ? [...request, assistant(text)] : request;
    },
    answer: () => answer ?? replies.get('revision') ?? replies.get('response'),
    warnings: () => [...warnings],
    warn: (warning) => void warnings.add(warning),
    fail(phase, error) {
      failures.set(phase, error);
      warnings.add(`${phase}: ${oneLine(withoutHelp(error))}${phase === 'metaCritique' ? '; the spec stays' : ''}`);
    },
    failure: (phase) => failures.get(phase),
    conversation: () => conversation,
    phases: () => Object.fromEntries(usages),
    totals: () => [...usages.values()].reduce(sum, { calls: 0, promptTokens: 0, completionTokens: 0, ms: 0 }),
  };
}

const OF_CONVERSATION: ReadonlySet<LedgerPhase> = new Set(['response', 'critique', 'revision']);

/** Of words that no model gave. */
const NOTHING_GIVEN: ChatReply = {
  outcome: 'refused',
  text: '',
  finish: 'stop',
  usage: { promptTokens: 0, completionTokens: 0 },
  latencyMs: 0,
};

const withoutHelp = ({ message, help = '' }: MetaScError) =>
  message.endsWith(help) ? message.slice(0, message.length - help.length) : message;

function costOf({ usage }: ChatReply, price: Price | undefined): number | undefined {
  if (usage.costUsd !== undefined || price === undefined) return usage.costUsd;
  const { inputUsdPerMTok, outputUsdPerMTok } = price;
  return (usage.promptTokens * inputUsdPerMTok + usage.completionTokens * outputUsdPerMTok) / 1e6;
}

interface Spent {
  readonly reply: ChatReply;
  readonly shared: boolean;
  readonly costUsd: number | undefined;
}

const NOTHING: PhaseUsage = { calls: 0, sharedCalls: 0, promptTokens: 0, completionTokens: 0, ms: 0 };

function add(before: PhaseUsage = NOTHING, { reply, shared, costUsd }: Spent): PhaseUsage {
  const { promptTokens, completionTokens } = reply.usage;
  return {
    ...before,
    calls: before.calls + (shared ? 0 : 1),
    sharedCalls: before.sharedCalls + (shared ? 1 : 0),
    promptTokens: before.promptTokens + (shared ? 0 : promptTokens),
    completionTokens: before.completionTokens + (shared ? 0 : completionTokens),
    ms: Math.round(before.ms + reply.latencyMs),
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
