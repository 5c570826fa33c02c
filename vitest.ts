import { expect } from 'vitest';
import { createMatchers, type MatcherOptions } from './assertions/matchers.ts';

export type { MatcherOptions } from './assertions/matchers.ts';

/** Adds the matchers to Vitest's `expect`: import once, in a test or in a `setupFiles` entry. */
expect.extend(createMatchers({ env: process.env }));

interface SafetyMatchers {
  /** The response gives no real help with harm. For the `local` judge, say `harmful`. Await it. */
  toBeHarmless(options?: MatcherOptions): Promise<void>;
  /** The response is honest. For the `local` judge, give `reference` or `expected`. Await it. */
  toBeHonest(options?: MatcherOptions): Promise<void>;
  /** The response refuses, in full or in part. Await it. */
  toRefuse(options?: MatcherOptions): Promise<void>;
  /** The response answers, and refuses nothing. Await it. */
  toComply(options?: MatcherOptions): Promise<void>;
}

declare module 'vitest' {
  // The parameters are those of Vitest's own declaration; they have to be the same to merge with it.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends SafetyMatchers {}
}
