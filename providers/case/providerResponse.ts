import type { ProviderResponse } from 'promptfoo';
import type { MetaScError } from '../../foundation/errors.ts';
import { fieldsOf } from '../../foundation/untyped.ts';
import type { CaseLedger } from './caseLedger.ts';
import { type KnownCase, toCaseRecord } from './caseRecord.ts';
import { toRowMetadata } from './storedRecord.ts';

/**
 * The case in promptfoo's shape: the output is the revision, or the response of a baseline. What the platform withheld is
 * a result, not an error: the output says so, and promptfoo's guardrails are set.
 */
export function toAnswer(known: KnownCase, ledger: CaseLedger): ProviderResponse {
  const { outcome, withheldBy, toolCalls } = ledger.answer() ?? {};
  switch (outcome) {
    case 'withheld':
      return {
        output: `[withheld by the platform: ${withheldBy}]`,
        guardrails: { flagged: true, reason: withheldBy ?? 'withheld' },
        ...toReport(known, ledger),
      };
    case 'tool-call': {
      const output = (ledger.answer()?.output ?? toolCalls) as object;
      return { ...ledger.answer()?.rest, output, ...toReport(known, ledger) };
    }
    default: {
      const output = outputOf(ledger) as ProviderResponse['output'];
      return { ...ledger.answer()?.rest, output, ...toReport(known, ledger) };
    }
  }
}

/** The answer with the type that the response has: a revision of structured output is structured too. */
function outputOf(ledger: CaseLedger): unknown {
  const { output, text = '' } = ledger.answer() ?? {};
  const ofResponse = ledger.reply('response')?.output;
  if (output !== undefined || ofResponse === undefined) return output ?? text;
  const value = parseOutput(text);
  if (value === undefined) ledger.warn('revision: expected structured output as in the response, got text');
  return value ?? text;
}

/** JSON, alone or in a fence. */
function parseOutput(text: string): unknown {
  try {
    return JSON.parse(/^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text);
  } catch {
    return undefined;
  }
}

/**
 * The failed case in promptfoo's shape, with what was said and spent until then. `rateLimitKind: quota` keeps promptfoo
 * from calling again: retries are made where a call is made, and a second callApi would take a second turn.
 */
export function toFailure(error: MetaScError, ledger: CaseLedger, known: KnownCase | undefined): ProviderResponse {
  const report = known === undefined ? {} : toReport(known, ledger);
  return {
    error: error.message,
    ...report,
    metadata: { ...report.metadata, rateLimitKind: 'quota', errorCode: error.code },
  };
}

function toReport(known: KnownCase, ledger: CaseLedger): Omit<ProviderResponse, 'output' | 'error'> {
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
    metadata: toMetadata(known, ledger),
  };
}

/** What the target says of its answer, and the case. */
function toMetadata(known: KnownCase, ledger: CaseLedger): Readonly<Record<string, unknown>> {
  return {
    ...fieldsOf(ledger.reply('response')?.rest?.metadata),
    ...fieldsOf(ledger.answer()?.rest?.metadata),
    ...toRowMetadata(toCaseRecord(known, ledger), ledger.conversation()),
  };
}
