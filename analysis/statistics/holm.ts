/**
 * p values adjusted for multiple tests: those at or below α are significant, and the chance that any of them is so without
 * a difference is at most α, however they are correlated. In the given order; each at least its own p, at most 1.
 *
 * *Source:* Holm 1979, Scand. J. Stat. 6:65–70, as adjusted p values (Wright 1992, Biometrics 48:1005–1013).
 *
 * @param ps each in [0, 1]
 * @throws RangeError for one that is not
 */
export function holmAdjust(ps: readonly number[]): readonly number[] {
  const wrong = ps.find((p) => !(0 <= p && p <= 1));
  if (wrong !== undefined) throw new RangeError(`Holm: expected p values in [0, 1], got ${wrong}`);
  const adjusted = [...ps];
  const ranked = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  let largest = 0;
  ranked.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * p));
    adjusted[index] = largest;
  });
  return adjusted;
}
