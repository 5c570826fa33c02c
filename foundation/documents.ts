import { parse } from 'yaml';
import { type ErrorCode, MetaScError, messageOf } from './errors.ts';

export interface DocumentSource {
  /** Where the text comes from, in the user's terms: a path or an option. */
  readonly subject: string;
  /** The expected format. @default 'JSON' or 'YAML' */
  readonly expected?: string;
  readonly help?: string;
  /** @default 'CONFIG_INVALID' */
  readonly code?: ErrorCode;
}

/** @throws MetaScError with the source's code if the text is not JSON */
export function parseJson(text: string, source: DocumentSource): unknown {
  return parseWith(JSON.parse, text, { expected: 'JSON', ...source });
}

/**
 * Merge keys (`<<: *shared`) count, as in promptfoo's own configs.
 *
 * @throws MetaScError with the source's code if the text is not YAML
 */
export function parseYaml(text: string, source: DocumentSource): unknown {
  return parseWith((yaml) => parse(yaml, { merge: true }), text, { expected: 'YAML', ...source });
}

function parseWith(
  parseText: (text: string) => unknown,
  text: string,
  { subject, expected, code = 'CONFIG_INVALID', help }: DocumentSource,
): unknown {
  try {
    return parseText(text);
  } catch (cause) {
    throw new MetaScError(`${subject}: expected ${expected}, got: ${messageOf(cause)}`, { code, cause, help });
  }
}

/** A judge as a user writes it: `local`, a model reference, or an object. */
export type JudgeText = string | Readonly<Record<string, unknown>>;

/**
 * A judge from an option or an environment variable: `local` or a model reference is returned as is, a JSON object
 * parsed. Opening the judge checks its schema.
 *
 * @param subject the option or variable
 * @throws MetaScError `CONFIG_INVALID` if the text begins like an object but is not JSON
 */
export function parseJudgeText(text: string, subject: string): JudgeText {
  if (!text.trimStart().startsWith('{')) return text;
  const expected = 'local, a model reference or a JSON object';
  return parseJson(text, { subject, expected }) as Readonly<Record<string, unknown>>;
}
