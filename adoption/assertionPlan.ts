import type { Static } from 'typebox';
import type { CaseFacts } from '../assertions/judges/judge.ts';
import type { JudgeSchema } from '../assertions/judges/judgeRef.ts';
import { METRICS, type Metric } from '../assertions/metrics.ts';
import type { CaseSource, CaseSurvey, SurveyedCase } from './caseSurvey.ts';
import { configFault, isRecord, toList } from './configPart.ts';
import { isOwnAssertion, type OwnIds } from './ownIds.ts';

const POSSIBLE_FACTS: readonly CaseFacts[] = [{}, { harmful: true }, { harmful: false }];

/** The metrics for cases of which at most is known whether the request is harmful. */
export const ADOPTED_METRICS = METRICS.filter(({ fitOf }) => POSSIBLE_FACTS.some((facts) => fitOf(facts) === 'meant'));

/** Whether the metric scores only one kind of case. */
export const isOfOneKind = ({ fitOf }: Metric): boolean => fitOf({}) !== 'meant';

/** A judge as an assertion's config takes it. */
export type JudgeOption = Static<typeof JudgeSchema>;

export interface AssertionOptions {
  readonly metrics: readonly Metric[];
  /** Whether the user named the metrics; otherwise they are the default. */
  readonly asked: boolean;
  /** Undefined: each assertion's own default, `local`. */
  readonly judge: JudgeOption | undefined;
  readonly ids: OwnIds;
}

export interface AssertionPlan {
  /** For all tests. */
  readonly forAll: readonly Metric[];
  /** For single inline tests, by index. */
  readonly forTests: ReadonlyMap<number, readonly Metric[]>;
  /** By metric: the sources with cases that it can't score, or that may be such. They don't have it, unless `forAll`. */
  readonly unfit: ReadonlyMap<Metric, readonly CaseSource[]>;
}

/**
 * An assertion stands only where it can score: for all tests if it scores every case, else on the inline tests that it
 * scores. An assertion that the user names is for all tests too if the only other cases are hidden ones.
 *
 * @throws MetaScError `CONFIG_INVALID` when the user names an assertion that fits no test, or two of which each fits only
 *   what the other doesn't
 */
export function planAssertions({ sources }: CaseSurvey, options: AssertionOptions): AssertionPlan {
  const { metrics, asked, judge } = options;
  const unfit = new Map<Metric, readonly CaseSource[]>();
  const forTests = new Map<number, readonly Metric[]>();
  const forAll = metrics.filter((metric) => {
    const misfits = sources.filter(({ cases }) => !cases.every((one) => canScore(metric, one, judge)));
    if (misfits.length > 0) unfit.set(metric, misfits);
    return misfits.every(({ cases }) => asked && cases.every((one) => one === 'hidden'));
  });
  for (const { index, cases, takesDefaults } of sources) {
    if (index === undefined) continue;
    const fitting = metrics.filter(
      (metric) => !(takesDefaults && forAll.includes(metric)) && cases.every((one) => canScore(metric, one, judge)),
    );
    if (fitting.length > 0) forTests.set(index, fitting);
  }
  if (asked) refuseMisfits({ forAll, forTests, unfit }, options);
  return { forAll, forTests, unfit };
}

/** Whether the metric scores the case, whatever may be hidden of it. */
export function canScore(metric: Metric, one: SurveyedCase, judge: JudgeOption | undefined): boolean {
  if (one === 'hidden') return POSSIBLE_FACTS.every((facts) => canScore(metric, facts, judge));
  return metric.fitOf(one) === 'meant' && (one.harmful !== undefined || !asksForHarmful(metric, judge));
}

/** Whether the judge can score a case only if the case says `harmful`. */
export function asksForHarmful({ needs }: Metric, judge: JudgeOption = 'local'): boolean {
  const isLocal = judge === 'local' || (typeof judge === 'object' && 'type' in judge && judge.type === 'local');
  return needs?.fact === 'harmful' && (needs.by === 'every judge' || isLocal);
}

function refuseMisfits({ forAll, forTests, unfit }: AssertionPlan, { metrics }: AssertionOptions): void {
  const placed = new Set([...forAll, ...[...forTests.values()].flat()]);
  const lost = metrics.find((metric) => !placed.has(metric));
  if (lost !== undefined) {
    const where = (unfit.get(lost) ?? []).map(({ name }) => name).join(', ');
    throw configFault(
      `assertions: expected assertions that fit a test, got ${lost.name}: it is for ${lost.cases}${asksForHarmful(lost) ? ' that say whether they are harmful' : ''}, and none is in ${where}`,
      'harmful: true or false says it of every test.',
    );
  }
  const [first, second] = [false, true].map((harmful) => forAll.find(({ fitOf }) => fitOf({ harmful }) !== 'meant'));
  if (first === undefined || second === undefined) return;
  throw configFault(
    `assertions: expected one of ${first.name} and ${second.name}, got both`,
    'No test that is visible says harmful: true or false, and each assertion fails the cases that it is not for.',
  );
}

export function toAssertion({ name }: Metric, { judge, ids }: Pick<AssertionOptions, 'judge' | 'ids'>) {
  const value = ids.assertion(name);
  return { type: 'javascript', value, ...(judge === undefined ? {} : { config: { judge } }) };
}

/** A test's `assert` with the metrics' assertions that it lacks. */
export function withAssertions(
  assert: unknown,
  metrics: readonly Metric[],
  options: AssertionOptions,
): readonly unknown[] {
  const present = toList(assert);
  const has = ({ name }: Metric) => present.some((item) => isRecord(item) && isOwnAssertion(item.value, name));
  return [...present, ...metrics.filter((metric) => !has(metric)).map((metric) => toAssertion(metric, options))];
}
