/**
 * Every field of `T`, the optional ones as `undefined` where there is nothing to say: a writer that has to give one does
 * not compile until it takes a stand on each new field.
 */
export type Complete<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? T[K] | undefined : T[K];
};

/** The value as it is written: without the fields that are `undefined`. */
export function withoutUndefined<T extends object>(value: Complete<T>): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
