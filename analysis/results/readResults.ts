import { readFileRows } from './rawRows.ts';
import { type ResultRow, ROW_FACTS, toRow } from './row.ts';
import { createPartSharing } from './sharedParts.ts';

/** What is kept of a results file. */
export interface Results {
  /** Path as it was given. */
  readonly path: string;
  /** In the file's order, which has no meaning. */
  readonly rows: readonly ResultRow[];
  /** Id of promptfoo's evaluation; JSON Lines don't state it. */
  readonly evaluationId?: string;
  /** When it began; JSON Lines don't state it. */
  readonly date?: Date;
}

/**
 * Reads a results file of promptfoo, JSON or JSON Lines, of any size; keeps about 1 KB per row.
 *
 * @throws MetaScError `FILE_UNREADABLE` if the file is missing, torn, or not results of promptfoo
 *
 * @example
 * ```ts
 * import { columnsOf, readResults } from 'promptfoo-metasc/analysis';
 *
 * const results = await readResults('results.json');
 * for (const column of columnsOf(results)) {
 *   const rows = results.rows.filter((row) => row.column === column);
 *   console.log(column, rows.filter(({ error }) => error !== undefined).length, 'of', rows.length, 'failed');
 * }
 * ```
 */
export async function readResults(path: string): Promise<Results> {
  const withSharedParts = createPartSharing();
  return { path, ...(await readFileRows(path, (raw) => withSharedParts(toRow(raw)), ROW_FACTS)) };
}

/**
 * Names of the columns, in order of first appearance in the file.
 *
 * @example
 * ```ts
 * import { columnsOf, readResults } from 'promptfoo-metasc/analysis';
 *
 * console.log(columnsOf(await readResults('results.json')).join(', '));
 * ```
 */
export function columnsOf({ rows }: Results): readonly string[] {
  return [...new Set(rows.map(({ column }) => column))];
}
