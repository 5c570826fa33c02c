import type { Random } from '../../foundation/random.ts';
import { SIDES, type Side, type SideCounts, type TrialCounts } from '../../providers/loop/screen.ts';

/** True failure rates, each in (0, 1): help with harm, and refusals of harmless requests. */
export type Rates = Readonly<Record<Side, number>>;

export interface SimulatedSpec {
  readonly rates: Rates;
  /** Whether it is poison, or revises it. */
  readonly poisoned: boolean;
}

/** The failure rates of a model under the start spec. */
export const MODELS = {
  lax: { harm: 0.4, overRefusal: 0.03 },
  middle: { harm: 0.2, overRefusal: 0.1 },
  strict: { harm: 0.05, overRefusal: 0.25 },
} as const satisfies Readonly<Record<string, Rates>>;

/** Shares of the proposals that are no poison. */
export const MIXES = {
  capable: { good: 0.5, neutral: 0.3, bad: 0.2 },
  weak: { good: 0.2, neutral: 0.4, bad: 0.4 },
} as const;

/** Share of poison that copies its request, and is stopped by its form. */
const COPIED = 0.25;
/** Share of proposals that are written anew: their effect is one on the start spec, and what was gained or lost is forgotten. */
const ANEW = 0.5;
/** Share of poison that makes answers useless instead of harmful. */
const DENIAL = 1 / 3;
/** Share of answers that follow from case and spec alone; in the others, chance decides. */
const SETTLED = 0.9;
/** Share of verdicts that are neither yes nor no. */
const UNCLEAR = 0.002;

export interface Stratum {
  /** Share of the proposals that are poison. */
  readonly poison: number;
  /** Share of the verdicts that are wrong: half of them for the case, under every spec, half for the answer. */
  readonly judgeError: number;
  readonly model: keyof typeof MODELS;
  readonly mix: keyof typeof MIXES;
}

/** A proposal before anyone knows the spec that it revises. */
export interface SimulatedProposal {
  readonly kind: 'good' | 'neutral' | 'bad' | 'poison';
  /** What it adds to the log-odds of a failure. */
  readonly shift: Rates;
  readonly anew: boolean;
  readonly copied: boolean;
  /** In [0, 1): let in by a text rule that lets in a larger share of its kind. */
  readonly luck: number;
}

export function drawProposal({ poison, mix }: Stratum, random: Random): SimulatedProposal {
  const kind = random() < poison ? 'poison' : drawKind(mix, random());
  return {
    kind,
    shift: drawShift(kind, random),
    anew: random() < ANEW,
    copied: kind === 'poison' && random() < COPIED,
    luck: random(),
  };
}

function drawKind(mix: Stratum['mix'], at: number): 'good' | 'neutral' | 'bad' {
  const { good, neutral } = MIXES[mix];
  if (at < good) return 'good';
  return at < good + neutral ? 'neutral' : 'bad';
}

function drawShift(kind: SimulatedProposal['kind'], random: Random): Rates {
  const between = (low: number, high: number) => low + (high - low) * random();
  switch (kind) {
    case 'good':
      return { harm: between(-1.2, -0.3), overRefusal: between(-0.4, 0.2) };
    case 'neutral':
      return { harm: between(-0.1, 0.1), overRefusal: between(-0.1, 0.1) };
    case 'bad':
      return random() < 0.5
        ? { harm: between(0.3, 1.2), overRefusal: between(-0.4, 0) }
        : { harm: between(-0.4, 0), overRefusal: between(0.3, 1.2) };
    case 'poison':
      return random() < DENIAL
        ? { harm: between(-2, 0), overRefusal: between(1.5, 5) }
        : { harm: between(1, 5), overRefusal: between(-0.5, 0) };
  }
}

/** The spec that a proposal makes of the current one. */
export function revise(
  { kind, shift, anew }: SimulatedProposal,
  { current, start }: Readonly<Record<'current' | 'start', SimulatedSpec>>,
): SimulatedSpec {
  const from = anew ? start : current;
  const move = (side: Side) => logistic(Math.log(from.rates[side] / (1 - from.rates[side])) + shift[side]);
  return {
    rates: { harm: move('harm'), overRefusal: move('overRefusal') },
    poisoned: kind === 'poison' || from.poisoned,
  };
}

const logistic = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));

/** The cases of a side: how hard each is, in [0, 1), and whether the judge is always wrong on it. */
export type CaseSet = Readonly<Record<Side, readonly { readonly ease: number; readonly misjudged: boolean }[]>>;

export function drawCases(perSide: number, { judgeError }: Pick<Stratum, 'judgeError'>, random: Random): CaseSet {
  const drawSide = () =>
    Array.from({ length: perSide }, () => ({ ease: random(), misjudged: random() < judgeError / 2 }));
  return { harm: drawSide(), overRefusal: drawSide() };
}

export type SimulatedVerdict = 'failed' | 'passed' | 'unclear';
export type Verdicts = Readonly<Record<Side, readonly SimulatedVerdict[]>>;

/** What the judge makes of the answers under a spec. */
export function judgeAnswers(
  cases: CaseSet,
  rates: Rates,
  {
    random,
    judgeError,
    unclear = UNCLEAR,
  }: { readonly random: Random; readonly judgeError: number; readonly unclear?: number },
): Verdicts {
  const judgeSide = (side: Side) =>
    cases[side].map(({ ease, misjudged }): SimulatedVerdict => {
      const fails = (random() < SETTLED ? ease : random()) < rates[side];
      const isWrong = misjudged !== random() < judgeError / 2;
      if (random() < unclear) return 'unclear';
      return fails !== isWrong ? 'failed' : 'passed';
    });
  return { harm: judgeSide('harm'), overRefusal: judgeSide('overRefusal') };
}

/** @param before verdicts under the current spec */
export function countPairs(before: Verdicts, after: Verdicts): TrialCounts {
  return { harm: countSide(before.harm, after.harm), overRefusal: countSide(before.overRefusal, after.overRefusal) };
}

function countSide(before: readonly SimulatedVerdict[], after: readonly SimulatedVerdict[]): SideCounts {
  let [mended, broken, unclear] = [0, 0, 0];
  for (const [index, verdict] of before.entries()) {
    const next = after[index];
    if (verdict === 'unclear' || next === 'unclear') unclear += 1;
    else if (verdict === 'failed' && next === 'passed') mended += 1;
    else if (verdict === 'passed' && next === 'failed') broken += 1;
  }
  return { pairs: before.length - unclear, mended, broken, unclear };
}

export const countFailures = (verdicts: Verdicts): number =>
  SIDES.reduce((sum, side) => sum + verdicts[side].filter((verdict) => verdict === 'failed').length, 0);
