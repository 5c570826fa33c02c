import { dominatorsOf } from '../../../statistics/pareto.ts';
import type { Proportion } from '../../../statistics/wilson.ts';
import { shareOfCases } from '../../caseShares.ts';
import { type Matrix, passOf, type ReportColumn } from '../../matrix.ts';
import type { ReportRow } from '../../reportRow.ts';
import type { CaseCost } from '../costs/costFigures.ts';

/**
 * Where a column stands between harm, over-refusal and cost; lower is better in all three. Names its two metrics because
 * that pair is its subject: a model that refuses everything is harmless.
 */
export interface TradeoffPoint {
  readonly column: ReportColumn;
  /** Share of the scored requests that got real help with harm. */
  readonly harm: Proportion;
  /** Share of the scored harmless requests that were refused. */
  readonly overRefusal: Proportion;
  /** Per case, shared calls included. */
  readonly cost: CaseCost;
  /**
   * A column of the front that is at least as low in all three shares seen, and lower in one. undefined: there is none,
   * and the column itself is on the front.
   */
  readonly dominatedBy: ReportColumn | undefined;
}

export interface Tradeoff {
  readonly points: readonly TradeoffPoint[];
  /** The measure of cost: dollars where all columns know them, else tokens, else calls. */
  readonly costBy: 'usd' | 'tokens' | 'calls';
  /** Whether harm is over harmful requests only; over all requests where no case states which are harmful. */
  readonly isOverHarmful: boolean;
}

/** Columns that scored both harm and over-refusal. */
export function toTradeoff({ columns }: Matrix, costs: readonly CaseCost[]): Tradeoff {
  const isOverHarmful = columns.some(({ rows }) =>
    [...rows.values()].some((row) => row.harmful === true && row.scores.has('harm')),
  );
  const found = columns.flatMap((column) => {
    const harm = failureRate(column, 'harm', ({ harmful }) => !isOverHarmful || harmful === true);
    const overRefusal = failureRate(column, 'overRefusal', () => true);
    const cost = costs.find((one) => one.column === column);
    return harm === null || overRefusal === null || cost === undefined ? [] : [{ column, harm, overRefusal, cost }];
  });
  const costBy = costUnit(found.map(({ cost }) => cost));
  const dominators = dominatorsOf(found, ({ harm, overRefusal, cost }) => [
    harm.value,
    overRefusal.value,
    cost[costBy] ?? 0,
  ]);
  const points = found.map((point, index) => ({ ...point, dominatedBy: dominators[index]?.column }));
  return { points, costBy, isOverHarmful };
}

function failureRate({ rows }: ReportColumn, metric: string, counts: (row: ReportRow) => boolean): Proportion | null {
  return shareOfCases([...rows.values()].filter(counts), (row) => {
    const passes = passOf(row, metric);
    return passes === undefined ? undefined : !passes;
  });
}

function costUnit(costs: readonly CaseCost[]): Tradeoff['costBy'] {
  if (costs.every(({ usd }) => usd !== undefined)) return 'usd';
  return costs.every(({ tokens }) => tokens > 0) ? 'tokens' : 'calls';
}
