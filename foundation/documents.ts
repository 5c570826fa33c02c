import { parse } from 'yaml';
import { type ErrorCode, MetaScError, messageOf } from './errors.ts';

export interface DocumentSource {
  /** What the text is, as the user knows it: a path, an option. */
  readonly subject: string;
  /** What was expected. @default 'JSON', 'YAML' */
  readonly expected?: string;
  readonly help?: string;
  /** @default 'CONFIG_INVALID' */
  readonly code?: ErrorCode;
}

/** @throws MetaScError of the source's code when the text is no JSON */
export function parseJson(text: string, source: DocumentSource): unknown {
  return parseWith(JSON.parse, text, { expected: 'JSON', ...source });
}

/** @throws MetaScError of the source's code when the text is no YAML */
export function parseYaml(text: string, source: DocumentSource): unknown {
  return parseWith(parse, text, { expected: 'YAML', ...source });
}

function parseWith(
  parseText: (text: string) => unknown,
  text: string,
  { subject, expected, code = 'CONFIG_INVALID', help }: DocumentSource,
): unknown {
  try {
    return parseText(text);
  } catch (cause) {
    throw new MetaScError(`${subject}: expected ${expected}, got: ${messageOf(cause)}`, {
      code,
      cause,
      ...(help === undefined ? {} : { help }),
    });
  }
}

/**
 * A judge as an option or an environment variable gives it: `local` or a model reference as it stands, an object from its
 * JSON. Its schema is checked where it is opened.
 *
 * @param subject the option or variable
 * @throws MetaScError `CONFIG_INVALID` when the text begins like an object and is no JSON
 */
export function parseJudgeText(text: string, subject: string): string | Readonly<Record<string, unknown>> {
  if (!text.trimStart().startsWith('{')) return text;
  const expected = 'local, a model reference or a JSON object';
  return parseJson(text, { subject, expected }) as Readonly<Record<string, unknown>>;
}
