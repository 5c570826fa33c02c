/** At least as low in all, and lower in one. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  const pairs = a.map((value, index) => [value, b[index] ?? 0] as const);
  return pairs.every(([mine, other]) => mine <= other) && pairs.some(([mine, other]) => mine < other);
}

/** By place: the first point of the Pareto front that dominates the point there; undefined for one on the front itself. */
export function dominatorsOf<Point>(
  points: readonly Point[],
  valuesOf: (point: Point) => readonly number[],
): readonly (Point | undefined)[] {
  const beats = (one: Point, other: Point) => dominates(valuesOf(one), valuesOf(other));
  const front = points.filter((point) => !points.some((other) => beats(other, point)));
  return points.map((point) => front.find((other) => beats(other, point)));
}
