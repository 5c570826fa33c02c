import { compareOwnAssertions, type OwnAssertions, type OwnCounts } from '../../../ownAssertions.ts';
import type { RowAssertion } from '../../../results/rowAssertions.ts';
import type { CellOutcome, Matrix, ReportColumn } from '../../matrix.ts';
import type { ReportRow } from '../../reportRow.ts';
import type { CaseCost } from '../costs/costFigures.ts';
import type { VerdictCell } from '../verdicts/verdictFigures.ts';

/** A column's own assertions, beside what it takes and what it is there for. */
export interface OwnColumn extends Omit<OwnCounts, 'column'> {
  readonly column: ReportColumn;
  /** By metric. */
  readonly verdicts: ReadonlyMap<string, VerdictCell>;
  readonly cost: CaseCost;
}

/** What stands side by side, of one matrix. */
export interface OwnBeside {
  readonly own: OwnAssertions;
  readonly verdicts: readonly VerdictCell[];
  /** One for each column. */
  readonly costs: readonly CaseCost[];
}

/** undefined if no test has an assertion of its own. */
export function toOwnAssertions({ columns }: Matrix): OwnAssertions | undefined {
  return compareOwnAssertions(columns.map(({ label, path, rows }) => ({ label, path, rows: [...rows.values()] })));
}

export function toOwnColumns({ columns }: Matrix, { own, verdicts, costs }: OwnBeside): readonly OwnColumn[] {
  return columns.flatMap((column) => {
    const counts = own.columns.find((one) => one.column === column.label);
    const cost = costs.find((one) => one.column === column);
    if (counts === undefined || cost === undefined) return [];
    const cells = verdicts.filter((cell) => cell.column === column).map((cell) => [cell.metric, cell] as const);
    return [{ ...counts, column, verdicts: new Map(cells), cost }];
  });
}

/** A row's own assertions together: it passes if all of them do. */
export function ownOutcomeOf(row: ReportRow | undefined): CellOutcome {
  const own = ownOf(row);
  if (own.length === 0) return 'none';
  if (row?.error !== undefined) return 'error';
  if (own.some(({ pass }) => pass === false)) return 'fail';
  return own.every(({ pass }) => pass) ? 'pass' : 'unscored';
}

/** Those that didn't pass with the reasons, else how many passed. */
export function ownReasonOf(row: ReportRow): string {
  const own = ownOf(row);
  const others = own.filter(({ pass }) => pass !== true);
  if (others.length === 0) return `${own.length} of ${own.length} passed`;
  return others
    .map(({ name, pass, reason }) => `${name}${pass === false ? '' : ' (not graded)'}: ${reason}`)
    .join('\n');
}

function ownOf(row: ReportRow | undefined): readonly RowAssertion[] {
  return row?.assertions.filter(({ isOurs }) => !isOurs) ?? [];
}
