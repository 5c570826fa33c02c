import { percentInterval, plural, points, showP } from '../../../words.ts';
import type { Matrix, ReportColumn } from '../../matrix.ts';
import { MOVED_BY_SPEC, titleOf } from '../../metricWords.ts';
import type { CaseCost } from '../costs/costFigures.ts';
import type { VerdictCell } from '../verdicts/verdictFigures.ts';

/** The result of one column against the one that it is compared with. */
export interface Finding {
  readonly column: ReportColumn;
  /** One sentence. */
  readonly text: string;
}

/** One sentence per column: differences with their intervals and the gate's words for them, and its calls. */
export function toFindings(
  { against, columns }: Matrix,
  verdicts: readonly VerdictCell[],
  costs: readonly CaseCost[],
): readonly Finding[] {
  const baseCost = costs.find(({ column }) => column === against);
  return columns
    .filter((column) => column !== against)
    .map((column) => {
      const own = verdicts.filter((cell) => cell.column === column);
      const headline = own.filter(({ metric }) => MOVED_BY_SPEC.includes(metric));
      const cost = costs.find((one) => one.column === column);
      const differences = (headline.length > 0 ? headline : own).flatMap(({ metric, comparison }) => {
        const { word, decision } = comparison ?? {};
        if (word === undefined || decision?.difference == null) return [];
        const { pairs, difference, adjustedP } = decision;
        return `${titleOf(metric)} ${points(difference.value)} points ${percentInterval(difference)} over ${plural(pairs, 'case')}, adjusted p ${showP(adjustedP)}: ${word}`;
      });
      const calls =
        cost !== undefined && baseCost?.calls
          ? ` It takes ${cost.calls.toFixed(2)} calls per case, ${against.label} ${baseCost.calls.toFixed(2)}.`
          : '';
      return {
        column,
        text: `${differences.join('; ') || `no case was scored in both it and ${against.label}`}.${calls}`,
      };
    });
}
