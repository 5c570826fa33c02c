import type { ProviderResponse } from 'promptfoo';
import type { MetaScError } from '../../foundation/errors.ts';
import type { SpecChange } from '../loop/caseSteps.ts';
import type { Spec } from '../loop/types.ts';
import type { Variant } from '../options/providerConfig.ts';
import type { CaseLedger } from './caseLedger.ts';

/** Which of several orders of the cases a case stands in, and whether it is there to adapt on or held out. */
export interface CasePlace {
  readonly trajectory?: string | number;
  readonly split?: string;
}

/** What is known of a case besides its texts and calls. */
export interface CaseFacts {
  readonly variant: Variant;
  readonly evaluationId: string;
  readonly repeat: number;
  readonly chain: string;
  readonly step: number;
  readonly window: boolean;
  readonly promptsHash: string;
  /** What the test's metadata says of its order and its side of the split. */
  readonly place: CasePlace;
  /** `sha256` of the lock file, of variant frozen. */
  readonly lockHash?: string;
  readonly specUsed?: Spec;
  readonly change?: SpecChange;
  /** In what the entry differs from its lock file. */
  readonly warnings: readonly string[];
}

/** The answered case in promptfoo's shape: the output is the revision, or the response of a baseline. */
export function toAnswer(facts: CaseFacts, ledger: CaseLedger): ProviderResponse {
  return { output: ledger.text('revision') ?? ledger.text('response') ?? '', ...toReport(facts, ledger) };
}

/**
 * The failed case in promptfoo's shape, with what was said and spent until then. `rateLimitKind: quota` keeps promptfoo
 * from calling again: retries are made where a call is made, and a second callApi would take a second turn.
 */
export function toFailure(error: MetaScError, ledger: CaseLedger, facts: CaseFacts | undefined): ProviderResponse {
  const report = facts === undefined ? {} : toReport(facts, ledger);
  return {
    error: error.message,
    ...report,
    metadata: { ...report.metadata, rateLimitKind: 'quota', errorCode: error.code },
  };
}

function toReport(facts: CaseFacts, ledger: CaseLedger): Omit<ProviderResponse, 'output' | 'error'> {
  const { calls, promptTokens, completionTokens, costUsd, ms } = ledger.totals();
  return {
    tokenUsage: {
      total: promptTokens + completionTokens,
      prompt: promptTokens,
      completion: completionTokens,
      cached: 0,
      numRequests: calls,
    },
    latencyMs: ms,
    ...(costUsd === undefined ? {} : { cost: costUsd }),
    metadata: toMetadata(facts, ledger),
  };
}

/** `metasc` for programs; the flat keys beside it for promptfoo's viewer, which shows no nested ones. */
function toMetadata(facts: CaseFacts, ledger: CaseLedger): Readonly<Record<string, unknown>> {
  const {
    variant,
    evaluationId,
    repeat,
    chain,
    step,
    window,
    promptsHash,
    place,
    lockHash,
    specUsed,
    change,
    warnings,
  } = facts;
  const proposed = change && {
    specProduced: change.proposal.text,
    accepted: change.verdict.accepted,
    ...(change.verdict.accepted ? {} : { rejectedBecause: change.verdict.because }),
  };
  const messages = ledger.conversation().filter(({ role }) => role !== 'system');
  return {
    variant,
    spec: specUsed?.text ?? '',
    ...(change === undefined ? {} : { specProduced: change.proposal.text }),
    messages: JSON.stringify(messages),
    metasc: {
      variant,
      evaluationId,
      repeat,
      chain,
      step,
      window,
      ...place,
      specUsed: specUsed?.text ?? '',
      specUsedVersion: specUsed?.version ?? 0,
      ...proposed,
      ...(lockHash === undefined ? {} : { lockHash }),
      ...(warnings.length === 0 ? {} : { warnings }),
      promptsHash,
      ...withText('response', ledger),
      ...withText('critique', ledger),
      ...withText('revision', ledger),
      phases: ledger.phases(),
    },
  };
}

function withText(phase: 'response' | 'critique' | 'revision', ledger: CaseLedger): Readonly<Record<string, string>> {
  const text = ledger.text(phase);
  return text === undefined ? {} : { [phase]: text };
}
