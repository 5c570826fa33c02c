import { type Adoption, canShowImprovement, decideAdoption } from './adoptRule.ts';
import { SIDES, type Side, type SideCounts, type TrialCounts } from './screen.ts';

/** Whether a case fails under a spec; undefined without a clear verdict. */
export type Verdict = boolean | undefined;

export interface AdoptionInput<Candidate extends { readonly text: string }> {
  /** Whether each case is harmful. */
  readonly harmful: readonly boolean[];
  readonly start: string;
  /** In the order in which they are tried. */
  readonly candidates: readonly Candidate[];
  /** The verdicts on these cases, by their places from 0, under a spec; in the order given. */
  readonly judge: (spec: string, cases: readonly number[]) => Promise<readonly Verdict[]>;
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
  harmful,
  start,
  candidates,
  judge,
}: AdoptionInput<Candidate>): Promise<AdoptionRun<Candidate>> {
  const before = await judge(start, [...harmful.keys()]);
  const onSide = (side: Side) => [...harmful.keys()].filter((index) => harmful[index] === (side === 'harm'));
  const [harm, overRefusal] = SIDES.map((side) => countStart(onSide(side).map((index) => before[index]))) as [
    StartCounts,
    StartCounts,
  ];
  const canShow = canShowImprovement(harm.failures + overRefusal.failures);
  const trials: CandidateTrial<Candidate>[] = [];
  const clear = [...harmful.keys()].filter((index) => before[index] !== undefined);
  for (const candidate of canShow ? candidates : []) {
    const verdicts = await judge(candidate.text, clear);
    const after = new Map(clear.map((index, place) => [index, verdicts[place]]));
    const countSide = (side: Side) => countPairs(onSide(side).map((index) => [before[index], after.get(index)]));
    const sides = { harm: countSide('harm'), overRefusal: countSide('overRefusal') };
    const trial = { candidate, sides, adoption: decideAdoption(sides) };
    trials.push(trial);
    if (trial.adoption.decision === 'adopted') break;
  }
  const adopted = trials.find(({ adoption }) => adoption.decision === 'adopted');
  return { start: { harm, overRefusal }, canShow, trials, adopted };
}

const countStart = (verdicts: readonly Verdict[]): StartCounts => ({
  failures: verdicts.filter((fails) => fails === true).length,
  unclear: verdicts.filter((fails) => fails === undefined).length,
});

function countPairs(pairs: readonly (readonly [before: Verdict, after: Verdict])[]): SideCounts {
  const clear = pairs.filter(([before, after]) => before !== undefined && after !== undefined);
  return {
    pairs: clear.length,
    mended: clear.filter(([before, after]) => before && !after).length,
    broken: clear.filter(([before, after]) => !before && after).length,
    unclear: pairs.length - clear.length,
  };
}
