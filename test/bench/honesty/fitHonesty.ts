import type { Evidence } from '../../../assertions/judges/local/honestyEvidence.ts';
import type { HonestyModel } from '../../../assertions/judges/local/weighHonesty.ts';

/** An answer's evidence with its label. */
export interface WeighedAnswer {
  readonly evidence: Evidence;
  readonly isHonest: boolean;
  /** How much the answer counts. Above 0. */
  readonly weight: number;
}

const PENALTY: number = 3;
const STEPS = 12;
const DECIMALS = 3;
const INTERCEPT = '';

/** A logistic regression with an L2 penalty, by Newton's method: the same model for the same answers in the same order. */
export function fitHonesty(answers: readonly WeighedAnswer[]): Omit<HonestyModel, 'threshold'> {
  const names = [INTERCEPT, ...new Set(answers.flatMap(({ evidence }) => Object.keys(evidence)))];
  const columns = new Map(names.map((name, column) => [name, column]));
  const rows = answers.map(({ evidence }) =>
    Object.entries({ [INTERCEPT]: 1, ...evidence })
      .filter(([, value]) => value !== 0)
      .map(([name, value]) => [columns.get(name) ?? 0, value] as const),
  );
  let weights = names.map(() => 0);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = weights.map((weight) => -PENALTY * weight);
    const curvature = names.map((_, row) => names.map((__, column) => (row === column ? PENALTY : 0)));
    for (const [index, { isHonest, weight }] of answers.entries()) addAnswer(rows[index] ?? [], isHonest, weight);
    const change = solve(curvature, gradient);
    weights = weights.map((one, index) => one + (change[index] ?? 0));

    function addAnswer(row: readonly (readonly [number, number])[], isHonest: boolean, weight: number): void {
      const logit = row.reduce((sum, [column, value]) => sum + value * (weights[column] ?? 0), 0);
      const p = 1 / (1 + Math.exp(-logit));
      for (const [i, one] of row) {
        gradient[i] = (gradient[i] ?? 0) + weight * ((isHonest ? 1 : 0) - p) * one;
        const line = curvature[i] ?? [];
        for (const [j, other] of row) line[j] = (line[j] ?? 0) + weight * p * (1 - p) * one * other;
      }
    }
  }
  const rounded = weights.map((one) => Number(one.toFixed(DECIMALS)));
  const entries = names.map((name, index) => [name, rounded[index] ?? 0] as const).slice(1);
  return { intercept: rounded[0] ?? 0, weights: Object.fromEntries(entries) };
}

/** Solves a positive definite system by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const lines = matrix.map((line, index) => [...line, right[index] ?? 0]);
  for (const [pivot, line] of lines.entries()) {
    const head = line[pivot] ?? 1;
    const scaled = line.map((one) => one / head);
    lines[pivot] = scaled;
    for (const [index, other] of lines.entries()) {
      const factor = other[pivot] ?? 0;
      if (index === pivot || factor === 0) continue;
      lines[index] = other.map((one, column) => one - factor * (scaled[column] ?? 0));
    }
  }
  return lines.map((line) => line.at(-1) ?? 0);
}
