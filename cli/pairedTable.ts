import type { Report } from '../analysis/report/buildReport.ts';
import { titleOf } from '../analysis/report/metricWords.ts';
import type { VerdictCell } from '../analysis/report/topics/verdicts/verdictFigures.ts';
import { percent, percentInterval, points, showP } from '../analysis/words.ts';
import { toTextTable } from '../foundation/textTable.ts';
import { formatOwnAssertions } from './ownAssertionsText.ts';

/**
 * The project's own assertions, then one table per metric: each column's share of scored cases that pass, and its paired
 * difference to `against`, with its p and the gate's word. p is adjusted over all tables (Holm).
 */
export function formatPairedTable({ matrix, own, verdicts }: Report): string {
  const against = matrix.against.label;
  const metrics = matrix.metrics.filter((metric) => verdicts.some((cell) => cell.metric === metric));
  const tables = metrics.map((metric) =>
    toTextTable([
      [titleOf(metric), 'passes', '95 %', 'scored', 'unscored', `points to ${against}`, '95 %', 'adjusted p', ''],
      ...verdicts.filter((cell) => cell.metric === metric).map(toLine),
    ]),
  );
  return [...(own === undefined ? [] : [formatOwnAssertions(own)]), ...tables]
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function toLine({ column, share, unscored, comparison }: VerdictCell): readonly string[] {
  const difference = comparison?.decision.difference;
  return [
    column.label,
    share === null ? '-' : percent(share.value),
    share === null ? '' : percentInterval(share),
    String(share?.of ?? 0),
    String(unscored?.count ?? 0),
    difference ? points(difference.value) : comparison === null ? '-' : '',
    difference ? percentInterval(difference) : '',
    comparison ? showP(comparison.decision.adjustedP) : '',
    comparison?.word ?? '',
  ];
}
