import type { Proportion } from '../../statistics/wilson.ts';
import { percent, showShare } from '../../words.ts';
import type { ReportColumn } from '../matrix.ts';
import { titleOf } from '../metricWords.ts';
import type { TableColumn } from './dataTable.ts';
import { columnName } from './legend.ts';

/** The metric's title; its own name in CSV. */
export const METRIC_COLUMN: TableColumn<{ readonly metric: string }> = {
  key: 'metric',
  title: 'Metric',
  value: ({ metric }) => metric,
  text: ({ metric }) => titleOf(metric),
};

/** The column's mark and label; its label in CSV. */
export const LABEL_COLUMN: TableColumn<{ readonly column: ReportColumn }> = {
  key: 'column',
  title: 'Column',
  value: ({ column }) => column.label,
  text: ({ column }) => columnName(column),
};

/** The share of the rows with the metric that have no verdict. */
export const UNSCORED_COLUMN: TableColumn<{ readonly unscored: Proportion | null }> = {
  key: 'unscored_rate',
  title: 'Unscored',
  figure: ({ unscored }) => unscored?.value,
  show: percent,
};

/** A number of cases; a case with several rows may count in part: `7.5`. */
export const showCases = (cases: number): string => String(Number(cases.toFixed(1)));

/** A share of passes: its counts, and the share with its interval. */
export const SHARE_COLUMNS: readonly TableColumn<{ readonly share: Proportion }>[] = [
  { key: 'passed', title: 'Passed', figure: ({ share }) => share.count, show: showCases },
  { key: 'scored', title: 'Scored', figure: ({ share }) => share.of },
  { key: 'share', title: 'Share', figure: ({ share }) => share.value, text: ({ share }) => showShare(share) },
  { key: 'low', value: ({ share }) => share.low },
  { key: 'high', value: ({ share }) => share.high },
];
