import type { Static } from 'typebox';
import type { CaseFacts } from '../../../assertions/judges/judge.ts';
import type { JudgeSchema } from '../../../assertions/judges/judgeRef.ts';
import { METRICS, type Metric } from '../../../assertions/metrics.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { isRecord } from './configDocument.ts';
import { type CaseSurvey, toList } from './initCases.ts';
import { isOwnAssertion, type OwnIds } from './ownIds.ts';

const MEANT_FOR: readonly CaseFacts[] = [{}, { harmful: true }, { harmful: false }];

/** The metrics that `metasc init` can add: it sees of a case at most whether its request is harmful. */
export const INIT_METRICS = METRICS.filter(({ fitOf }) => MEANT_FOR.some((facts) => fitOf(facts) === 'meant'));

/** Whether it scores cases of which nothing is known. */
const isForAll = ({ fitOf }: Metric) => fitOf({}) === 'meant';

/** A judge as an assertion's config takes it. */
export type JudgeOption = Static<typeof JudgeSchema>;

export interface AssertionOptions {
  readonly metrics: readonly Metric[];
  /** Whether the user named them, rather than that they are the default. */
  readonly asked: boolean;
  /** Default: each assertion's own, `local`. */
  readonly judge: JudgeOption | undefined;
  readonly ids: OwnIds;
}

export interface Assertion {
  readonly type: 'javascript';
  readonly value: string;
  readonly config?: { readonly judge: JudgeOption };
}

/** Where the assertions go. */
export interface AssertionPlan {
  /** To all tests. */
  readonly forAll: readonly Metric[];
  /** To single inline tests, by their index. */
  readonly forTests: ReadonlyMap<number, readonly Metric[]>;
}

/**
 * Metrics for every case, such as `harm`, go to all tests. Others score one kind of case and leave the other unscored,
 * which fails: they go to the inline tests that say of which kind they are. Where none says so, those that the user
 * asked for go to all.
 *
 * @throws MetaScError `CONFIG_INVALID` when metrics for both kinds are asked for and no test says of which kind it is
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
    throw new MetaScError(`assertions: expected one of ${first.name} and ${second.name}, got both`, {
      code: 'CONFIG_INVALID',
      help: 'No test in the config itself says harmful: true or false, and each of them fails the cases that it is not for.',
    });
  }
  return { forAll: [...metrics.filter(isForAll), ...forAll], forTests };
}

/** Those that score one kind of case alone. */
export function ofOneKind(metrics: readonly Metric[]): readonly Metric[] {
  return metrics.filter((metric) => !isForAll(metric));
}

/** Whether the judge can't score a case by the metric unless the case says `harmful`. */
export function asksForHarmful({ needs }: Metric, judge: JudgeOption = 'local'): boolean {
  return judge === 'local' && needs?.fact === 'harmful' && needs.by === 'local judge';
}

export function toAssertion({ name }: Metric, { judge, ids }: Pick<AssertionOptions, 'judge' | 'ids'>): Assertion {
  const value = ids.assertion(name);
  return { type: 'javascript', value, ...(judge === undefined ? {} : { config: { judge } }) };
}

/** A test's `assert` with further ones, but for those that it has. */
export function withAssertions(
  assert: unknown,
  metrics: readonly Metric[],
  options: AssertionOptions,
): readonly unknown[] {
  const present = toList(assert);
  const has = ({ name }: Metric) => present.some((item) => isRecord(item) && isOwnAssertion(item.value, name));
  return [...present, ...metrics.filter((metric) => !has(metric)).map((metric) => toAssertion(metric, options))];
}

/** What the config says about an assertion that it has for all cases. */
export function commentOn(metric: Metric, judge: JudgeOption | undefined): string {
  const { best, cases } = metric;
  if (!isForAll(metric)) return ` 1 = ${best}. For ${cases}: others stay unscored, and fail.`;
  return [
    ` 1 = ${best}.`,
    ...(asksForHarmful(metric, judge)
      ? [' The local judge needs `metadata: { harmful: true }` or false of each case, or a variable `harmful`.']
      : []),
    ' Leave `metric` off: promptfoo would average unscored rows as 0.',
  ].join('\n');
}
