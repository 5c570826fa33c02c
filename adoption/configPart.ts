import { MetaScError } from '../foundation/errors.ts';

/** A mapping of a promptfoo config, as promptfoo reads it. */
export type ConfigPart = Readonly<Record<string, unknown>>;

/** Whether a value is an object and not an array. */
export function isRecord(value: unknown): value is ConfigPart {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is a mapping, else an empty one. */
export const partOf = (value: unknown): ConfigPart => (isRecord(value) ? value : {});

/** A config's value as a list: a single value becomes one item, a missing value none. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

/** A fault that the user can mend in the config or the options. */
export function configFault(message: string, help?: string): MetaScError {
  return new MetaScError(message, { code: 'CONFIG_INVALID', ...(help === undefined ? {} : { help }) });
}
