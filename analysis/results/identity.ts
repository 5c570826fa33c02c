import { shortHash } from '../../foundation/hash.ts';

/** Which test a row answers, whatever its place in the file. */
export interface TestIdentity {
  /** The test's own id; without one, `vars-` and a hash of its variables. */
  readonly caseId: string;
  /** Which of several orders of the cases it stands in. */
  readonly trajectory?: string;
  /** Id of the goal that it puts in other words or in a wrapper; tests of one goal hang together. */
  readonly goal?: string;
}

interface TestParts {
  readonly vars: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * The identity of a test: `metadata.id`, else its variables, in any order and without those that promptfoo adds
 * (`__evalId`, `_conversation` and the like).
 */
export function identify({ vars, metadata }: TestParts): TestIdentity {
  const { id, trajectory, goal } = metadata ?? {};
  return {
    caseId: isName(id) ? String(id) : `vars-${hashVars(vars)}`,
    ...(isName(trajectory) ? { trajectory: String(trajectory) } : {}),
    ...(isName(goal) ? { goal: String(goal) } : {}),
  };
}

const ADDED = /^(__|_conversation$)/;

function isName(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

function hashVars(vars: Readonly<Record<string, unknown>>): string {
  const own = Object.fromEntries(Object.entries(vars).filter(([name]) => !ADDED.test(name)));
  return shortHash(own, 16);
}
