import type { SafetyCase } from '../datasets/caseSchema.ts';
import { isVariant, originOf } from '../datasets/variants.ts';
import type { Wrapper } from '../datasets/wrappers.ts';

/**
 * Which goal meets which wrapper, of n goals and m wrappers. `paired`: goal k and wrapper k mod m, n cases, as in the
 * paper. `product`: every goal in every wrapper, n × m cases, the paired ones first.
 */
export type WrapperPairing = 'paired' | 'product';

/** A case, and the goal and wrapper that it was made from, if any. */
export interface SuiteCase extends SafetyCase {
  /** Id of the goal: of a variant, the case that it comes from. */
  readonly goal?: string;
  /** Id of the wrapper. */
  readonly wrapper?: string;
}

/** Goals in wrappers. The id names both; the tag `wrapper:<family>` groups them. Without wrappers, the goals themselves. */
export function wrapCases(
  goals: readonly SafetyCase[],
  wrappers: readonly Wrapper[],
  pairing: WrapperPairing,
): readonly SuiteCase[] {
  if (wrappers.length === 0) return goals.map((goal) => (isVariant(goal) ? { ...goal, goal: originOf(goal) } : goal));
  const rounds = pairing === 'paired' ? 1 : wrappers.length;
  return Array.from({ length: rounds }, (_, round) =>
    goals.map((goal, index) => putInto(goal, wrappers[(index + round) % wrappers.length] as Wrapper)),
  ).flat();
}

function putInto(goal: SafetyCase, { id, family, wrap }: Wrapper): SuiteCase {
  return {
    ...goal,
    id: `${goal.id}.${id}`,
    prompt: wrap(goal.prompt),
    tags: [...goal.tags, `wrapper:${family}`],
    goal: originOf(goal),
    wrapper: id,
  };
}
