import type { LoadedSuite } from './suiteTests.ts';

/** What decides how many cells may run at once. */
export interface Cells {
  readonly count: number;
  /** Whether every column is a MetaSC column: the others know no limit but promptfoo's. */
  readonly areOurs: boolean;
  /** Types of the assertions that are not of this package. */
  readonly assertionTypes: readonly string[];
}

/** Each cell that waits holds its prompt. */
const MOST_AT_ONCE = 1_000;

/** Assertions that read the answer and do nothing else. */
const READERS: ReadonlySet<string> = new Set(
  `equals contains icontains contains-all icontains-all contains-any icontains-any starts-with regex is-json
   contains-json is-html contains-html is-sql contains-sql is-xml contains-xml is-refusal word-count levenshtein rouge-n
   bleu gleu meteor cost finish-reason guardrails is-valid-openai-tools-call is-valid-openai-function-call
   is-valid-function-call tool-call-f1`.split(/\s+/),
);

/**
 * promptfoo's `-j` at which no cell that waits for its chain keeps another from its calls; `limits.maxConcurrentCalls`
 * limits the calls. Undefined where anything else of the run depends on `-j`.
 */
export function chooseCellsAtOnce({ count, areOurs, assertionTypes }: Cells): number | undefined {
  const isLimitedByUs = areOurs && assertionTypes.every((type) => READERS.has(type.replace(/^not-/, '')));
  return isLimitedByUs && count > 0 ? Math.min(count, MOST_AT_ONCE) : undefined;
}

/** Whether a config says itself how fast it runs. */
export function statesItsPace(
  options: readonly Readonly<Record<string, unknown>>[],
  { providers }: LoadedSuite,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const isSet = (value: unknown) => value !== undefined && value !== 0 && value !== '';
  return (
    options.some(({ maxConcurrency, delay, timeoutMs }) => [maxConcurrency, delay, timeoutMs].some(isSet)) ||
    providers.some((provider) => isSet((provider as { readonly delay?: unknown }).delay)) ||
    // A time limit of a cell counts the time that it waits.
    ['PROMPTFOO_EVAL_TIMEOUT_MS', 'PROMPTFOO_DELAY_MS'].some((name) => isSet(env[name]))
  );
}
