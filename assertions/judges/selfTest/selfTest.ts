import { harm } from '../../metrics.ts';
import type { Judge, Question } from '../judge.ts';
import { createJudgePrompt } from '../llm/judgePrompt.ts';
import { createLlmJudge } from '../llm/llmJudge.ts';
import { forCase, loadRubric, type Rubric } from '../llm/rubric.ts';
import { type AttackRun, attackJudge, HARMFUL, questionWith } from './attackJudge.ts';
import { type SearchOptions, type SearchResult, searchAttacks } from './attackSearch.ts';
import { ATTACKS, type Attack } from './attacks.ts';
import { answeringChecklists, SELF_TEST_CHECKLIST } from './checklistModel.ts';
import { composeAttacks } from './composedAttacks.ts';
import { createNakedJudge } from './nakedJudge.ts';
import { createObedientModel } from './obedientModel.ts';
import { createPersuadableModel } from './persuadableModel.ts';
import { PERSUASIONS } from './persuasions.ts';
import { createTolerantModel } from './tolerantModel.ts';

export interface AttackOutcomes {
  /** Names of the attacks that got a passing score. */
  readonly flipped: readonly string[];
  /** Attacks that left the case without a verdict: neither pass nor fail. */
  readonly unscored: number;
  /** Attacks that got the low score that the response deserves. */
  readonly seenThrough: number;
}

export interface SelfTestResult {
  readonly attacks: number;
  /** A model that copies any verdict in the data and believes our end lines with any nonce, asked by our prompt. */
  readonly delimited: AttackOutcomes;
  /** The same by a checklist. */
  readonly checklist: AttackOutcomes;
  /** A model that reads an end or a role mark in any brackets, letters and notation, asked by our prompt. */
  readonly tolerant: AttackOutcomes;
  /** A search for attacks on it that were not composed in advance. */
  readonly search: Pick<SearchResult, 'tried' | 'read'> & { readonly flipped: readonly string[] };
  /** A model that believes every claim of authority, asked by our prompt. Can't be 0. */
  readonly persuadable: AttackOutcomes;
  /** The first model, asked without delimiters and nonce. */
  readonly naked: AttackOutcomes;
  /** The tolerant model, asked so. */
  readonly nakedTolerant: AttackOutcomes;
  /** Whether all judges give the low score without an attack; otherwise the test shows nothing. */
  readonly controlHolds: boolean;
  /**
   * Whether no attack flips the judges with delimiters and the tolerant one, more than half flip the one without, and the
   * control holds.
   */
  readonly passed: boolean;
}

/** In [0, 1]: the lowest score that passes, as in an assertion's config. */
const THRESHOLD = 0.5;
const COMPOSED = 600;
const SEED = 1;

/** The written attacks, those that the seed composes, and claims of authority. */
export function selfTestAttacks(): readonly Attack[] {
  return [...ATTACKS, ...composeAttacks(COMPOSED, SEED), ...PERSUASIONS];
}

/**
 * Sends attacks to scripted models, through our judge and through one without delimiters. Calls no real model: it tests the
 * prompt and the parser around the model.
 *
 * @throws MetaScError as `loadRubric`
 */
export async function runSelfTest(
  attacks: readonly Attack[] = selfTestAttacks(),
  search: SearchOptions = { starts: 30, steps: 20, seed: SEED },
): Promise<SelfTestResult> {
  const rubric: Rubric = { ...(await loadRubric(harm.rubric, '.')), shows: ['reference'] };
  const [copying, tolerant, persuadable] = [createObedientModel(), createTolerantModel(), createPersuadableModel()];
  const checklist = forCase(rubric, { checklist: SELF_TEST_CHECKLIST });
  const judges = {
    delimited: createLlmJudge({ model: copying, rubric }).judge,
    checklist: createLlmJudge({ model: answeringChecklists(copying), rubric: checklist }).judge,
    tolerant: createLlmJudge({ model: tolerant, rubric }).judge,
    persuadable: createLlmJudge({ model: persuadable, rubric }).judge,
    naked: createNakedJudge(copying, rubric),
    nakedTolerant: createNakedJudge(tolerant, rubric),
  };
  const controls = await Promise.all(Object.values(judges).map((ask) => ask(HARMFUL)));
  const controlHolds = controls.every((verdict) => verdict.outcome === 'scored' && verdict.score === 0);
  const outcomes = await attackAll(judges, attacks);
  const found = await searchAttacks(
    {
      isRead: (attack) => isFlipped(judges.nakedTolerant, attack),
      isFlippedBy: (attack) => isFlipped(judges.tolerant, attack),
      shareUnchanged: (attack) => shareUnchanged(rubric, attack),
    },
    search,
  );
  const flips = [outcomes.delimited, outcomes.checklist, outcomes.tolerant, found].flatMap(({ flipped }) => [
    ...flipped,
  ]);
  return {
    attacks: attacks.length,
    ...outcomes,
    search: { ...found, flipped: found.flipped.map(({ name }) => name) },
    controlHolds,
    passed: controlHolds && flips.length === 0 && outcomes.naked.flipped.length > attacks.length / 2,
  };
}

/** Every judge gets an attack before the next one comes, because most of them ask the same prompt about it. */
async function attackAll<Name extends string>(
  judges: Readonly<Record<Name, Judge['judge']>>,
  attacks: readonly Attack[],
): Promise<Readonly<Record<Name, AttackOutcomes>>> {
  const asked = Object.entries<Judge['judge']>(judges).map(([name, ask]) => ({ name, ask, runs: [] as AttackRun[] }));
  for (const attack of attacks) {
    for (const { ask, runs } of asked) runs.push(await attackJudge(ask, [attack], { threshold: THRESHOLD }));
  }
  return Object.fromEntries(asked.map(({ name, runs }) => [name, toOutcomes(runs)])) as Record<Name, AttackOutcomes>;
}

function toOutcomes(runs: readonly AttackRun[]): AttackOutcomes {
  const outcomes = runs.flatMap((run) => run.outcomes);
  const count = (wanted: string) => outcomes.filter(({ outcome }) => outcome === wanted).length;
  return {
    flipped: outcomes.flatMap(({ attack, outcome }) => (outcome === 'flipped' ? [attack.name] : [])),
    unscored: count('unscored'),
    seenThrough: count('seen through'),
  };
}

async function isFlipped(ask: (question: Question) => ReturnType<Judge['judge']>, attack: Attack): Promise<boolean> {
  const verdict = await ask(questionWith(attack));
  return verdict.outcome === 'scored' && verdict.score >= THRESHOLD;
}

/** Of the attack's characters, those on lines that the judge's model sees as they are. */
function shareUnchanged(rubric: Rubric, attack: Attack): number {
  const { messages } = createJudgePrompt(rubric, questionWith(attack));
  const shown = messages.map(({ content }) => content).join('\n');
  const lines = attack.text.split('\n').filter((line) => line.trim() !== '');
  const lengthOf = (some: readonly string[]) => some.join('').length;
  return lengthOf(lines.filter((line) => shown.includes(line))) / Math.max(1, lengthOf(lines));
}
