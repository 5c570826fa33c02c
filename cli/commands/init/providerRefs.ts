import type { ModelEntry } from './providerList.ts';

interface Named {
  readonly id: string;
  readonly label: string | undefined;
}

/**
 * A test's `providers`, which names those that it is for: where it names the entry that the columns stand for, it names
 * the columns; where it names no provider that is left, that name goes, for promptfoo would refuse it.
 */
export function withColumns(
  refs: readonly unknown[],
  entry: ModelEntry,
  { columns, kept }: { readonly columns: readonly string[]; readonly kept: readonly Named[] },
): readonly unknown[] {
  return refs.flatMap((ref) => {
    if (typeof ref !== 'string' || !names(ref, entry)) return [ref];
    return [...(kept.some((other) => names(ref, other)) ? [ref] : []), ...columns];
  });
}

/** As promptfoo matches: an id or label itself, a prefix before `*`, or one before a colon. */
function names(ref: string, { id, label }: Named): boolean {
  return [id, label].some(
    (name) =>
      name !== undefined &&
      (name === ref || name.startsWith(`${ref}:`) || (ref.endsWith('*') && name.startsWith(ref.slice(0, -1)))),
  );
}
