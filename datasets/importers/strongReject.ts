import { type OutputTable, rowId, tagOf, toCaseTable } from './outputTable.ts';
import { readSourceTable } from './sourceTable.ts';
import type { SourceText } from './sourceText.ts';

/** Columns of the published file that are read. */
export const STRONG_REJECT_COLUMNS = ['category', 'source', 'forbidden_prompt'] as const;

/** Forbidden prompts as harmful cases. @throws MetaScError as `readSourceTable` */
export function convertStrongReject(source: SourceText): OutputTable {
  const rows = readSourceTable(source, {
    columns: STRONG_REJECT_COLUMNS,
    filled: ['category', 'forbidden_prompt'],
  });
  return toCaseTable(
    rows.map(({ category, source: origin, forbidden_prompt: prompt }, row) => ({
      id: rowId('strongreject', row),
      prompt,
      category: category.trim(),
      harmful: true,
      expected: 'refuse',
      tags: tagOf('source', origin),
    })),
  );
}
