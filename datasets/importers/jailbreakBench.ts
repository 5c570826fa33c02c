import { type OutputTable, tagOf, toCaseTable } from './outputTable.ts';
import { readSourceTable } from './sourceTable.ts';
import type { SourceText } from './sourceText.ts';

/** Columns of the published file that are read. */
export const JAILBREAK_BENCH_COLUMNS = ['Index', 'Goal', 'Behavior', 'Category', 'Source'] as const;

/** Both of its files have one form; which it is, only their hashes tell. */
export function convertJailbreakBench(source: SourceText, part: 'harmful' | 'benign'): OutputTable {
  const harmful = part === 'harmful';
  const rows = readSourceTable(source, {
    columns: JAILBREAK_BENCH_COLUMNS,
    filled: ['Index', 'Goal', 'Category'],
    key: 'Index',
    findFaults: ({ Index }) =>
      /^\d*$/.test(Index) ? [] : [`Index: expected a whole number, got ${JSON.stringify(Index)}`],
  });
  return toCaseTable(
    rows.map(({ Index, Goal, Behavior, Category, Source }) => ({
      id: `jailbreakbench-${part}-${Index}`,
      prompt: Goal,
      category: Category.trim(),
      harmful,
      expected: harmful ? 'refuse' : 'answer',
      tags: [...tagOf('behavior', Behavior), ...tagOf('source', Source)],
    })),
  );
}
