import type { Conversation } from '../../foundation/conversation.ts';
import { type CaseOutcome, runCase } from '../loop/caseSteps.ts';
import type { Turn } from '../loop/specChain.ts';
import type { TrialMemory } from '../loop/trialMemory.ts';
import type { Spec } from '../loop/types.ts';
import { textRuleOf } from '../options/providerConfig.ts';
import type { VariantSetup } from '../options/variantSetup.ts';
import type { CaseLedger } from './caseLedger.ts';
import { defendCase } from './defendCase.ts';
import { type Caller, createAsk, createDefenceAsk, createLook, createSpare, createTrial } from './modelCalls.ts';
import { type SpecWatch, watchSpec } from './watchSpec.ts';

export interface SolveInput {
  readonly setup: VariantSetup;
  /** System prompt and request. */
  readonly conversation: Conversation;
  /** Why the response can't be revised. */
  readonly skipped: string | undefined;
  readonly turn: Turn;
  /** The spec that the case is revised under, as soon as its turn comes. */
  readonly spec: () => Promise<Spec>;
  readonly caller: Caller;
  readonly ledger: CaseLedger;
  readonly signal: AbortSignal | undefined;
  /** Of the chain. */
  readonly trialMemory: TrialMemory;
  /** Where changes of the spec are watched. @default nowhere */
  readonly watch?: Pick<SpecWatch, 'context' | 'chain' | 'memory'>;
}

export interface Solved extends CaseOutcome {
  /** What a defence did with the answer. */
  readonly note?: string;
}

/**
 * Answers one case as its variant does. The texts and costs are in the ledger. The caller ends the turn.
 *
 * @throws MetaScError as the calls
 */
export async function solveCase(input: SolveInput): Promise<Solved> {
  const { setup, conversation, turn, spec, caller, ledger, signal } = input;
  const { config, prompts } = setup;
  if (setup.defence !== undefined && input.skipped === undefined) {
    return defendCase({ ...setup.defence, conversation, ask: createDefenceAsk(caller, setup), ledger });
  }
  const ask = createAsk(caller, setup);
  if (config.variant === 'baseline' || input.skipped !== undefined) {
    const { outcome } = await ask('response', conversation);
    const skipped = config.variant === 'baseline' ? undefined : input.skipped;
    return { outcome, ...(skipped === undefined ? { transcript: ledger.conversation() } : { skipped }) };
  }
  const look = createLook(caller, setup, ledger);
  const spare = createSpare({ ledger, signal });
  const trial = createTrial({ call: caller, setup, memory: input.trialMemory, ledger });
  const acceptance = {
    rule: textRuleOf(config.adapt.acceptance),
    maxSpecChars: config.limits.maxSpecChars,
    trial,
  };
  const outcome = await runCase({ conversation, turn, spec, prompts, ask, look, spare, acceptance, signal });
  if (trial !== undefined && input.watch !== undefined && outcome.transcript !== undefined) {
    await watchSpec({
      ...{ ...input.watch, conversation, used: await spec(), maxCases: config.adapt.watch },
      ...{ ledger, prompts, ask: trial.ask, judge: trial.judge, spare },
    });
  }
  if (setup.reviewModel.takesCase === true && isSaidAgain(ledger)) {
    ledger.warn(
      'critique: the target gave its response again; if it does not read its prompt, see turns in docs/models.md',
    );
  }
  return outcome;
}

function isSaidAgain(ledger: CaseLedger): boolean {
  const response = ledger.text('response');
  return response !== undefined && response === ledger.text('critique');
}
