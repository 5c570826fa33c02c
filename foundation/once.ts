/**
 * Opens something once per key, for all who ask at the same time or later. A failure is for those who waited for it; the
 * next one tries again.
 */
export function createOnceOpener<T>(): (key: string, open: () => Promise<T>) => Promise<T> {
  const opened = new Map<string, Promise<T>>();
  return (key, open) => {
    const known = opened.get(key);
    if (known !== undefined) return known;
    const opening = open();
    opened.set(key, opening);
    opening.catch(() => opened.delete(key));
    return opening;
  };
}

const REGISTRY = Symbol.for('promptfoo-metasc');

type Registry = Map<string, unknown>;

/**
 * The value under `key` that the whole process shares, created on first use.
 *
 * promptfoo loads `file://` and `package:` entries into two module graphs, so a variable of a module would exist twice;
 * chains, shared calls and loaded models must not.
 */
export function oncePerProcess<T>(key: string, create: () => T): T {
  const holder = globalThis as { [REGISTRY]?: Registry };
  holder[REGISTRY] ??= new Map();
  const registry = holder[REGISTRY];
  if (!registry.has(key)) registry.set(key, create());
  return registry.get(key) as T;
}

/** As {@link createOnceOpener}, for the whole process. */
export function openOncePerProcess<T>(key: string, open: () => Promise<T>): Promise<T> {
  return oncePerProcess('openers 1', createOnceOpener<unknown>)(key, open) as Promise<T>;
}
