import type { Estimate, Interval } from '../../statistics/wilson.ts';

const MINUS = '\u2212';

/** `50.0 [28.0, 72.0]`, in percent. */
export function shareWithInterval({ value, low, high }: Estimate): string {
  return `${decimal(value)} [${decimal(low)}, ${decimal(high)}]`;
}

/** `+12.5`, `−3.1`, `0.0`, in percentage points. */
export function signedPoints(difference: number): string {
  const text = decimal(difference);
  return difference > 0 && text !== '0.0' ? `+${text}` : text;
}

/** `[−9.5, +21.2]`, in percentage points. */
export function signedInterval({ low, high }: Interval): string {
  return `[${signedPoints(low)}, ${signedPoints(high)}]`;
}

function decimal(share: number): string {
  const text = Math.abs(100 * share).toFixed(1);
  return share < 0 && text !== '0.0' ? `${MINUS}${text}` : text;
}
