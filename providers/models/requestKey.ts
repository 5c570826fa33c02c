import { shortHash } from '../../foundation/hash.ts';
import type { ChatModel, ChatRequest } from './chatModel.ts';

/**
 * What tells requests apart: equal keys may be answered by one call. Everything that a request holds is in it but the
 * signal, so a field that is added is too.
 *
 * @returns 64 hex digits, so that ten thousand kept calls don't keep ten thousand conversations
 */
export function requestKey(model: ChatModel, { signal: _, phase, ...request }: ChatRequest): string {
  return shortHash({ ...request, model: modelIdentity(model), form: replyForm(phase) }, 64);
}

/** What tells models apart, wherever answers or chains are shared between columns. */
export const modelIdentity = ({ name }: ChatModel): string => name;

/** All that a model may take from the phase: whether the reply is to be one sentence, a spec. */
export const replyForm = (phase: ChatRequest['phase']): 'free' | 'spec' => (phase === 'metaCritique' ? 'spec' : 'free');

/**
 * Compiles only when a destructuring before it has named every field: what it got as `...rest` is empty. Whoever adds a
 * field to a request is thus led to all who have to use it, or say that they don't.
 */
export function nothingLeft(..._rests: readonly Readonly<Record<string, never>>[]): void {}
