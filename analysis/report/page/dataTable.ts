import { writeCsv } from '../../../foundation/csv.ts';
import { html, type Markup, neutralise } from './html.ts';

/** A value as a program reads it; null where nothing was measured. */
type Value = string | number | null;

type Text = string | Markup;

/** One column of a table: its head, and its cell in the row of an item. */
export type TableColumn<Item> = {
  /** In CSV. */
  readonly key: string;
  /** On the page. @default the column is in CSV only */
  readonly title?: string | undefined;
  /** The cell on the page. @default the value */
  readonly text?: (item: Item) => Text;
} & (
  | { readonly value: (item: Item) => Value | undefined }
  /** A number, aligned right: as `show` writes it, `missing` where nothing was measured. @default digits; an en dash */
  | {
      readonly figure: (item: Item) => number | null | undefined;
      readonly show?: (figure: number) => Text;
      readonly missing?: string;
    }
);

interface TableParts {
  /** Name of its CSV file, without the ending; unique in the report. */
  readonly name: string;
  readonly caption: string;
  /** Neighbouring rows with the same first cell share it. */
  readonly isGrouped?: boolean;
}

/** The figures behind a chart or a section: a table on the page, and a file for computing with them. */
export interface DataTable extends TableParts {
  readonly columns: readonly {
    readonly key: string;
    readonly title?: string | undefined;
    readonly isNumeric?: boolean;
  }[];
  /** Cells in the order of the columns. */
  readonly rows: readonly (readonly { readonly value: Value; readonly text?: Text | undefined }[])[];
}

/** A table with one row per item. */
export function toDataTable<Item>(
  items: readonly Item[],
  { columns, ...parts }: TableParts & { readonly columns: readonly TableColumn<Item>[] },
): DataTable {
  return {
    ...parts,
    columns: columns.map((column) => ({ key: column.key, title: column.title, isNumeric: 'figure' in column })),
    rows: items.map((item) =>
      columns.map((column) => {
        const text = column.text?.(item);
        if ('value' in column) return { value: column.value(item) ?? null, text };
        const { figure, show = String, missing } = column;
        const value = figure(item) ?? null;
        return { value, text: text ?? (value === null ? missing : show(value)) };
      }),
    ),
  };
}

/** The table as markup that scrolls by itself where it is wider than the page; the first column is the rows' heading. */
export function toTableMarkup({ caption, columns, rows, name, isGrouped = false }: DataTable): Markup {
  const shown = columns.map((column, index) => ({ ...column, index })).filter(({ title }) => title !== undefined);
  const kind = (isNumeric = false) => (isNumeric ? html` class="number"` : undefined);
  return html`<div class="scroll" role="region" tabindex="0" aria-labelledby="caption-${name}"><table>
<caption id="caption-${name}">${caption}</caption>
<thead><tr>${shown.map(({ title, isNumeric }) => html`<th scope="col"${kind(isNumeric)}>${title}</th>`)}</tr></thead>
<tbody>
${rows.map((row, at) => {
  const span = isGrouped ? spanOf(rows, at) : 1;
  return html`<tr${span > 0 ? undefined : html` class="joined"`}>${shown.map(({ index, isNumeric }, place) => {
    const { value, text } = row[index] ?? { value: null };
    const content = text ?? value ?? '–';
    if (place > 0) return html`<td${kind(isNumeric)}>${content}</td>`;
    if (span === 0) return undefined;
    return html`<th scope="${span > 1 ? 'rowgroup' : 'row'}"${span > 1 ? html` rowspan="${span}"` : undefined}>${content}</th>`;
  })}</tr>
`;
})}</tbody>
</table></div>`;
}

/** The number of rows, from this one on, that share its first cell; 0 where the row before has it too. */
function spanOf(rows: DataTable['rows'], at: number): number {
  const first = rows[at]?.[0]?.value;
  if (rows[at - 1]?.[0]?.value === first) return 0;
  const end = rows.findIndex((row, index) => index > at && row[0]?.value !== first);
  return (end === -1 ? rows.length : end) - at;
}

/** The table as CSV (RFC 4180). A text that a spreadsheet would run as a formula is preceded by `'`. */
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
