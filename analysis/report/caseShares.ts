import { sum } from '../statistics/arithmetic.ts';
import { type Proportion, wilsonInterval } from '../statistics/wilson.ts';

/**
 * The share of the cases of which something holds. Every case counts once, by the share of its rows: repeats and orders are
 * no more cases. With Wilson's interval over the cases; null where no row was measured.
 *
 * @param holds undefined: not measured, so left out
 */
export function shareOfCases<Row extends { readonly caseId: string }>(
  rows: Iterable<Row>,
  holds: (row: Row) => boolean | undefined,
): Proportion | null {
  const means = meansOfCases(rows, (row) => {
    const found = holds(row);
    return found === undefined ? undefined : Number(found);
  });
  if (means.size === 0) return null;
  const [count, of] = [sum([...means.values()]), means.size];
  return { ...wilsonInterval(Math.min(1, count / of), of), count, of };
}

/** The mean of a figure over the rows of each case, by case; cases without a measured row are left out. */
export function meansOfCases<Row extends { readonly caseId: string }>(
  rows: Iterable<Row>,
  figureOf: (row: Row) => number | undefined,
): ReadonlyMap<string, number> {
  const figures = new Map<string, { sum: number; rows: number }>();
  for (const row of rows) {
    const figure = figureOf(row);
    if (figure === undefined) continue;
    const known = figures.get(row.caseId) ?? { sum: 0, rows: 0 };
    figures.set(row.caseId, { sum: known.sum + figure, rows: known.rows + 1 });
  }
  return new Map([...figures].map(([caseId, { sum: total, rows: of }]) => [caseId, total / of]));
}
