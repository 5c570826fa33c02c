import type { Proportion } from '../../../statistics/wilson.ts';
import { shareOfCases } from '../../caseShares.ts';
import { type Matrix, passOf, type ReportColumn } from '../../matrix.ts';
import { MOVED_BY_SPEC } from '../../metricWords.ts';
import { type ProposalOutcome, proposalOutcome } from './proposalMarks.ts';

/** A run of neighbouring steps of a column's chains, all chains together. */
export interface CurvePoint {
  readonly metric: string;
  /** First and last step, from 0. */
  readonly from: number;
  readonly to: number;
  readonly share: Proportion;
  /** The column compared with, over the same cases; null where it scored none of them. */
  readonly base: Proportion | null;
}

/** A column's scores as its spec changed. */
export interface LearningCurve {
  readonly column: ReportColumn;
  readonly chains: number;
  readonly steps: number;
  /** Length of the window: only the first steps may change the spec. */
  readonly windowSteps: number;
  readonly metrics: readonly string[];
  readonly points: readonly CurvePoint[];
  readonly proposals: readonly { readonly step: number; readonly outcome: ProposalOutcome }[];
}

const MOST_BINS = 12;

/** One curve per column whose rows state which spec they proposed. */
export function toLearningCurves(matrix: Matrix): readonly LearningCurve[] {
  return matrix.columns
    .filter(({ rows }) => [...rows.values()].some(({ turn }) => turn?.specProduced !== undefined))
    .map((column) => toCurve(column, matrix.against));
}

function toCurve(column: ReportColumn, against: ReportColumn): LearningCurve {
  const turns = [...column.rows].flatMap(([key, row]) =>
    row.turn === undefined ? [] : [{ key, row, turn: row.turn }],
  );
  const steps = 1 + Math.max(...turns.map(({ turn }) => turn.step));
  const metrics = MOVED_BY_SPEC.filter((metric) => turns.some(({ row }) => row.scores.has(metric)));
  const width = Math.ceil(steps / MOST_BINS);
  const bins = Map.groupBy(turns, ({ turn }) => Math.floor(turn.step / width));
  const points = metrics.flatMap((metric) =>
    [...bins]
      .sort(([a], [b]) => a - b)
      .flatMap(([bin, own]) => {
        const scored = own.filter(({ row }) => row.scores.get(metric)?.kind === 'scored');
        const share = shareOfCases(
          scored.map(({ row }) => row),
          (row) => passOf(row, metric),
        );
        if (share === null) return [];
        const others = scored.flatMap(({ key }) => against.rows.get(key) ?? []);
        const base = against === column ? null : shareOfCases(others, (row) => passOf(row, metric));
        return [{ metric, from: bin * width, to: Math.min(steps, (bin + 1) * width) - 1, share, base }];
      }),
  );
  const chains = turns.map(({ turn, row }) =>
    JSON.stringify([turn.evaluationId, turn.chain, row.repeat, row.trajectory]),
  );
  return {
    column,
    chains: new Set(chains).size,
    steps,
    windowSteps: 1 + turns.reduce((last, { turn }) => (turn.window ? Math.max(last, turn.step) : last), -1),
    metrics,
    points,
    proposals: turns
      .filter(({ turn }) => turn.specProduced !== undefined)
      .map(({ turn }) => ({ step: turn.step, outcome: proposalOutcome(turn) }))
      .sort((a, b) => a.step - b.step),
  };
}
