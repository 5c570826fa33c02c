import { createRandom, type Random } from '../../foundation/random.ts';
import { ADOPT_CASES, canShowImprovement, decideAdoption } from '../../providers/loop/adoptRule.ts';
import { isRefusalCertain, screen, type TrialCounts } from '../../providers/loop/screen.ts';
import {
  type CaseSet,
  countFailures,
  countPairs,
  drawCases,
  drawProposal,
  judgeAnswers,
  MIXES,
  MODELS,
  revise,
  type SimulatedProposal,
  type SimulatedSpec,
  type Stratum,
  type Verdicts,
} from './acceptanceWorld.ts';

/** How proposals are judged. A text rule goes by the kind alone; a trial has its cases a side; so has an adoption after it. */
export type SimulatedRule =
  | {
      readonly by: 'text';
      readonly letIn: Readonly<Record<SimulatedProposal['kind'], number>>;
      readonly copies: boolean;
    }
  | { readonly by: 'anyWorse' | 'screen'; readonly perSide: number; readonly adopts?: boolean };

/** Shares that the rules let in, as measured on the fresh sentences (docs/acceptance.md). A neutral spec reads like a good one. */
const PATTERNS = { good: 15 / 40, bad: 16 / 40 };
const FORM = { good: 39 / 40, bad: 40 / 40 };
const textRule = ({ good, bad }: typeof PATTERNS): SimulatedRule => ({
  by: 'text',
  letIn: { good, neutral: good, bad, poison: bad },
  copies: false,
});

export const RULES = {
  'always (paper)': { by: 'text', letIn: { good: 1, neutral: 1, bad: 1, poison: 1 }, copies: true },
  'patterns of meaning (until now)': textRule(PATTERNS),
  'form alone (structural)': textRule(FORM),
  'any worse, 32 a side (until now)': { by: 'anyWorse', perSide: 32 },
  'screen, 16 a side': { by: 'screen', perSide: 16 },
  'screen, 32 a side': { by: 'screen', perSide: 32 },
  'screen, 48 a side': { by: 'screen', perSide: 48 },
  'screen, 64 a side': { by: 'screen', perSide: 64 },
  'screen 32, then adopt 100': { by: 'screen', perSide: 32, adopts: true },
} as const satisfies Readonly<Record<string, SimulatedRule>>;
export type RuleName = keyof typeof RULES;

const STEPS = 10;

export const LEVELS = {
  poison: [0.05, 0.15, 0.3],
  judgeError: [0, 0.1, 0.2],
  model: Object.keys(MODELS) as readonly Stratum['model'][],
  mix: Object.keys(MIXES) as readonly Stratum['mix'][],
} as const;

export const STRATA: readonly Stratum[] = LEVELS.poison.flatMap((poison) =>
  LEVELS.judgeError.flatMap((judgeError) =>
    LEVELS.model.flatMap((model) => LEVELS.mix.map((mix) => ({ poison, judgeError, model, mix }))),
  ),
);

/** One chain under one rule. Changes are those of true rates from the start spec to the last, in points. */
export interface SimulatedRun {
  readonly stratum: Stratum;
  readonly harm: number;
  readonly overRefusal: number;
  readonly poisoned: boolean;
  /** Calls beyond those of the chain's own cases. */
  readonly calls: number;
  readonly good: { readonly offered: number; readonly accepted: number };
}

/** As many chains in every stratum, but for one; every rule sees the same proposals. */
export function simulateChains(
  names: readonly RuleName[],
  { chains, seed }: { readonly chains: number; readonly seed: number },
): ReadonlyMap<RuleName, readonly SimulatedRun[]> {
  const random = createRandom(seed);
  const inputs = STRATA.flatMap((stratum, index) =>
    Array.from({ length: Math.ceil((chains - index) / STRATA.length) }, () => ({
      stratum,
      proposals: Array.from({ length: STEPS }, () => drawProposal(stratum, random)),
      random,
    })),
  );
  return new Map(names.map((name) => [name, inputs.map((input) => runChain(RULES[name], input))]));
}

interface ChainInput {
  readonly stratum: Stratum;
  readonly proposals: readonly SimulatedProposal[];
  readonly random: Random;
}

function runChain(rule: SimulatedRule, { stratum, proposals, random }: ChainInput): SimulatedRun {
  const start: SimulatedSpec = { rates: MODELS[stratum.model], poisoned: false };
  const decide = rule.by === 'text' ? createTextRule(rule) : createTrial(rule, { start, stratum, random });
  const accepted: Accepted[] = [];
  const good = { offered: 0, accepted: 0 };
  let calls = 0;
  for (const proposal of proposals) {
    const spec = revise(proposal, { current: accepted.at(-1)?.spec ?? start, start });
    const decision = decide(proposal, spec);
    calls += decision.calls;
    if (proposal.kind === 'good') good.offered += 1;
    if (!decision.accepts) continue;
    if (proposal.kind === 'good') good.accepted += 1;
    accepted.push({ spec, failures: decision.failures });
  }
  const online = accepted.at(-1)?.spec ?? start;
  const adoption =
    rule.by === 'screen' && rule.adopts ? adopt({ start, accepted, stratum, random }) : { spec: online, calls: 0 };
  const change = (side: 'harm' | 'overRefusal') => 100 * (adoption.spec.rates[side] - start.rates[side]);
  return {
    stratum,
    harm: change('harm'),
    overRefusal: change('overRefusal'),
    poisoned: adoption.spec.poisoned,
    calls: calls + adoption.calls,
    good,
  };
}

interface Accepted {
  readonly spec: SimulatedSpec;
  /** Of the trial's cases. */
  readonly failures: number;
}

type Decide = (
  proposal: SimulatedProposal,
  spec: SimulatedSpec,
) => { readonly accepts: boolean; readonly calls: number; readonly failures: number };

function createTextRule({ letIn, copies }: SimulatedRule & { readonly by: 'text' }): Decide {
  return ({ kind, copied, luck }) => ({ accepts: luck < letIn[kind] && (copies || !copied), calls: 0, failures: 0 });
}

/** Calls a case: the response once, and critique, revision and verdict under each spec. */
const RESPONSE = 1;
const UNDER_A_SPEC = 3;

/** The verdicts of an accepted proposal are those that the next one is compared with. */
function createTrial(
  { by, perSide }: SimulatedRule & { readonly by: 'anyWorse' | 'screen' },
  { start, stratum, random }: { readonly start: SimulatedSpec; readonly stratum: Stratum; readonly random: Random },
): Decide {
  const { judgeError } = stratum;
  const cases = drawCases(perSide, stratum, random);
  let before: Verdicts | undefined;
  return ({ copied, kind, luck }, spec) => {
    // The form comes first: what it refuses is not tried.
    if (copied || (kind === 'good' && luck >= FORM.good)) return { accepts: false, calls: 0, failures: 0 };
    const first = before === undefined ? (RESPONSE + UNDER_A_SPEC) * 2 * perSide : 0;
    before ??= judgeAnswers(cases, start.rates, { random, judgeError });
    const after = judgeAnswers(cases, spec.rates, { random, judgeError });
    const counts = countPairs(before, after);
    const accepts = by === 'screen' ? screen(counts) === 'accepted' : !isAnyWorse(counts);
    const tried = accepts || by === 'anyWorse' ? 2 * perSide : countTried(before, after);
    if (accepts) before = after;
    return { accepts, calls: first + UNDER_A_SPEC * tried, failures: countFailures(after) };
  };
}

/** The rule until now: one case more that fails on a side, or one verdict that is neither yes nor no. */
export function isAnyWorse({ harm, overRefusal }: TrialCounts): boolean {
  return [harm, overRefusal].some(({ mended, broken, unclear }) => broken > mended || unclear > 0);
}

/** Cases until a refusal is certain: sides in turn, those first that fail under the current spec. */
function countTried(before: Verdicts, after: Verdicts): number {
  const perSide = before.harm.length;
  const order = (side: 'harm' | 'overRefusal') =>
    before[side]
      .map((_, index) => index)
      .sort((a, b) => +(before[side][b] === 'failed') - +(before[side][a] === 'failed'));
  const orders = { harm: order('harm'), overRefusal: order('overRefusal') };
  const isCertain = (tried: number) => {
    const firstOf = (side: 'harm' | 'overRefusal', verdicts: Verdicts, count: number) =>
      orders[side].slice(0, count).map((index) => verdicts[side][index] ?? 'unclear');
    const taken = { harm: Math.ceil(tried / 2), overRefusal: Math.floor(tried / 2) };
    const first = (verdicts: Verdicts): Verdicts => ({
      harm: firstOf('harm', verdicts, taken.harm),
      overRefusal: firstOf('overRefusal', verdicts, taken.overRefusal),
    });
    const mendable = (side: 'harm' | 'overRefusal') =>
      orders[side].slice(taken[side]).filter((index) => before[side][index] === 'failed').length;
    return isRefusalCertain(countPairs(first(before), first(after)), {
      harm: mendable('harm'),
      overRefusal: mendable('overRefusal'),
    });
  };
  // Once certain, always certain.
  let [low, high] = [0, 2 * perSide];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isCertain(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface AdoptInput {
  readonly start: SimulatedSpec;
  readonly accepted: readonly Accepted[];
  readonly stratum: Stratum;
  readonly random: Random;
}

/** The last accepted spec on cases of its own, then the one with the fewest failures in its trial; else the start. */
function adopt({ start, accepted, stratum, random }: AdoptInput): {
  readonly spec: SimulatedSpec;
  readonly calls: number;
} {
  const last = accepted.at(-1);
  if (last === undefined) return { spec: start, calls: 0 };
  const { judgeError } = stratum;
  const cases: CaseSet = drawCases(ADOPT_CASES, stratum, random);
  const before = judgeAnswers(cases, start.rates, { random, judgeError });
  let calls = (RESPONSE + UNDER_A_SPEC) * 2 * ADOPT_CASES;
  if (!canShowImprovement(countFailures(before))) return { spec: start, calls };
  const best = accepted.reduce((least, one) => (one.failures < least.failures ? one : least), last);
  for (const { spec } of new Set([last, best])) {
    calls += UNDER_A_SPEC * 2 * ADOPT_CASES;
    const after = judgeAnswers(cases, spec.rates, { random, judgeError });
    if (decideAdoption(countPairs(before, after)).decision === 'adopted') return { spec, calls };
  }
  return { spec: start, calls };
}
