import leven from 'leven';

/** The name that a misspelt word most likely means, in any case of letters; undefined if none is near. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const distanceTo = (name: string) =>
    word !== '' && name.startsWith(word) ? 1 : leven(name.toLowerCase(), word.toLowerCase());
  return names
    .map((name) => ({ name, distance: distanceTo(name) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.ceil(Math.max(name.length, word.length) / 3)))
    .sort((a, b) => a.distance - b.distance)[0]?.name;
}

/** What to say about an unknown word: the nearest name, else all of them. */
export function hintAt(word: string, names: readonly string[]): string {
  const nearest = nearestName(word, names);
  return nearest === undefined ? `known are ${names.join(', ')}` : `did you mean "${nearest}"?`;
}
