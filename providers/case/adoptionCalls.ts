import pLimit from 'p-limit';
import { openConversation } from '../../foundation/chatPrompt.ts';
import { user } from '../../foundation/conversation.ts';
import { asMetaScError, MetaScError } from '../../foundation/errors.ts';
import type { AdoptionInput } from '../loop/adoption.ts';
import { type CaseJudging, type CaseVerdict, failsUnder } from '../loop/judgeCase.ts';
import type { ChatModel, ChatReply } from '../models/chatModel.ts';
import { createSharedCalls } from '../models/sharedCalls.ts';
import type { HeldOutCase } from '../options/heldOutCases.ts';
import { judgeSampling } from '../options/trialJudge.ts';
import type { VariantSetup } from '../options/variantSetup.ts';
import type { CallLedger } from '../specs/callLedger.ts';
import { createBreaker } from './breaker.ts';
import { createCaseLedger, type Totals } from './caseLedger.ts';
import { createAsk, createAskJudge, createCaller, createSpare } from './modelCalls.ts';

export interface AdoptionCallsInput {
  readonly setup: VariantSetup;
  readonly judge: ChatModel;
  readonly cases: readonly HeldOutCase[];
  /** Keeps every answer, so that an adoption that was broken off goes on. */
  readonly ledger: CallLedger;
  readonly signal: AbortSignal;
  /** Called after each verdict. */
  readonly onVerdict: () => void;
}

export interface AdoptionCalls {
  readonly judge: AdoptionInput<{ readonly text: string }>['judge'];
  /** What the verdicts so far took, calls recorded by an attempt before included. */
  readonly spent: () => Pick<Totals, 'calls' | 'costUsd'> & { readonly recorded: number };
  /** The last failure that cost a case its verdict. */
  readonly failure: () => MetaScError | undefined;
}

/** Answers as kept in memory: those of one spec, so that candidates find the responses there. */
const MAX_KEPT_CALLS = 2_000;

/**
 * Answers cases under a spec as variant static-critique does, and has the answers judged; as many at a time as the options
 * allow calls. Equal calls are made once, so all specs revise the same responses.
 */
export function createAdoptionCalls(input: AdoptionCallsInput): AdoptionCalls {
  const { setup, judge, cases, ledger, onVerdict } = input;
  const { config, prompts, model } = setup;
  const asked = new Set<string>();
  const made = new Set<string>();
  const record = (key: string, make: () => Promise<ChatReply>) => {
    asked.add(key);
    const counted = () => {
      made.add(key);
      return make();
    };
    return ledger.once(key, counted, ({ outcome }) => outcome !== 'failed');
  };
  const stop = new AbortController();
  const signal = AbortSignal.any([input.signal, stop.signal]);
  const caseLedger = createCaseLedger();
  const sharedCalls = createSharedCalls({ maxKept: MAX_KEPT_CALLS, record });
  const call = createCaller({ sharedCalls, repeat: 0, signal, ledger: caseLedger });
  const judging: CaseJudging = {
    prompts,
    ask: createAsk(call, setup, 'trial'),
    judge: createAskJudge(call, { judge, sampling: judgeSampling(config.sampling), price: config.pricing?.trialJudge }),
  };
  const spare = createSpare({ ledger: caseLedger, signal });
  const breaker = createBreaker();
  const withinLimit = pLimit(config.limits.maxConcurrentCalls);
  const systemPrompt = setup.systemPrompt({});

  async function judgeOne(spec: string, index: number): Promise<CaseVerdict> {
    const one = cases[index];
    if (one === undefined) return 'unclear';
    try {
      signal.throwIfAborted();
      breaker.check(model.name);
      const conversation = openConversation([user(one.prompt)], systemPrompt);
      const fails = await failsUnder(spec, { ...one, conversation }, judging);
      breaker.answered(model.name);
      return fails;
    } catch (error) {
      spare('trial', error);
      breaker.failed(model.name, asMetaScError(error), config.limits.maxFailedCases);
      return 'unclear';
    } finally {
      onVerdict();
    }
  }

  /** The first failure that costs more than its case ends all others, and is the one to tell. */
  async function orStop(verdict: Promise<CaseVerdict>): Promise<CaseVerdict> {
    try {
      return await verdict;
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  }

  return {
    async judge(spec, places) {
      const asking = places.map((index) => orStop(withinLimit(() => judgeOne(spec, index))));
      // The ledger is closed after this: no call may be under way.
      await Promise.allSettled(asking);
      if (input.signal.aborted) throw new MetaScError('adopt: interrupted', { code: 'ABORTED', help: GOES_ON });
      if (stop.signal.aborted) throw stop.signal.reason;
      return Promise.all(asking);
    },
    spent() {
      const { costUsd } = caseLedger.totals();
      return { calls: asked.size, recorded: asked.size - made.size, ...(costUsd === undefined ? {} : { costUsd }) };
    },
    failure: () => caseLedger.failure('trial'),
  };
}

const GOES_ON = 'The same command goes on where it ended: it asks nothing again.';
