import type { ComparedCase } from '../../../analysis/gate/pairEvidence.ts';

/** A case with one row on either side. */
export const caseOf = (head: boolean, base: boolean): ComparedCase => repeated([head], [base]);

/** A case by the rows of its sides, of which head lost some. */
export function repeated(head: readonly boolean[], base: readonly boolean[], lost = 0): ComparedCase {
  return { head: { ...passesOf(head), lost }, base: passesOf(base) };
}

const passesOf = (rows: readonly boolean[]) => ({ passed: rows.filter(Boolean).length, of: rows.length });
