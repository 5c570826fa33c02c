import type { Estimate, Interval, Proportion } from './statistics/wilson.ts';

const MINUS = '\u2212';

/** A share as a whole number of percent: `83 %`. One decimal where 0 or 100 would hide that it is neither. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  const hides = (rounded === 0 && share > 0) || (rounded === 100 && share < 1);
  return `${hides ? (share * 100).toFixed(1) : rounded}\u00a0%`;
}

/** `[71, 91]`, in percent. */
export function percentInterval({ low, high }: Interval): string {
  return `[${signed(Math.round(low * 100), false)}, ${signed(Math.round(high * 100), false)}]`;
}

/** A share with its interval: `83 % [71, 91]`. */
export function showShare(share: Estimate): string {
  return `${percent(share.value)} ${percentInterval(share)}`;
}

/** A difference of shares in percentage points: `+12`, `−3`, `0`. */
export function points(difference: number): string {
  return signed(Math.round(difference * 100), true);
}

/** A whole number with thin spaces between thousands. */
export function count(value: number): string {
  const digits = Math.abs(Math.round(value))
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return value <= -0.5 ? `${MINUS}${digits}` : digits;
}

/** Three significant digits, without an exponent. */
export function amount(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return signed(value, false, 0);
  const decimals = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return signed(value, false, decimals);
}

/** US dollars: `$0.0123`. */
export function dollars(value: number): string {
  return `${value < 0 ? MINUS : ''}$${amount(Math.abs(value))}`;
}

/** `1 case`, `2 000 cases`: {@link count} with what is counted. */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** A share with one decimal: `93.4 %`. */
export function exactPercent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** `46 of 52 (88.5 %)`; `none scored` of nothing. */
export function showRate(rate: Proportion | null): string {
  return rate === null ? 'none scored' : `${Number(rate.count.toFixed(1))} of ${rate.of} (${exactPercent(rate.value)})`;
}

/** `−11.5 points [−22.1, −3.4]`: head − base with its 95 % interval. */
export function showDifference({ value, low, high }: Estimate, unit = ' points'): string {
  return `${exactPoints(value)}${unit} [${exactPoints(low)}, ${exactPoints(high)}]`;
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

/** A share in percentage points with one decimal, signed. */
export const exactPoints = (share: number): string => signed(100 * share, true, 1);

function signed(value: number, showsPlus: boolean, decimals = 0): string {
  const digits = decimals === 0 ? count(Math.abs(value)) : Math.abs(value).toFixed(decimals);
  if (Number(value.toFixed(decimals)) === 0) return decimals === 0 ? '0' : digits;
  return `${value < 0 ? MINUS : showsPlus ? '+' : ''}${digits}`;
}
