type Align = 'left' | 'right';

/**
 * Lines of a table whose columns stand under each other.
 *
 * @param aligned how each column stands, from the first; the last one given holds for all that follow. @default the
 *   first to the left, the others to the right
 */
export function toTextTable(
  rows: readonly (readonly string[])[],
  aligned: readonly Align[] = ['left', 'right'],
): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const pad = (cell: string, at: number) =>
    (aligned[at] ?? aligned.at(-1)) === 'right' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0);
  return rows.map((row) => row.map(pad).join('   ').trimEnd());
}
