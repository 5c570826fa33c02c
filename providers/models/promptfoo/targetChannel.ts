import { channel } from 'node:diagnostics_channel';
import type { CallApiContextParams } from 'promptfoo';

/** What a provider is handed for one call. */
export interface HandedCall {
  readonly prompt: string;
  readonly vars: CallApiContextParams['vars'];
  /** The options of the prompt. */
  readonly config: unknown;
}

/** Gets every call of a promptfoo provider as a model, before it is made: a {@link HandedCall}. */
export const targetCalls = channel('promptfoo-metasc:target-calls');
