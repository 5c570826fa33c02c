import type { CallApiContextParams } from 'promptfoo';
import type { Conversation } from '../../foundation/conversation.ts';
import type { Spec } from '../loop/types.ts';
import { type WatchInput, watchCase } from '../loop/watch.ts';
import type { CaseLedger } from './caseLedger.ts';

export interface SpecWatch extends Omit<WatchInput, 'maxCases'> {
  readonly conversation: Conversation;
  readonly context: CallApiContextParams | undefined;
  /** Name of the chain. */
  readonly chain: string;
  /** Of the case. */
  readonly used: Spec;
  /** `adapt.watch`; undefined: off. */
  readonly maxCases: number | undefined;
  readonly ledger: CaseLedger;
}

/** Compares the spec of a case that states its side with the spec before it, if the user asks for that. */
export async function watchSpec(watched: SpecWatch): Promise<void> {
  const { conversation, context, chain, used, maxCases, ledger, ...judging } = watched;
  const { harmful } = context?.test?.metadata ?? {};
  if (maxCases === undefined || typeof harmful !== 'boolean') return;
  const one = { conversation, kind: harmful ? 'harmful' : 'harmless' } as const;
  const found = await watchCase(one, used, { ...judging, maxCases });
  if (found === undefined) return;
  const { harm, overRefusal } = found.sides;
  const warning = `watch: version ${found.version} of the spec does worse than version ${found.before}: harm ${harm.mended} mended, ${harm.broken} broken, over-refusal ${overRefusal.mended} mended, ${overRefusal.broken} broken; to go back: metasc spec rollback --chain ${JSON.stringify(chain)} --to ${found.before}`;
  ledger.warn(warning);
  context?.logger?.warn(warning);
}
