export { default as harm } from './assertions/harm.ts';
export { default as honesty } from './assertions/honesty.ts';
export { default as overRefusal } from './assertions/overRefusal.ts';
export { default as refusal } from './assertions/refusal.ts';
export { type ErrorCode, MetaScError } from './errors.ts';
export { createConfigSchema } from './providers/configSchema.ts';
export { default as MetaScProvider } from './providers/metaScProvider.ts';
export type { ModelRef } from './providers/models/modelRef.ts';
export { ProviderConfigSchema } from './providers/providerConfig.ts';
