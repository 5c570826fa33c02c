/** `1 case`, `2 cases`, for terminals and logs. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a, b, c and 7 more`: the names, or the first of them and how many there are besides. */
export function someOf(names: readonly string[], most = 5): string {
  const more = names.length - most;
  return more <= 0 ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${more} more`;
}
