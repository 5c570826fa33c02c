import { writeCsv } from '../../../foundation/csv.ts';
import { type Content, html, type Markup, neutralise } from './html.ts';

/** A value as a program reads it; null where nothing was measured. */
export type Value = string | number | null;

/** A value, and how people read it where that differs. */
export interface TableCell {
  readonly value: Value;
  readonly text?: string | Markup;
}

/** The figures behind a chart or a section: a table on the page, and a file for those who compute with it. */
export interface DataTable {
  /** Name of its CSV file, without the ending; unique in the report. */
  readonly name: string;
  readonly caption: string;
  readonly columns: readonly {
    /** In CSV. */
    readonly key: string;
    readonly title: string;
    /** Numbers stand to the right. */
    readonly isNumeric?: boolean;
    /** In CSV alone. */
    readonly isHidden?: boolean;
  }[];
  /** Neighbouring rows with the same first cell share it. */
  readonly isGrouped?: boolean;
  /** Cells in the order of the columns. */
  readonly rows: readonly (readonly TableCell[])[];
}

/** The table as markup that scrolls by itself where it is wider than the page; the first column is the rows' heading. */
export function toTableMarkup({ caption, columns, rows, name, isGrouped = false }: DataTable): Markup {
  const shown = columns.map((column, index) => ({ ...column, index })).filter(({ isHidden }) => !isHidden);
  const kind = (isNumeric: boolean | undefined) => (isNumeric ? html` class="number"` : undefined);
  return html`<div class="scroll" role="region" tabindex="0" aria-labelledby="caption-${name}"><table>
<caption id="caption-${name}">${caption}</caption>
<thead><tr>${shown.map(({ title, isNumeric }) => html`<th scope="col"${kind(isNumeric)}>${title}</th>`)}</tr></thead>
<tbody>
${rows.map((row, at) => {
  const span = isGrouped ? spanOf(rows, at) : 1;
  return html`<tr${span > 0 ? undefined : html` class="joined"`}>${shown.map(({ index, isNumeric }, place) => {
    const content = contentOf(row[index]);
    if (place > 0) return html`<td${kind(isNumeric)}>${content}</td>`;
    if (span === 0) return undefined;
    return html`<th scope="${span > 1 ? 'rowgroup' : 'row'}"${span > 1 ? html` rowspan="${span}"` : undefined}>${content}</th>`;
  })}</tr>
`;
})}</tbody>
</table></div>`;
}

function contentOf(cell: TableCell | undefined): Content {
  return cell?.text ?? (cell?.value === null ? '–' : cell?.value);
}

/** How many rows from this one on share its first cell; 0 where the row before has it. */
function spanOf(rows: DataTable['rows'], at: number): number {
  const first = rows[at]?.[0]?.value;
  if (rows[at - 1]?.[0]?.value === first) return 0;
  const end = rows.findIndex((row, index) => index > at && row[0]?.value !== first);
  return (end === -1 ? rows.length : end) - at;
}

/** The table folded behind a line, for a chart that already shows it. */
export function toFoldedTable(table: DataTable): Markup {
  return html`<details class="data"><summary>Figures as a table</summary>${toTableMarkup(table)}</details>`;
}

/** The table as CSV (RFC 4180). A text that a spreadsheet would take for a formula has `'` before it. */
export function toTableCsv({ columns, rows }: DataTable): string {
  const lines = [columns.map(({ key }) => key), ...rows.map((row) => row.map(({ value }) => value))];
  return writeCsv(
    lines.map((line) => line.map(toField)),
    '\r\n',
  );
}

function toField(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = neutralise(value);
  return /^[=+\-@\t]/.test(text) ? `'${text}` : text;
}
