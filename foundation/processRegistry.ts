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
