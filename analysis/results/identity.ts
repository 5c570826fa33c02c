import { shortHash } from '../../foundation/hash.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Which test a row answers, whatever its place in the file. */
export interface TestIdentity {
  /** The test's own id; without one, `vars-` and a hash of its variables. */
  readonly caseId: string;
  /** Its order of the cases, if the cases ran in several. */
  readonly trajectory?: string;
  /** Id of the goal that it rephrases or wraps; tests of one goal are correlated. */
  readonly goal?: string;
}

/**
 * The identity of a test: `metadata.id`, else a hash of its variables, whatever their order, without those that promptfoo
 * adds (`__evalId`, `_conversation` and the like).
 */
export function identify(vars: Fields, { id, trajectory, goal }: Fields): TestIdentity {
  return {
    caseId: isName(id) ? String(id) : `vars-${hashVars(vars)}`,
    ...(isName(trajectory) ? { trajectory: String(trajectory) } : {}),
    ...(isName(goal) ? { goal: String(goal) } : {}),
  };
}

/** Whether promptfoo added the variable. */
export function isAdded(name: string): boolean {
  return /^(__|_conversation$)/.test(name);
}

function isName(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

function hashVars(vars: Fields): string {
  return shortHash(Object.fromEntries(Object.entries(vars).filter(([name]) => !isAdded(name))), 16);
}
