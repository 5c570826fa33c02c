import { shortHash } from '../../foundation/hash.ts';
import type { ChatModel, ChatRequest } from './chatModel.ts';
import { hashTargetCase } from './targetCase.ts';

/**
 * The identity of a request: one call may answer equal keys. It covers every field but signal, priority and headers,
 * including fields added later.
 *
 * @returns 64 hex digits: a hash, so that kept calls don't hold their conversations in memory
 */
export function requestKey(
  model: ChatModel,
  { signal: _s, priority: _p, headers: _h, phase, target, ...request }: ChatRequest,
): string {
  const ofCase = target && hashTargetCase(target);
  return shortHash({ ...request, model: modelIdentity(model), form: replyForm(phase), ofCase }, 64);
}

/** The identity of a model, wherever columns share answers or chains. */
export const modelIdentity = ({ name, identity }: ChatModel): string =>
  identity === undefined ? name : `${name} ${identity}`;

/** The only thing that a model may learn from the phase: whether the reply must be one sentence, a spec. */
export const replyForm = (phase: ChatRequest['phase']): 'free' | 'spec' => (phase === 'metaCritique' ? 'spec' : 'free');

/**
 * Compiles only if the destructuring before it names every field, so that `...rest` is empty. The compiler thus leads a
 * new field of a request to every place that must use or ignore it.
 */
export function nothingLeft(..._rests: readonly Readonly<Record<string, never>>[]): void {}
