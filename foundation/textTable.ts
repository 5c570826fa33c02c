/**
 * The lines of a table with aligned columns.
 *
 * @param aligned alignment per column; the last one applies to all that follow. @default first left, others right
 */
export function toTextTable(
  rows: readonly (readonly string[])[],
  aligned: readonly ('left' | 'right')[] = ['left', 'right'],
): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const pad = (cell: string, at: number) =>
    (aligned[at] ?? aligned.at(-1)) === 'right' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0);
  return rows.map((row) => row.map(pad).join('   ').trimEnd());
}
