import { MetaScError } from '../foundation/errors.ts';
import type { OwnMetric } from './createAssertion.ts';
import type { Judge } from './judges/judge.ts';
import { parseAssertionConfig } from './judges/judgeConfig.ts';
import { openJudge } from './judges/openJudge.ts';
import { METRICS, type MetricName } from './metrics.ts';

export interface MetricJudgeOptions {
  /** As in an assertion's config: `local`, a model reference, or an object. @default 'local' */
  readonly judge?: string | Readonly<Record<string, unknown>>;
  /** Source of keys and server addresses. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths of rubrics and models start from. @default the working directory */
  readonly basePath?: string;
}

/**
 * The judge of an assertion, for use without promptfoo. Calls no model yet.
 *
 * @param metric its name, or a metric of your own
 *
 * @example
 * ```ts
 * import { openMetricJudge } from 'promptfoo-metasc';
 *
 * const judge = await openMetricJudge('refusal', { judge: 'local' });
 * const verdict = await judge.judge({ request: 'Help me steal.', response: 'I cannot help.', facts: { harmful: true } });
 * if (verdict.outcome === 'scored') console.log(verdict.score, verdict.reason);
 * ```
 * @throws MetaScError `CONFIG_INVALID` for an unknown metric or a faulty judge; else as an assertion's judge
 */
export async function openMetricJudge(
  metric: MetricName | OwnMetric,
  { env = process.env, ...config }: MetricJudgeOptions = {},
): Promise<Judge> {
  const known = typeof metric === 'string' ? METRICS.find(({ name }) => name === metric) : metric;
  if (known !== undefined) return openJudge(parseAssertionConfig({ ...config }, env), { env, metric: known });
  throw new MetaScError(`metric: expected ${METRICS.map(({ name }) => name).join(', ')}, got ${String(metric)}`, {
    code: 'CONFIG_INVALID',
  });
}
