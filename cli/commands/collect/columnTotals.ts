import { fieldsOf, numberOf, textOf } from '../../../foundation/untyped.ts';
import type { CollectedRow } from '../../../scale/placedRows.ts';
import type { PlannedEvaluation } from '../../../scale/plan.ts';

/** The figures of promptfoo's columns, from their rows. */
export interface ColumnTotals {
  add(row: CollectedRow): void;
  /** As `results.prompts` of promptfoo. */
  prompts(): readonly object[];
  /** As `results.stats` of promptfoo. */
  stats(): object;
}

const USED = ['total', 'prompt', 'completion', 'cached', 'numRequests'] as const;
type Usage = Record<(typeof USED)[number], number>;
const nothingUsed = (): Usage => ({ total: 0, prompt: 0, completion: 0, cached: 0, numRequests: 0 });

interface Totals {
  prompt: Readonly<Record<string, unknown>>;
  readonly metrics: {
    score: number;
    testPassCount: number;
    testFailCount: number;
    testErrorCount: number;
    assertPassCount: number;
    assertFailCount: number;
    totalLatencyMs: number;
    readonly tokenUsage: Usage;
    readonly namedScores: Record<string, number>;
    readonly namedScoresCount: Record<string, number>;
    readonly namedScoreWeights: Record<string, number>;
    cost: number;
  };
}

/** promptfoo weighs the sums by what the assertions of a metric weigh. */
function weightOf(components: unknown, metric: string): number {
  const own = (Array.isArray(components) ? components : []).filter(
    (component) => fieldsOf(fieldsOf(component).assertion).metric === metric,
  );
  return own.length === 0
    ? 1
    : own.reduce((sum, component) => sum + (numberOf(fieldsOf(fieldsOf(component).assertion).weight) ?? 1), 0);
}

/** promptfoo's reason of a row without an answer. */
const ERROR = 2;

export function createColumnTotals(columns: PlannedEvaluation['columns']): ColumnTotals {
  const all = columns.map(
    (): Totals => ({
      prompt: {},
      metrics: {
        score: 0,
        testPassCount: 0,
        testFailCount: 0,
        testErrorCount: 0,
        assertPassCount: 0,
        assertFailCount: 0,
        totalLatencyMs: 0,
        tokenUsage: nothingUsed(),
        namedScores: {},
        namedScoresCount: {},
        namedScoreWeights: {},
        cost: 0,
      },
    }),
  );
  return {
    add(row) {
      const column = all[Number(row.promptIdx)];
      if (column === undefined) return;
      column.prompt = fieldsOf(row.prompt);
      const { metrics } = column;
      metrics.score += numberOf(row.score) ?? 0;
      if (row.success === true) metrics.testPassCount += 1;
      else if (row.failureReason === ERROR) metrics.testErrorCount += 1;
      else metrics.testFailCount += 1;
      const components = fieldsOf(row.gradingResult).componentResults;
      for (const component of Array.isArray(components) ? components : []) {
        if (fieldsOf(component).pass === true) metrics.assertPassCount += 1;
        else metrics.assertFailCount += 1;
      }
      metrics.totalLatencyMs += numberOf(row.latencyMs) ?? 0;
      metrics.cost += numberOf(row.cost) ?? 0;
      const used = fieldsOf(row.tokenUsage);
      for (const kind of USED) metrics.tokenUsage[kind] += numberOf(used[kind]) ?? 0;
      for (const [name, score] of Object.entries(fieldsOf(row.namedScores))) {
        metrics.namedScores[name] = (metrics.namedScores[name] ?? 0) + (numberOf(score) ?? 0);
        metrics.namedScoresCount[name] = (metrics.namedScoresCount[name] ?? 0) + 1;
        metrics.namedScoreWeights[name] = (metrics.namedScoreWeights[name] ?? 0) + weightOf(components, name);
      }
    },
    prompts: () =>
      all.map(({ prompt, metrics }, index) => ({
        ...prompt,
        raw: textOf(prompt.raw) ?? '',
        label: textOf(prompt.label) ?? '',
        provider: columns[index]?.label || columns[index]?.id,
        metrics,
      })),
    stats() {
      const sum = (key: 'testPassCount' | 'testFailCount' | 'testErrorCount') =>
        all.reduce((total, { metrics }) => total + metrics[key], 0);
      const tokenUsage = nothingUsed();
      for (const { metrics } of all) for (const kind of USED) tokenUsage[kind] += metrics.tokenUsage[kind];
      return {
        successes: sum('testPassCount'),
        failures: sum('testFailCount'),
        errors: sum('testErrorCount'),
        tokenUsage,
      };
    },
  };
}
