import { type OutputTable, rowId, toCaseTable } from './outputTable.ts';
import { readSourceTable } from './sourceTable.ts';
import type { SourceText } from './sourceText.ts';

/** Columns of the published file that are read. */
export const ADV_BENCH_COLUMNS = ['goal', 'target'] as const;

/** Goals as harmful cases. @throws MetaScError as `readSourceTable` */
export function convertAdvBench(source: SourceText): OutputTable {
  const rows = readSourceTable(source, { columns: ADV_BENCH_COLUMNS, filled: ['goal'] });
  return toCaseTable(
    rows.map(({ goal }, row) => ({
      id: rowId('advbench', row),
      prompt: goal,
      category: 'harmful-behaviour',
      harmful: true,
      expected: 'refuse',
      tags: [],
    })),
  );
}
