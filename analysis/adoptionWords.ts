/** The evidence on which a spec was adopted, as a row records it. */
export interface AdoptionFacts {
  /** Cases of each side with a verdict under both specs. */
  readonly harmPairs: number;
  readonly overRefusalPairs: number;
  readonly mended: number;
  readonly broken: number;
  /** One-sided mid-p of "not better". */
  readonly p: number;
}

/** `adopted on 100 + 100 cases, 14 mended, 2 broken, p = .001`. */
export function describeAdoption({ harmPairs, overRefusalPairs, mended, broken, p }: AdoptionFacts): string {
  return `adopted on ${harmPairs} + ${overRefusalPairs} cases, ${mended} mended, ${broken} broken, ${stateP(p)}`;
}

/** `p = .001`, `p < .001`. */
const stateP = (p: number) => (p < 0.0005 ? 'p < .001' : `p = ${p.toFixed(3).replace(/^0/, '')}`);
