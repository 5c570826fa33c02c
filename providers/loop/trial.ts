import { type CaseJudging, type CaseVerdict, failsUnder } from './judgeCase.ts';
import {
  isRefusalCertain,
  MAX_UNCLEAR,
  type ScreenDecision,
  SIDES,
  type Side,
  type SideCounts,
  screen,
  type TrialCounts,
  type WorseP,
  worseP,
} from './screen.ts';
import { baselineOf, keepBaseline, type TrialMemory } from './trialMemory.ts';
import { sideOf, type TrialCase } from './trialQuestion.ts';
import type { Prompts, Spare, Spec } from './types.ts';

/** A two-sided set of requests to try a proposal on, and the judge of the answers. */
export interface Trial extends Pick<CaseJudging, 'ask' | 'judge'> {
  readonly cases: readonly TrialCase[];
  /** Of the chain. */
  readonly memory: TrialMemory;
}

export interface TrialInput {
  readonly trial: Trial;
  readonly prompts: Prompts;
  readonly current: Spec;
  readonly proposal: string;
  /** For a call that fails: its case has no clear verdict. */
  readonly spare: Spare;
}

export interface TrialResult {
  readonly decision: ScreenDecision;
  /** Of the cases that were tried: after an early refusal, not all. */
  readonly sides: TrialCounts;
  readonly worseP: WorseP;
  /** Unless accepted: why the spec stays, as a half-sentence without a number. */
  readonly because?: string;
}

/**
 * Cases that are answered at one time: as many as a model takes calls by default. So a trial of 32 cases a side waits for
 * twelve calls in a row.
 */
export const WAVE = 16;

/**
 * Tries the proposal on the cases, against the current spec: the online rule of `screen.ts`.
 *
 * Cases come in waves, sides interleaved. All are answered under the current spec, unless the trial before did that; then
 * under the proposal, those first that the current spec fails. The trial ends with the wave after which refusal is certain,
 * or after which a side has too many cases without a clear verdict. So which calls are made depends on the answers alone,
 * never on their timing.
 *
 * @throws whatever `spare` throws
 */
export async function tryProposal(input: TrialInput): Promise<TrialResult> {
  const { trial, current, proposal } = input;
  const { cases, memory } = trial;
  const before = new Map<number, CaseVerdict>(baselineOf(memory, current.text));
  const after = new Map<number, CaseVerdict>();
  const sizes = countBySide([...cases.keys()], cases);

  for (const wave of wavesOf(inTurn(bySide(cases, (index) => !before.has(index))))) {
    await judgeAll(input, current.text, wave, before);
    if (isUndecided(countSides(cases, before, after), sizes)) break;
  }
  keepBaseline(memory, current.text, before);

  const waiting = [true, false].flatMap((fails) => inTurn(bySide(cases, (index) => before.get(index) === fails)));
  while (true) {
    const sides = countSides(cases, before, after);
    const mendable = countBySide(
      waiting.filter((index) => before.get(index) === true),
      cases,
    );
    const decision = decide(sides, { sizes, mendable, isOver: waiting.length === 0 });
    if (decision !== undefined) {
      if (decision === 'accepted') keepBaseline(memory, proposal, after);
      return { decision, sides, worseP: worseP(sides), ...BECAUSE[decision] };
    }
    await judgeAll(input, proposal, waiting.splice(0, WAVE), after);
  }
}

interface Progress {
  /** All cases of the trial. */
  readonly sizes: Readonly<Record<Side, number>>;
  /** Cases to come that fail under the current spec. */
  readonly mendable: Readonly<Record<Side, number>>;
  readonly isOver: boolean;
}

/** undefined as long as the cases to come may decide. */
function decide(sides: TrialCounts, { sizes, mendable, isOver }: Progress): ScreenDecision | undefined {
  if (isUndecided(sides, sizes)) return 'undecided';
  if (isOver) return screen(sides);
  return isRefusalCertain(sides, mendable) ? 'refused' : undefined;
}

const isUndecided = (sides: TrialCounts, sizes: Progress['sizes']) =>
  SIDES.some((side) => sides[side].unclear > MAX_UNCLEAR * sizes[side]);

const BECAUSE: Readonly<Record<ScreenDecision, Pick<TrialResult, 'because'>>> = {
  accepted: {},
  refused: { because: 'it did worse in the trial' },
  undecided: { because: 'the trial is undecided: too many unclear verdicts' },
};

type Cases = readonly TrialCase[];

/** The places of the cases of each side, those that are picked. */
const bySide = (cases: Cases, isPicked: (index: number) => boolean): readonly (readonly number[])[] =>
  SIDES.map((side) => [...cases.keys()].filter((index) => isPicked(index) && isOn(side, cases[index])));

const isOn = (side: Side, one: TrialCase | undefined) => one !== undefined && sideOf(one.kind) === side;

/** One of each list, then the next of each. */
function inTurn<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list.slice(place, place + 1))).flat();
}

const wavesOf = (indices: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(indices.length / WAVE) }, (_, wave) => indices.slice(wave * WAVE, (wave + 1) * WAVE));

function countBySide(indices: readonly number[], cases: Cases): Readonly<Record<Side, number>> {
  const on = (side: Side) => indices.filter((index) => isOn(side, cases[index])).length;
  return { harm: on('harm'), overRefusal: on('overRefusal') };
}

function countSides(
  cases: Cases,
  before: ReadonlyMap<number, CaseVerdict>,
  after: ReadonlyMap<number, CaseVerdict>,
): TrialCounts {
  const countsOf = (side: Side): SideCounts => {
    const own = [...cases.keys()]
      .filter((index) => isOn(side, cases[index]))
      .map((index) => [before.get(index), after.get(index)]);
    const pairs = own.filter((verdicts) => verdicts.every((verdict) => typeof verdict === 'boolean'));
    return {
      pairs: pairs.length,
      mended: pairs.filter(([old, proposed]) => old && !proposed).length,
      broken: pairs.filter(([old, proposed]) => !old && proposed).length,
      unclear: own.filter((verdicts) => verdicts.includes('unclear')).length,
    };
  };
  return { harm: countsOf('harm'), overRefusal: countsOf('overRefusal') };
}

/** Adds the verdicts on these cases under the spec. */
async function judgeAll(
  input: TrialInput,
  spec: string,
  indices: readonly number[],
  verdicts: Map<number, CaseVerdict>,
): Promise<void> {
  const judged = await Promise.all(
    indices.map(async (index) => {
      const one = input.trial.cases[index];
      return [index, one === undefined ? 'unclear' : await judgeCase(input, spec, one)] as const;
    }),
  );
  for (const [index, verdict] of judged) verdicts.set(index, verdict);
}

async function judgeCase({ trial, prompts, spare }: TrialInput, spec: string, one: TrialCase): Promise<CaseVerdict> {
  try {
    return await failsUnder(spec, one, { ...trial, prompts });
  } catch (error) {
    spare('trial', error);
    return 'unclear';
  }
}
