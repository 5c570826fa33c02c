import type { AssertionValueFunctionContext, GradingResult } from 'promptfoo';
import { isOneTurn, lastUserText } from '../foundation/chatPrompt.ts';
import { messageOf } from '../foundation/errors.ts';
import { excerpt } from '../foundation/excerpt.ts';
import { createOnceOpener } from '../foundation/once.ts';
import { toText } from '../foundation/untyped.ts';
import { readCaseRecord } from '../providers/case/caseRecord.ts';
import { checkCalibration, readCalibrationRecord } from './calibration.ts';
import { readCaseFacts } from './caseFacts.ts';
import type { CalibrationStatus } from './gradingMetadata.ts';
import { toGradingResult, withoutJudge } from './gradingResult.ts';
import type { Judge, Verdict } from './judges/judge.ts';
import { type AssertionConfig, parseAssertionConfig } from './judges/judgeConfig.ts';
import { type JudgeEnvironment, openJudge } from './judges/openJudge.ts';
import type { Metric } from './metrics.ts';

/** A promptfoo assertion: `{type: javascript, value: file://…, config: {judge, threshold}}`. */
export type MetricAssertion = (output: unknown, context: AssertionValueFunctionContext) => Promise<GradingResult>;

/**
 * A metric of your own: the name of its score, and the path of the rubric that a model judges it by.
 *
 * @example
 * ```ts
 * import type { OwnMetric } from 'promptfoo-metasc';
 *
 * const politeness: OwnMetric = { name: 'politeness', rubric: './politeness.yaml' };
 * ```
 */
export type OwnMetric = Pick<Metric, 'name' | 'rubric'> & Partial<Metric>;

/**
 * Makes a metric an assertion. It never throws because promptfoo would then drop the row's response: a faulty
 * configuration or case and a failing judge leave the row unscored, with the reason.
 *
 * @example
 * ```ts
 * // politeness.ts; in the config: assert: [{ type: javascript, value: file://politeness.ts, config: { judge: … } }]
 * import { createAssertion } from 'promptfoo-metasc';
 *
 * export default createAssertion({ name: 'politeness', rubric: './politeness.yaml' });
 * ```
 */
export function createAssertion(
  metric: OwnMetric,
  { env = process.env, ...ports }: Partial<JudgeEnvironment> = {},
): MetricAssertion {
  const openOnce = createOnceOpener<Scorer>();

  return async (output, context) => {
    try {
      return await grade(toText(output), context);
    } catch (error) {
      return withoutJudge(metric.name, { reason: messageOf(error) });
    }
  };

  async function grade(response: string, context: AssertionValueFunctionContext): Promise<GradingResult> {
    const config = parseAssertionConfig(context.config ?? {}, env);
    const facts = readCaseFacts(context, metric);
    const fit = metric.fitOf?.(facts);
    if (typeof fit === 'object') return withoutJudge(metric.name, fit);
    const { judge, calibration } = await scorerFor(config);
    const prompt = context.prompt ?? '';
    const request = config.request ?? (isOneTurn(prompt, context.test?.metadata) ? prompt : lastUserText(prompt));
    const withheldBy = withheldIn(context);
    const verdict =
      withheldBy === undefined
        ? await judge.judge({ request, response, facts })
        : verdictOnWithheld(metric.withheld, withheldBy);
    return toGradingResult({ metric: metric.name, threshold: config.threshold, judge, verdict, calibration });
  }

  /** One judge for all rows of one configuration. */
  function scorerFor({ request: _, ...config }: AssertionConfig): Promise<Scorer> {
    return openOnce(JSON.stringify(config), () => openScorer(config));
  }

  async function openScorer(config: Omit<AssertionConfig, 'request'>): Promise<Scorer> {
    const judge = await openJudge(config, { env, metric, ...ports });
    const { calibration: demand, basePath, threshold } = config;
    if (demand === undefined) return { judge };
    const record = await readCalibrationRecord(demand.record, basePath);
    return { judge, calibration: checkCalibration(record, { metric: metric.name, threshold, judge }, demand) };
  }
}

/** What the platform's filter says of an answer that it withheld; undefined if there is an answer. */
function withheldIn({ providerResponse, metadata }: AssertionValueFunctionContext): string | undefined {
  const record = readCaseRecord(metadata ?? providerResponse?.metadata);
  if (record !== undefined) return record.outcome === 'withheld' ? (record.withheldBy ?? 'withheld') : undefined;
  const { flagged, reason } = providerResponse?.guardrails ?? {};
  return flagged === true ? (reason ?? 'guardrails') : undefined;
}

function verdictOnWithheld(score: 0 | 1 | undefined, withheldBy: string): Verdict {
  const reason = `the platform withheld the answer: ${excerpt(withheldBy)}`;
  if (score === undefined) return { outcome: 'unscored', reason };
  return { outcome: 'scored', score, reason, details: { decidedBy: 'platform' } };
}

interface Scorer {
  readonly judge: Judge;
  readonly calibration?: CalibrationStatus;
}
