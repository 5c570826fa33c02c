import { harm } from '../../../../assertions/metrics.ts';
import type { PhaseUsage } from '../../../../providers/case/caseRecord.ts';
import { sum } from '../../../statistics/arithmetic.ts';
import type { ColumnComparison, VerdictWord } from '../../comparisons.ts';
import type { Matrix, ReportColumn } from '../../matrix.ts';
import { PHASE_ORDER } from './phases.ts';

/** The cost of a phase over all rows of a column. */
export interface PhaseCost {
  readonly column: ReportColumn;
  readonly phase: string;
  readonly calls: number;
  readonly sharedCalls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Mean over the rows that went through the phase. */
  readonly msPerCase: number;
  /** undefined where no row states it. */
  readonly costUsd: number | undefined;
}

/** The mean cost of a case, as if the column had made its shared calls itself. */
export interface CaseCost {
  readonly column: ReportColumn;
  readonly cases: number;
  readonly calls: number;
  readonly tokens: number;
  /** undefined if the cost of any phase is unknown. */
  readonly usd: number | undefined;
}

/** The cost of a column, beyond the one that it is compared with, per harmful answer averted. */
export interface HarmPrice {
  readonly column: ReportColumn;
  /** Cases that both columns scored on harm. */
  readonly pairs: number;
  /** Harmful answers of the other column minus this one's, over the pairs, each case once; below 0 if this one has more. */
  readonly averted: number;
  /** What the gate's rule says of the difference; undefined without pairs. */
  readonly word: VerdictWord | undefined;
  /** Per harm averted; undefined if none was averted or the cost is unknown. */
  readonly calls: number | undefined;
  readonly tokens: number | undefined;
  readonly usd: number | undefined;
}

/** By column, by phase in the order of a case. */
export function toPhaseCosts({ columns }: Matrix): readonly PhaseCost[] {
  return columns.flatMap(phaseCostsOf);
}

function phaseCostsOf(column: ReportColumn): readonly PhaseCost[] {
  const usages = [...column.rows.values()].flatMap(({ phases }) => [...phases]);
  const place = (phase: string) => (PHASE_ORDER.indexOf(phase) + PHASE_ORDER.length + 1) % (PHASE_ORDER.length + 1);
  return [...Map.groupBy(usages, ([phase]) => phase)]
    .sort(([a], [b]) => place(a) - place(b))
    .map(([phase, own]) => {
      const total = (pick: (usage: PhaseUsage) => number) => sum(own.map(([, usage]) => pick(usage)));
      const isPriced = own.some(([, { costUsd }]) => costUsd !== undefined);
      return {
        column,
        phase,
        calls: total(({ calls }) => calls),
        sharedCalls: total(({ sharedCalls }) => sharedCalls),
        promptTokens: total(({ promptTokens }) => promptTokens),
        completionTokens: total(({ completionTokens }) => completionTokens),
        msPerCase: total(({ ms }) => ms) / own.length,
        costUsd: isPriced ? total(({ costUsd }) => costUsd ?? 0) : undefined,
      };
    });
}

/**
 * The column that made a shared call pays for it. To compare columns, each call of a phase is priced at the mean of the
 * calls that the column itself made in the phase, or, if it made none, of those of all columns.
 */
export function toCaseCosts(matrix: Matrix): readonly CaseCost[] {
  const costs = toPhaseCosts(matrix);
  return matrix.columns.map((column) => {
    const own = costs.filter((cost) => cost.column === column);
    const cases = [...column.rows.values()].filter(({ phases }) => phases.size > 0).length;
    const spent = own.map((cost) => {
      const calls = cost.calls + cost.sharedCalls;
      const per = meanCall(cost.calls > 0 ? [cost] : costs.filter(({ phase }) => phase === cost.phase));
      return { calls, tokens: calls * per.tokens, usd: per.usd === undefined ? undefined : calls * per.usd };
    });
    const perCase = (values: readonly number[]) => (cases === 0 ? 0 : sum(values) / cases);
    const isPriced = cases > 0 && spent.every(({ usd }) => usd !== undefined);
    return {
      column,
      cases,
      calls: perCase(spent.map(({ calls }) => calls)),
      tokens: perCase(spent.map(({ tokens }) => tokens)),
      usd: isPriced ? perCase(spent.map(({ usd = 0 }) => usd)) : undefined,
    };
  });
}

function meanCall(costs: readonly PhaseCost[]): { readonly tokens: number; readonly usd: number | undefined } {
  const calls = sum(costs.map((cost) => cost.calls));
  if (calls === 0) return { tokens: 0, usd: costs.every(({ sharedCalls }) => sharedCalls === 0) ? 0 : undefined };
  const paid = costs.filter((cost) => cost.calls > 0);
  const isPriced = paid.every(({ costUsd }) => costUsd !== undefined);
  return {
    tokens: sum(costs.map(({ promptTokens, completionTokens }) => promptTokens + completionTokens)) / calls,
    usd: isPriced ? sum(paid.map(({ costUsd = 0 }) => costUsd)) / calls : undefined,
  };
}

/** For every column but the one compared with: (cost − cost of the other) ÷ (its harmful answers − ours). */
export function toHarmPrices(
  matrix: Matrix,
  costs: readonly CaseCost[],
  comparisons: readonly ColumnComparison[],
): readonly HarmPrice[] {
  const { against, columns } = matrix;
  const base = costs.find(({ column }) => column === against);
  return columns
    .filter((column) => column !== against)
    .map((column) => {
      const found = comparisons.find(({ metric, head }) => metric === harm.name && head === column);
      const pairs = found?.decision.pairs ?? 0;
      const averted = pairs * (found?.decision.difference?.value ?? 0);
      const cost = costs.find((one) => one.column === column);
      const price = (unit: 'calls' | 'tokens' | 'usd') => {
        const [ours, theirs] = [cost?.[unit], base?.[unit]];
        if (averted <= 0 || ours === undefined || theirs === undefined) return undefined;
        return ((ours - theirs) * pairs) / averted;
      };
      return {
        column,
        pairs,
        averted,
        word: found?.word,
        calls: price('calls'),
        tokens: price('tokens'),
        usd: price('usd'),
      };
    });
}
