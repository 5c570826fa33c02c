import type { ApiProvider, CallApiFunction } from 'promptfoo';
import { oncePerProcess } from '../../../foundation/once.ts';

/** A provider of a config in code: an object with `callApi`, or a function. */
export type LiveProvider = ApiProvider | (CallApiFunction & { readonly label?: string });

interface Registry {
  readonly byId: Map<string, ApiProvider>;
  readonly ids: WeakMap<object, string>;
}

const registry = (): Registry => oncePerProcess('live providers 1', () => ({ byId: new Map(), ids: new WeakMap() }));

export function isLiveProvider(value: unknown): value is LiveProvider {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && 'callApi' in value && typeof value.callApi === 'function';
}

/**
 * The id by which this process knows a provider of a config in code: `provider:<its own id>`, numbered where several have
 * one id.
 */
export function registerLiveProvider(provider: LiveProvider): string {
  const { byId, ids } = registry();
  const known = ids.get(provider);
  if (known !== undefined) return known;
  const base = `provider:${ownIdOf(provider)}`;
  let id = base;
  for (let number = 2; byId.has(id); number += 1) id = `${base}#${number}`;
  ids.set(provider, id);
  byId.set(id, typeof provider === 'function' ? { id: () => id, callApi: provider } : provider);
  return id;
}

/** The provider that was registered under this id. */
export const liveProvider = (id: string): ApiProvider | undefined => registry().byId.get(id);

function ownIdOf(provider: LiveProvider): string {
  if (typeof provider === 'function') return provider.label || provider.name || 'function';
  return provider.label || (typeof provider.id === 'function' ? provider.id() : String(provider.id));
}
