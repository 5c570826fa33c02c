import type { Chart } from './chart.ts';
import type { DataTable } from './dataTable.ts';
import type { Markup } from './html.ts';

/** What a section is made of. Every table is a CSV file, too, and every chart a picture. */
export type Block =
  | { readonly kind: 'text'; readonly markup: Markup }
  /** Charts side by side, what their marks mean, and the figures behind them, folded. */
  | {
      readonly kind: 'figure';
      readonly charts: readonly Chart[];
      readonly caption: Markup;
      readonly legend?: Markup;
      readonly table?: DataTable;
    }
  | { readonly kind: 'table'; readonly table: DataTable }
  /** Shown by other means: a file only. */
  | { readonly kind: 'file'; readonly table: DataTable };

/** A section of the page. */
export interface Part {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}
