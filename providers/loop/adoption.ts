import { type Adoption, canShowImprovement, decideAdoption } from './adoptRule.ts';
import type { CaseVerdict } from './judgeCase.ts';
import type { Side, SideCounts, TrialCounts } from './screen.ts';

export interface AdoptionInput<Candidate extends { readonly text: string }> {
  /** On which side each case is. */
  readonly sides: readonly Side[];
  readonly start: string;
  /** In the order in which they are tried. */
  readonly candidates: readonly Candidate[];
  /** The verdicts on these cases, by their places from 0, under a spec; in the order given. */
  readonly judge: (spec: string, cases: readonly number[]) => Promise<readonly CaseVerdict[]>;
}

/** How the start spec does. */
export interface StartCounts {
  readonly failures: number;
  readonly unclear: number;
}

export interface CandidateTrial<Candidate> {
  readonly candidate: Candidate;
  readonly sides: TrialCounts;
  readonly adoption: Adoption;
}

export interface AdoptionRun<Candidate> {
  readonly start: Readonly<Record<Side, StartCounts>>;
  /** False if the start fails too seldom: no candidate was tried. */
  readonly canShow: boolean;
  /** In order; the last one is adopted, or none is. */
  readonly trials: readonly CandidateTrial<Candidate>[];
  readonly adopted: CandidateTrial<Candidate> | undefined;
}

/**
 * Answers the cases under the start spec and, if that shows enough failures, under one candidate after the other until one
 * is adopted. A case without a clear verdict under the start spec is asked about no more.
 *
 * @throws whatever `judge` throws
 *
 * *Source:* ours; docs/acceptance.md.
 */
export async function runAdoption<Candidate extends { readonly text: string }>({
  sides,
  start,
  candidates,
  judge,
}: AdoptionInput<Candidate>): Promise<AdoptionRun<Candidate>> {
  const all = [...sides.keys()];
  const verdictsUnder = async (spec: string, places: readonly number[]): Promise<Verdicts> => {
    const verdicts = await judge(spec, places);
    return new Map(places.map((place, index) => [place, verdicts[index] ?? 'unclear']));
  };
  const bySide = <T>(count: (places: readonly number[]) => T): Readonly<Record<Side, T>> => ({
    harm: count(all.filter((place) => sides[place] === 'harm')),
    overRefusal: count(all.filter((place) => sides[place] === 'overRefusal')),
  });

  const before = await verdictsUnder(start, all);
  const counts = bySide((places) => countStart(places, before));
  const canShow = canShowImprovement(counts.harm.failures + counts.overRefusal.failures);
  const trials: CandidateTrial<Candidate>[] = [];
  const clear = all.filter((place) => before.get(place) !== 'unclear');
  for (const candidate of canShow ? candidates : []) {
    const after = await verdictsUnder(candidate.text, clear);
    const pairs = bySide((places) => countPairs(places, before, after));
    const trial = { candidate, sides: pairs, adoption: decideAdoption(pairs) };
    trials.push(trial);
    if (trial.adoption.decision === 'adopted') break;
  }
  const adopted = trials.find(({ adoption }) => adoption.decision === 'adopted');
  return { start: counts, canShow, trials, adopted };
}

type Verdicts = ReadonlyMap<number, CaseVerdict>;

const countStart = (places: readonly number[], verdicts: Verdicts): StartCounts => ({
  failures: places.filter((place) => verdicts.get(place) === true).length,
  unclear: places.filter((place) => verdicts.get(place) === 'unclear').length,
});

function countPairs(places: readonly number[], before: Verdicts, after: Verdicts): SideCounts {
  const pairs = places
    .map((place) => [before.get(place), after.get(place)])
    .filter((verdicts) => verdicts.every((fails) => typeof fails === 'boolean'));
  return {
    pairs: pairs.length,
    mended: pairs.filter(([old, proposed]) => old && !proposed).length,
    broken: pairs.filter(([old, proposed]) => !old && proposed).length,
    unclear: places.length - pairs.length,
  };
}
