import { ancestryOf, type Lineage, type LineageSpec } from './lineage.ts';

/** A spec to be tried in place of the start spec. */
export interface AdoptCandidate<Source> {
  readonly source: Source;
  readonly version: number;
  readonly text: string;
}

/** Candidates that one adoption may try: each has its own chance to look better than it is. */
const MAX_CANDIDATES = 2;

/**
 * The specs to try, in order: the last of a chain, then at most one more. Of several, that with the fewest failures in the
 * trials of its chain comes first; without trials, the other chains' last specs in the order given, then the later version.
 * Pure.
 *
 * @param start which is no candidate, in whichever version
 */
export function chooseCandidates<Source extends { readonly lineage: Lineage }>(
  sources: readonly Source[],
  start: string,
): readonly AdoptCandidate<Source>[] {
  const ranked = sources.flatMap((source) => {
    const { lineage } = source;
    const accepted = ancestryOf(lineage, lineage.current.version);
    return accepted.map((spec, index) => ({
      source,
      spec,
      isLast: spec.version === lineage.current.version,
      change: failureChange(accepted.slice(0, index + 1)),
    }));
  });
  const eligible = ranked
    .filter(({ spec }) => spec.text !== start && spec.origin !== 'first')
    .toSorted((a, b) => a.change - b.change || Number(b.isLast) - Number(a.isLast) || b.spec.version - a.spec.version);
  const first = eligible.find(({ isLast }) => isLast);
  if (first === undefined) return [];
  const others = eligible.filter(({ spec }) => spec.text !== first.spec.text);
  return [first, ...others]
    .slice(0, MAX_CANDIDATES)
    .map(({ source, spec: { version, text } }) => ({ source, version, text }));
}

/** Failures that the trials of these specs added to those of the first; 0 without trials. */
function failureChange(specs: readonly LineageSpec[]): number {
  return specs
    .flatMap(({ evidence }) => (evidence === undefined ? [] : [evidence.sides.harm, evidence.sides.overRefusal]))
    .reduce((sum, { mended, broken }) => sum + broken - mended, 0);
}
