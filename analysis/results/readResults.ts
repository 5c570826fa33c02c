import { readRows } from './rawRows.ts';
import { type ResultRow, toRow } from './row.ts';

/** What is kept of a results file. */
export interface Results {
  /** Path as it was given. */
  readonly path: string;
  /** In the file's order, which means nothing. */
  readonly rows: readonly ResultRow[];
}

/**
 * Reads a results file of promptfoo, JSON or JSON Lines, of any size: what is kept is about 1 KB a row.
 *
 * @throws MetaScError `FILE_UNREADABLE` when the file is missing, torn, or no results of promptfoo
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
  return { path, rows: await readRows(path, (raw) => toRow(raw)) };
}

/**
 * Names of the columns, in the order in which they come first in the file.
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
