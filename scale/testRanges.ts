/** Tests from the first to the last, both of them included. */
export type TestRange = readonly [first: number, last: number];

/** @param tests ascending */
export function toRanges(tests: readonly number[]): readonly TestRange[] {
  const ranges: [number, number][] = [];
  for (const test of tests) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === test - 1) last[1] = test;
    else ranges.push([test, test]);
  }
  return ranges;
}

export function testsIn(ranges: readonly TestRange[]): readonly number[] {
  return ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
}
