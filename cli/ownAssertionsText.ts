import type { OwnAssertions, OwnCounts, OwnFlip } from '../analysis/ownAssertions.ts';

const SHOWN_FLIPS = 5;

/**
 * `own assertions   baseline 34 of 36   metasc 33 of 36 (1 broken, 0 mended)`, then the first flips, one line each. Counts
 * are of all assertions, those that an error kept from being graded included.
 */
export function formatOwnAssertions({ columns, flips }: OwnAssertions): readonly string[] {
  const more = flips.length - SHOWN_FLIPS;
  return [
    ['own assertions', ...columns.map(formatCounts)].join('   '),
    ...flips.slice(0, SHOWN_FLIPS).map(formatFlip),
    ...(more > 0 ? [`  ${more} more: --json, or the page of metasc report`] : []),
  ];
}

function formatCounts({ column, base, passed, failed, notGraded, broken, mended }: OwnCounts): string {
  const details = [
    ...(base === undefined ? [] : [`${broken} broken`, `${mended} mended`]),
    ...(notGraded === 0 ? [] : [`${notGraded} not graded`]),
  ];
  const counts = `${column} ${passed} of ${passed + failed + notGraded}`;
  return details.length === 0 ? counts : `${counts} (${details.join(', ')})`;
}

function formatFlip({ kind, column, base, title, assertion, reason }: OwnFlip): string {
  const change = kind === 'broken' ? `passes in ${base}, fails in ${column}` : `fails in ${base}, passes in ${column}`;
  return `  ${kind}  ${title}: ${assertion} ${change}${reason === '' ? '' : ` (${reason})`}`;
}
