import { stringify } from 'yaml';
import { isSecretName } from '../../../foundation/secrets.ts';
import { DEFAULT_MODEL_LIMITS, DEFAULT_TIMEOUT_MS } from '../../../providers/models/callOptions.ts';
import type { ModelRef } from '../../../providers/models/modelRef.ts';
import type { ModelContext } from '../../../providers/models/openModel.ts';
import type { Price } from '../../../providers/options/providerConfig.ts';
import { openMetered } from './callMeter.ts';
import { type JudgeFindings, prepareJudge } from './examineJudge.ts';
import { examineModel, type ModelFindings } from './examineModel.ts';
import { type ReplyForm, readReplyForm } from './replyForm.ts';
import { estimateSuites, type MissingSuite, type SuiteCost } from './suiteCosts.ts';

/** All that the doctor found. */
export interface Diagnosis {
  readonly model: ModelFindings & { readonly calls: number; readonly form?: ReplyForm };
  /** Provider options as YAML. Only for a model that can be used. */
  readonly config?: string;
  readonly judge: JudgeFindings;
  /** Only for a model that can be used. */
  readonly suites?: readonly (SuiteCost | MissingSuite)[];
}

/** Calls of the model, retries and declined parameters included. */
export const MAX_MODEL_CALLS = 6;
/** A doctor that waits for minutes is no help: one further try, and no long wait. */
const LIMITS: ModelContext['limits'] = { ...DEFAULT_MODEL_LIMITS, maxRetries: 1, maxWaitMs: 10_000 };

export interface DiagnoseOptions {
  readonly judge: string | Readonly<Record<string, unknown>>;
  readonly price?: Price | undefined;
  readonly context: Pick<ModelContext, 'env' | 'basePath'>;
}

/**
 * Examines a model and a judge.
 *
 * @throws MetaScError when either can't be opened: `CONFIG_INVALID`, `MODEL_UNAVAILABLE`
 */
export async function diagnose(ref: ModelRef, { judge, price, context }: DiagnoseOptions): Promise<Diagnosis> {
  // First, so that a fault in an option costs no call.
  const judgeClearCases = await prepareJudge(judge, { ...context, limits: { ...LIMITS, maxRetries: 0 } });
  const limit = { maxCalls: MAX_MODEL_CALLS, counted: 'requests' } as const;
  const metered = openMetered(ref, { ...context, limits: LIMITS }, limit);
  let form: ReplyForm | undefined;
  const findings = await examineModel(metered.model, {
    hasCallLeft: () => metered.calls < MAX_MODEL_CALLS,
    wasHeldBack: () => metered.isSpent,
    onFirstReply: () => {
      form = metered.lastBody === undefined ? undefined : readReplyForm(metered.lastBody);
    },
  });
  const model = { ...findings, calls: metered.calls, ...(form === undefined ? {} : { form }) };
  const judged = await judgeClearCases();
  if (!model.isUsable) return { model, judge: judged };
  const thoughtTokens = model.reasoning?.tokens ?? 0;
  return {
    model,
    config: toConfig(ref, model, price),
    judge: judged,
    suites: await estimateSuites({ model: ref, price, thoughtTokens }),
  };
}

/** Several calls run at once in an evaluation, and real answers are longer. */
const TIMEOUT_FACTOR = 20;

/** The options that this model needs in a `providers:` entry. */
function toConfig(ref: ModelRef, { room, latencyMs = 0, costUsd }: ModelFindings, price: Price | undefined): string {
  const neededMs = Math.ceil((TIMEOUT_FACTOR * latencyMs) / 60_000) * 60_000;
  const options = {
    model: ref,
    ...(room?.maxTokens === undefined ? {} : { sampling: { maxTokens: room.maxTokens } }),
    ...(neededMs <= DEFAULT_TIMEOUT_MS ? {} : { limits: { timeoutMs: neededMs } }),
    ...(price === undefined || costUsd !== undefined ? {} : { pricing: price }),
  };
  return stringify(options, hideSecret);
}

/** A key that stands in the reference itself. The name of a variable and a template are no secrets. */
function hideSecret(name: unknown, value: unknown): unknown {
  const isSecret = typeof name === 'string' && isSecretName(name);
  return isSecret && typeof value === 'string' && !value.includes('{{') ? '[secret]' : value;
}
