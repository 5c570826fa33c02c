import type { UnifiedConfig } from 'promptfoo';
import type { CasesOptions } from './casesOptions.ts';
import { type SuiteColumn, toProviders } from './columns.ts';
import { readSuiteEnvironment, type SuiteEnvironment } from './environment.ts';
import { modulePath } from './modulePath.ts';

/** The parts of a suite. */
export interface SuiteParts {
  /** The question that the suite answers; the viewer's title. */
  readonly description: string;
  readonly columns: readonly SuiteColumn[];
  /** One entry per set of cases; the environment's options apply to each that doesn't set them itself. */
  readonly cases: readonly CasesOptions[];
  /** Provider options for all columns. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Path of a module with an `afterAll` hook, from the package's root, without extension. */
  readonly hook?: string;
}

/** A promptfoo config whose tests are generated. */
export interface Suite extends UnifiedConfig {
  readonly tests: { readonly path: string; readonly config: CasesOptions }[];
}

/**
 * A promptfoo config from the parts of a suite and the environment's models, judge and options.
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
 */
export function createSuite(
  parts: SuiteParts | ((environment: SuiteEnvironment) => SuiteParts),
  environment: SuiteEnvironment = readSuiteEnvironment(process.env),
): Suite {
  const { description, columns, cases, options, hook } = typeof parts === 'function' ? parts(environment) : parts;
  return {
    description,
    prompts: ['{{prompt}}'],
    providers: toProviders(columns, environment, options),
    tests: cases.map((config) => ({
      path: `file://${modulePath('suites/cases')}`,
      config: { judge: environment.judge, ...environment.cases, ...config },
    })),
    ...(hook === undefined ? {} : { extensions: [`file://${modulePath(hook)}:afterAll`] }),
    evaluateOptions: { maxConcurrency: 8 },
  };
}
