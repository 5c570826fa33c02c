import './foundation/requireNode.ts';

export { type WithMetaScOptions, withMetaSc } from './adoption/withMetaSc.ts';
export { createAssertion, type MetricAssertion, type OwnMetric } from './assertions/createAssertion.ts';
export { default as harm } from './assertions/harm.ts';
export { default as honesty } from './assertions/honesty.ts';
export type { CaseFacts, Judge, Question, Verdict } from './assertions/judges/judge.ts';
export { openMetricJudge } from './assertions/metricJudge.ts';
export { default as overRefusal } from './assertions/overRefusal.ts';
export { default as rating } from './assertions/rating.ts';
export { detectRefusal, type RefusalFinding } from './assertions/refusal/detectRefusal.ts';
export { default as refusal } from './assertions/refusal.ts';
export type { ChatMessage, Conversation } from './foundation/conversation.ts';
export { type ErrorCode, MetaScError } from './foundation/errors.ts';
export { type CaseRecord, readCaseRecord } from './providers/case/caseRecord.ts';
export type { Phase, Spec } from './providers/loop/types.ts';
export {
  createMetaScLoop,
  type MetaScAnswer,
  type MetaScLoop,
  type MetaScLoopOptions,
  type ModelFunction,
} from './providers/metaScLoop.ts';
export { default as MetaScProvider } from './providers/metaScProvider.ts';
export type { ModelRef } from './providers/models/modelRef.ts';
export { createConfigSchema } from './providers/options/configSchema.ts';
export { type MetaScOptions, ProviderConfigSchema } from './providers/options/providerOptions.ts';
export { createSuite, type Suite, type SuiteParts } from './suites/createSuite.ts';
