/** `1 case`, `2 cases`, for terminals and logs. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
