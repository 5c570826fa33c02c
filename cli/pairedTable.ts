import type { Report } from '../analysis/report/buildReport.ts';
import { titleOf } from '../analysis/report/metricWords.ts';
import type { VerdictCell } from '../analysis/report/topics/verdicts/verdictFigures.ts';
import { percent, percentInterval, points } from '../analysis/words.ts';
import { toTextTable } from '../foundation/textTable.ts';
import { formatOwnAssertions } from './ownAssertionsText.ts';

/**
 * The project's own assertions, then one table per metric: each column's share of scored cases that pass, and its paired
 * difference to `against`.
 */
export function formatPairedTable({ matrix, own, verdicts }: Report): string {
  const against = matrix.against.label;
  const metrics = matrix.metrics.filter((metric) => verdicts.some((cell) => cell.metric === metric));
  const tables = metrics.map((metric) =>
    toTextTable([
      [titleOf(metric), 'passes', '95 %', 'scored', 'unscored', `points to ${against}`, '95 %'],
      ...verdicts.filter((cell) => cell.metric === metric).map(toLine),
    ]),
  );
  return [...(own === undefined ? [] : [formatOwnAssertions(own)]), ...tables]
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function toLine({ column, share, unscored, difference }: VerdictCell): readonly string[] {
  return [
    column.label,
    share === null ? '-' : percent(share.value),
    share === null ? '' : percentInterval(share),
    String(share?.of ?? 0),
    String(unscored?.count ?? 0),
    difference ? points(difference.value) : difference === null ? '-' : '',
    difference ? percentInterval(difference) : '',
  ];
}
