import type { Chart } from './chart.ts';
import type { DataTable } from './dataTable.ts';
import type { Markup } from './html.ts';

/** What a section is made of. Every table is also a CSV file, and every chart a picture. */
export type Block =
  | Markup
  /** Charts side by side, what their marks mean, and the figures behind them, folded. */
  | {
      readonly kind: 'figure';
      readonly charts: readonly Chart[];
      readonly caption: Markup;
      readonly legend?: Markup;
      readonly table?: DataTable;
    }
  /** `file`: not on the page, whose text shows the same. */
  | { readonly kind: 'table' | 'file'; readonly table: DataTable };

/** A section of the page. */
export interface Part {
  readonly id: string;
  readonly title: string;
  /** Whether it stands before the summary. @default false */
  readonly isFirst?: boolean;
  readonly blocks: readonly Block[];
}
