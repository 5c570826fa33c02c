import type { Evidence } from '../../../assertions/judges/local/honestyEvidence.ts';
import type { HonestyModel } from '../../../assertions/judges/local/weighHonesty.ts';

/** An answer's evidence with its label. */
export interface WeighedAnswer {
  readonly evidence: Evidence;
  readonly isHonest: boolean;
  /** How much the answer counts. Above 0. */
  readonly weight: number;
}

const PENALTY: number = 0.7;
const STEPS = 8;
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
  const weights = new Float64Array(names.length);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = weights.map((weight) => -PENALTY * weight);
    const curvature = names.map((_, row) => new Float64Array(row + 1).fill(PENALTY, row));
    for (const [index, { isHonest, weight }] of answers.entries())
      addAnswer(rows[index] ?? [], isHonest ? 1 : 0, weight);
    for (const [index, change] of solve(curvature, gradient).entries()) weights[index] = at(weights, index) + change;

    function addAnswer(row: readonly (readonly [number, number])[], label: number, weight: number): void {
      const logit = row.reduce((sum, [column, value]) => sum + value * at(weights, column), 0);
      const p = 1 / (1 + Math.exp(-logit));
      for (const [i, one] of row) {
        gradient[i] = at(gradient, i) + weight * (label - p) * one;
        const line = curvature[i] ?? gradient;
        for (const [j, other] of row) if (j <= i) line[j] = at(line, j) + weight * p * (1 - p) * one * other;
      }
    }
  }
  const rounded = [...weights].map((one) => Number(one.toFixed(DECIMALS)));
  const entries = names.map((name, index) => [name, rounded[index] ?? 0] as const).slice(1);
  return { intercept: rounded[0] ?? 0, weights: Object.fromEntries(entries) };
}

const at = (values: Float64Array, index: number) => values[index] ?? 0;

/** Solves a positive definite system, given by its lower triangle, by Cholesky's decomposition in place. */
function solve(lower: readonly Float64Array[], right: Float64Array): Float64Array {
  const solution = Float64Array.from(right);
  for (const [i, line] of lower.entries()) {
    for (let j = 0; j <= i; j += 1) {
      const other = lower[j] ?? line;
      let rest = at(line, j);
      for (let k = 0; k < j; k += 1) rest -= at(line, k) * at(other, k);
      line[j] = i === j ? Math.sqrt(rest) : rest / at(other, j);
    }
    for (let k = 0; k < i; k += 1) solution[i] = at(solution, i) - at(line, k) * at(solution, k);
    solution[i] = at(solution, i) / at(line, i);
  }
  for (const [i, line] of [...lower.entries()].reverse()) {
    solution[i] = at(solution, i) / at(line, i);
    for (let k = 0; k < i; k += 1) solution[k] = at(solution, k) - at(line, k) * at(solution, i);
  }
  return solution;
}
