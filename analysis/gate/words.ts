import type { Estimate, Proportion } from '../statistics/wilson.ts';

/** `1 case`, `2 cases`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A share as `93.4 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** `46 of 52 (88.5 %)`; `none scored` of nothing. */
export function showRate(rate: Proportion | null): string {
  return rate === null ? 'none scored' : `${rate.count} of ${rate.of} (${percent(rate.value)})`;
}

/** `−11.5 points [−22.1, −3.4]`: head − base with its 95 % interval. */
export function showDifference({ value, low, high }: Estimate): string {
  return `${points(value)} points [${points(low)}, ${points(high)}]`;
}

/** A share of the cases as `5` or `5.2` points, without sign. */
export function showMargin(share: number): string {
  return Number((100 * share).toFixed(1)).toString();
}

/** `.031`, `< .001`. */
export function showP(p: number): string {
  if (p >= 0.9995) return '1';
  return p < 0.001 ? '< .001' : p.toFixed(3).replace(/^0/, '');
}

function points(share: number): string {
  const rounded = (100 * share).toFixed(1);
  if (Number(rounded) === 0) return '0.0';
  return share < 0 ? rounded.replace('-', '−') : `+${rounded}`;
}
