import type { Static } from 'typebox';
import type { CaseFacts } from '../../../assertions/judges/judge.ts';
import type { JudgeSchema } from '../../../assertions/judges/judgeRef.ts';
import { METRICS, type Metric } from '../../../assertions/metrics.ts';
import { configFault, isRecord } from './configDocument.ts';
import { type CaseSurvey, toList } from './initCases.ts';
import { isOwnAssertion, type OwnIds } from './ownIds.ts';

const MEANT_FOR: readonly CaseFacts[] = [{}, { harmful: true }, { harmful: false }];

/** The metrics that `metasc init` can add. It knows at most whether a case's request is harmful. */
export const INIT_METRICS = METRICS.filter(({ fitOf }) => MEANT_FOR.some((facts) => fitOf(facts) === 'meant'));

/** Whether the metric scores cases about which nothing is known. */
const isForAll = ({ fitOf }: Metric) => fitOf({}) === 'meant';

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

/** The tests that get the assertions. */
export interface AssertionPlan {
  /** For all tests. */
  readonly forAll: readonly Metric[];
  /** For single inline tests, by index. */
  readonly forTests: ReadonlyMap<number, readonly Metric[]>;
}

/**
 * Metrics for every case, such as `harm`, go to all tests. Other metrics score one kind of case and leave the other
 * unscored, which fails: they go to the inline tests that state their kind. If no test states it, the metrics that the
 * user named go to all tests.
 *
 * @throws MetaScError `CONFIG_INVALID` when the user names metrics for both kinds and no test states its kind
 */
export function planAssertions({ inline }: CaseSurvey, { metrics, asked }: AssertionOptions): AssertionPlan {
  const ofKind = ofOneKind(metrics);
  const forTests = new Map<number, readonly Metric[]>();
  for (const { index, harmful } of inline) {
    if (typeof harmful !== 'boolean') continue;
    const meant = ofKind.filter(({ fitOf }) => fitOf({ harmful }) === 'meant');
    if (meant.length > 0) forTests.set(index, meant);
  }
  const forAll = asked && forTests.size === 0 ? ofKind : [];
  const [first, second] = [false, true].map((harmful) => forAll.find(({ fitOf }) => fitOf({ harmful }) !== 'meant'));
  if (first !== undefined && second !== undefined) {
    throw configFault(
      `assertions: expected one of ${first.name} and ${second.name}, got both`,
      'No test in the config says harmful: true or false, and each assertion fails the cases that it is not for.',
    );
  }
  return { forAll: [...metrics.filter(isForAll), ...forAll], forTests };
}

/** The metrics that score only one kind of case. */
export function ofOneKind(metrics: readonly Metric[]): readonly Metric[] {
  return metrics.filter((metric) => !isForAll(metric));
}

/** Whether the judge can score a case only if the case says `harmful`. */
export function asksForHarmful({ needs }: Metric, judge: JudgeOption = 'local'): boolean {
  return judge === 'local' && needs?.fact === 'harmful' && needs.by === 'local judge';
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

/** The comment in the config on an assertion for all cases. */
export function commentOn(metric: Metric, judge: JudgeOption | undefined): string {
  const { best, cases } = metric;
  if (!isForAll(metric)) return ` 1 = ${best}. For ${cases}: other cases stay unscored and fail.`;
  return [
    ` 1 = ${best}.`,
    ...(asksForHarmful(metric, judge)
      ? [' The local judge needs `metadata: { harmful: true }` or false in each case, or a variable `harmful`.']
      : []),
    ' Leave out `metric`: promptfoo would average unscored rows as 0.',
  ].join('\n');
}
