/**
 * Opens something once per key; simultaneous and later callers share it. A failure reaches the callers that waited for
 * it, and the next caller tries again.
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

/** The results of all, once all have ended. @throws the error of the first in order that failed, whichever failed first */
export async function allInOrder<T>(running: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(running);
  return await Promise.all(running);
}

const REGISTRY = Symbol.for('promptfoo-metasc');

/**
 * The value under `key` that the whole process shares, created on first use.
 *
 * promptfoo loads `file://` and `package:` entries into two module graphs, so a module's variable exists twice. Chains,
 * shared calls and loaded models must not.
 */
export function oncePerProcess<T>(key: string, create: () => T): T {
  const holder = globalThis as { [REGISTRY]?: Map<string, unknown> };
  holder[REGISTRY] ??= new Map();
  const registry = holder[REGISTRY];
  if (!registry.has(key)) registry.set(key, create());
  return registry.get(key) as T;
}

/** Like {@link createOnceOpener}, but shared by the whole process. */
export function openOncePerProcess<T>(key: string, open: () => Promise<T>): Promise<T> {
  return oncePerProcess('openers 1', createOnceOpener<unknown>)(key, open) as Promise<T>;
}

/** The function, run once per argument; what it made is kept for as long as the argument. */
export function oncePerObject<Argument extends object, Made>(
  create: (argument: Argument) => Made,
): (argument: Argument) => Made {
  const made = new WeakMap<Argument, { readonly value: Made }>();
  return (argument) => {
    const known = made.get(argument) ?? { value: create(argument) };
    made.set(argument, known);
    return known.value;
  };
}
