/** @throws RangeError unless the value lies in (0, 1) */
export function checkInnerShare(name: string, value: number): void {
  if (!(0 < value && value < 1)) throw new RangeError(`${name}: expected a share in (0, 1), got ${value}`);
}

/** From left to right: floating-point sums depend on the order. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
