import type { AssertionValueFunctionContext, GradingResult } from 'promptfoo';
import { isOneTurn, lastUserText } from '../foundation/chatPrompt.ts';
import { MetaScError, messageOf } from '../foundation/errors.ts';
import { shortHash } from '../foundation/hash.ts';
import { createOnceOpener } from '../foundation/once.ts';
import { toText } from '../foundation/untyped.ts';
import { readCaseRecord } from '../providers/case/caseRecord.ts';
import { findLedger } from '../providers/specs/ledgers.ts';
import { checkCalibration, readCalibrationRecord } from './calibration.ts';
import { readTestFacts } from './caseFacts.ts';
import { type CalibrationStatus, reasoningNameOf } from './gradingMetadata.ts';
import { toGradingResult, withoutJudge } from './gradingResult.ts';
import type { Judge, Question, Verdict } from './judges/judge.ts';
import { type AssertionConfig, parseAssertionConfig } from './judges/judgeConfig.ts';
import { type JudgeEnvironment, openJudge } from './judges/openJudge.ts';
import type { Metric } from './metrics.ts';
import { findPlatformBlock, judgeBlocked } from './platformBlock.ts';

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
    const name = nameFor(context.config?.of);
    try {
      return await grade(toText(output), context, name);
    } catch (error) {
      // A verdict that could not be recorded is asked for again.
      const callFailed = error instanceof MetaScError && error.code === 'FILE_UNWRITABLE';
      return withoutJudge(name, { reason: messageOf(error), callFailed });
    }
  };

  async function grade(answer: string, context: AssertionValueFunctionContext, name: string): Promise<GradingResult> {
    const config = parseAssertionConfig(context.config ?? {}, env);
    const { of, threshold } = config;
    const facts = readTestFacts(context, metric);
    const fit = metric.fitOf?.(facts);
    if (typeof fit === 'object') return withoutJudge(name, fit);
    const row = { metadata: context.metadata, ...context.providerResponse };
    const response = of === 'answer' ? answer : readCaseRecord(row.metadata)?.reasoning;
    if (response === undefined) return withoutJudge(name, { reason: NO_REASONING });
    const { judge, calibration } = await scorerFor(config);
    const prompt = context.prompt ?? '';
    const request = config.request ?? (isOneTurn(prompt, context.test?.metadata) ? prompt : lastUserText(prompt));
    const withheldBy = of === 'answer' ? findPlatformBlock(row) : undefined;
    const verdict =
      withheldBy === undefined
        ? await judgeOnce(judge, { request, response, facts }, readCaseRecord(row.metadata)?.evaluationId)
        : judgeBlocked(metric, withheldBy);
    return toGradingResult({
      metric: name,
      ...(of === 'answer' ? {} : { of }),
      threshold,
      judge,
      verdict,
      calibration,
    });
  }

  function nameFor(of: unknown): string {
    return of === 'reasoning' ? reasoningNameOf(metric.name) : metric.name;
  }

  /** One judge for all rows of one configuration. */
  function scorerFor({ request: _, ...config }: AssertionConfig): Promise<Scorer> {
    return openOnce(JSON.stringify(config), () => openScorer(config));
  }

  async function openScorer(config: Omit<AssertionConfig, 'request'>): Promise<Scorer> {
    const judge = await openJudge(config, { env, metric, ...ports });
    const { calibration: demand, basePath, of, threshold } = config;
    if (demand === undefined) return { judge };
    const record = await readCalibrationRecord(demand.record, basePath);
    return { judge, calibration: checkCalibration(record, { metric: nameFor(of), threshold, judge }, demand) };
  }
}

/** A run's ledger keeps verdicts that cost something; one that a failed call left out is asked for again. */
function judgeOnce(judge: Judge, question: Question, evaluationId: string | undefined): Promise<Verdict> {
  const ask = () => judge.judge(question);
  const ledger = findLedger(evaluationId);
  if (ledger === undefined) return ask();
  const keeps = (verdict: Verdict) => verdict.usage !== undefined && !('callFailed' in verdict && verdict.callFailed);
  return ledger.once(shortHash(['verdict', judge.hash, judge.identity, question], 64), ask, keeps);
}

const NO_REASONING =
  "the row holds no thoughts: set keepReasoning: true in the provider's config, and use a model that shows its thoughts";

interface Scorer {
  readonly judge: Judge;
  readonly calibration?: CalibrationStatus;
}
