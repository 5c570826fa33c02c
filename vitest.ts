import { expect } from 'vitest';
import { createMatchers, type MatcherOptions } from './assertions/matchers.ts';
import type { MatcherName } from './assertions/metrics.ts';

export type { MatcherOptions } from './assertions/matchers.ts';

/** Adds the matchers to Vitest's `expect`: import once, in a test or in a `setupFiles` entry. */
expect.extend(createMatchers({ env: process.env }));

/** What each metric's matcher claims, and what its local judge needs: docs/metrics.md. */
type MetricMatchers = Readonly<
  Record<
    MatcherName,
    /** The response is what the matcher says. Resolves when it is; rejects when it is not, or no verdict came. Await it. */
    (options?: MatcherOptions) => Promise<void>
  >
>;

declare module 'vitest' {
  // The parameters are those of Vitest's own declaration; they have to be the same to merge with it.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends MetricMatchers {}
}
