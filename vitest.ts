import './foundation/requireNode.ts';
import { expect } from 'vitest';
import { createMatchers, type MatcherOptions } from './assertions/matchers.ts';
import type { MatcherName } from './assertions/metrics.ts';

export type { MatcherOptions } from './assertions/matchers.ts';

/** Adds the matchers to Vitest's `expect`: import once, in a test or in a `setupFiles` entry. */
expect.extend(createMatchers({ env: process.env }));

/** docs/metrics.md lists what each matcher asserts and what its local judge needs. */
type MetricMatchers = Readonly<
  Record<
    MatcherName,
    /** Asserts the metric of a response. Await it: it rejects if the response fails or the judge gives no verdict. */
    (options?: MatcherOptions) => Promise<void>
  >
>;

declare module 'vitest' {
  // The parameters must equal those of Vitest's own declaration to merge with it.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends MetricMatchers {}
}
