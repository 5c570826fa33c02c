import { isDeepStrictEqual } from 'node:util';
import type { RowAssertion } from '../../../../analysis/results/rowAssertions.ts';

/** One case of a run, as far as the check reads it. */
export interface CheckedRow {
  readonly output: unknown;
  readonly error: string | undefined;
  readonly assertions: readonly RowAssertion[];
}

/** How the answers of two runs compare. */
export interface RowComparison {
  /** Number of the project's own assertions. */
  readonly assertions: number;
  /** Whether texts differ, which equal requests explain only by sampling. */
  readonly isSampled: boolean;
  /** By name: `case 1: output: an object became a text`. */
  readonly differences: readonly string[];
  /** What came out otherwise, but on another text. */
  readonly flips: readonly string[];
}

/** Compares type and value of the outputs, and the project's own assertions, case by case. */
export function compareRows(own: readonly CheckedRow[], baseline: readonly CheckedRow[]): RowComparison {
  const differences: string[] = [];
  const flips: string[] = [];
  let isSampled = false;
  for (const [index, before] of own.entries()) {
    const after = baseline[index];
    if (after === undefined) break;
    const name = `case ${index + 1}`;
    if (before.error !== undefined || after.error !== undefined) {
      differences.push(`${name}: ${describeErrors(before.error, after.error)}`);
      continue;
    }
    const isEqual = isDeepStrictEqual(before.output, after.output);
    const [kind, other] = [kindOf(before.output), kindOf(after.output)];
    if (kind !== other) differences.push(`${name}: output: ${kind} became ${other}`);
    isSampled ||= !isEqual && kind === other;
    (isEqual ? differences : flips).push(...compareAssertions(before, after).map((flip) => `${name}: ${flip}`));
  }
  return { assertions: own.flatMap(ownAssertions).length, isSampled, differences, flips };
}

function describeErrors(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `error: nothing became ${after}`;
  return after === undefined
    ? `error: ${before} became nothing`
    : `fails on both sides, so nothing is compared: ${before}`;
}

const ownAssertions = ({ assertions }: CheckedRow) => assertions.filter(({ isOurs }) => !isOurs);

function compareAssertions(own: CheckedRow, baseline: CheckedRow): readonly string[] {
  const after = new Map(baseline.assertions.map((assertion) => [assertion.key, assertion]));
  return ownAssertions(own).flatMap(({ key, name, pass }) => {
    const other = after.get(key);
    if (other !== undefined && other.pass === pass) return [];
    return [`assertion ${name}: ${resultOf(pass)} became ${other === undefined ? 'missing' : resultOf(other.pass)}`];
  });
}

function resultOf(pass: boolean | undefined): string {
  if (pass === undefined) return 'not graded';
  return pass ? 'passed' : 'failed';
}

function kindOf(output: unknown): string {
  if (output === null || output === undefined) return 'nothing';
  if (Array.isArray(output)) return 'a list';
  return typeof output === 'object' ? 'an object' : typeof output === 'string' ? 'a text' : `a ${typeof output}`;
}
