/**
 * Opens something once a key, for all who ask at the same time or later; what could not be opened is tried anew by the
 * next.
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
