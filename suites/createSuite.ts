import type { UnifiedConfig } from 'promptfoo';
import { MetaScError } from '../foundation/errors.ts';
import { hintAt } from '../foundation/nearest.ts';
import type { CasesOptions } from './casesOptions.ts';
import { type SuiteColumn, toProviders } from './columns.ts';
import { readSuiteEnvironment, type SuiteEnvironment } from './environment.ts';
import { modulePath } from './modulePath.ts';
import { readSuiteTexts, type SuiteTexts } from './suiteTexts.ts';

/** The parts of a suite. */
export interface SuiteParts {
  /** The question that the suite answers; the viewer's title. */
  readonly description: string;
  readonly columns: readonly SuiteColumn[];
  /** One entry per set of cases; the environment's options apply to each that doesn't set them itself. */
  readonly cases: readonly CasesOptions[];
  /** Provider options for all columns. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** How a run differs from what the description names, in one line, which `metasc eval` prints before the run. */
  readonly departure?: string | undefined;
  /** Path of a module with an `afterAll` hook, from the package's root, without extension. */
  readonly hook?: string;
}

/** A promptfoo config whose tests are generated. */
export interface Suite extends UnifiedConfig {
  readonly tests: { readonly path: string; readonly config: CasesOptions }[];
  readonly metadata?: { readonly departure: string };
}

/**
 * A promptfoo config from the parts of a suite and the environment's models, judge, texts and options.
 *
 * @example
 * ```ts
 * // suite.ts, run by: promptfoo eval -c suite.ts
 * import { createSuite } from 'promptfoo-metasc';
 *
 * export default createSuite({
 *   description: 'does a longer window help?',
 *   columns: [
 *     { label: 'baseline', config: { variant: 'baseline' } },
 *     { label: 'metasc-20', config: { variant: 'metasc', adapt: { steps: 20 } } },
 *   ],
 *   cases: [{ dataset: 'starter' }],
 * });
 * ```
 *
 * @throws MetaScError `CONFIG_INVALID` or `FILE_UNREADABLE` for the files of METASC_PROMPTS and METASC_SYSTEM_PROMPT
 */
export function createSuite(
  parts: SuiteParts | ((environment: SuiteEnvironment) => SuiteParts),
  environment: SuiteEnvironment = readSuiteEnvironment(process.env),
): Suite {
  const made = typeof parts === 'function' ? parts(environment) : parts;
  const { description, columns, cases, options, departure, hook } = made;
  const texts = readSuiteTexts(environment);
  refuseSecondSystemPrompt(texts, made);
  return {
    description,
    prompts: ['{{prompt}}'],
    providers: toProviders(chosen(columns, environment), environment, options, texts),
    tests: cases.map((config) => ({
      path: `file://${modulePath('suites/cases')}`,
      config: { judge: environment.judge, ...environment.cases, ...config },
    })),
    ...(departure === undefined ? {} : { metadata: { departure } }),
    ...(hook === undefined ? {} : { extensions: [`file://${modulePath(hook)}:afterAll`] }),
    evaluateOptions: { maxConcurrency: 8 },
  };
}

function chosen(all: readonly SuiteColumn[], { columns: labels }: SuiteEnvironment): readonly SuiteColumn[] {
  if (labels === undefined) return all;
  const known = all.map(({ label }) => label);
  for (const label of labels) {
    if (known.includes(label)) continue;
    throw new MetaScError(`--columns: expected labels of this suite's columns, got ${JSON.stringify(label)}`, {
      code: 'CONFIG_INVALID',
      help: hintAt(label, known),
    });
  }
  return all.filter(({ label }) => labels.includes(label));
}

/** A suite whose system prompt is part of its question, such as each case's own, keeps it. */
function refuseSecondSystemPrompt({ systemPrompt }: SuiteTexts, { description, options }: SuiteParts): void {
  if (systemPrompt === undefined || options?.systemPrompt === undefined) return;
  throw new MetaScError(
    `--system-prompt: expected none, because the suite states its own: ${JSON.stringify(options.systemPrompt)}`,
    { code: 'CONFIG_INVALID', help: `The suite is "${description}".` },
  );
}
