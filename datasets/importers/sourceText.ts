import { isAscii, isUtf8 } from 'node:buffer';
import { decodeText } from '../../foundation/decodeText.ts';
import { parseJson } from '../../foundation/documents.ts';
import { MetaScError } from '../../foundation/errors.ts';

/** The text of one source file. */
export interface SourceText {
  /** Its name in errors. */
  readonly file: string;
  /** The published file's name, or the last part of the path. */
  readonly name: string;
  readonly text: string;
}

/** `latin1` is windows-1252, as in browsers. */
export type SourceEncoding = 'utf8' | 'latin1';

/**
 * The text of a file, without a byte order mark.
 *
 * @throws MetaScError `DATASET_INVALID` for bytes of another encoding, with the first such line; `CONFIG_INVALID` for
 *   latin1 if the file is UTF-8
 */
export function decodeSource(bytes: Uint8Array, file: string, encoding: SourceEncoding): string {
  if (encoding === 'latin1') {
    if (isAscii(bytes) || !isUtf8(bytes)) return new TextDecoder('latin1').decode(bytes);
    throw new MetaScError(`${file}: expected latin1, as --encoding says, got UTF-8`, {
      code: 'CONFIG_INVALID',
      help: 'Leave --encoding out: it would turn every accented letter into two characters.',
    });
  }
  try {
    return decodeText(bytes, file);
  } catch (error) {
    throw withHelp(error, 'Save the file as UTF-8; if it is Latin-1, add --encoding latin1.');
  }
}

/** The same error with another remedy. */
export function withHelp(error: unknown, help: string): unknown {
  if (!(error instanceof MetaScError)) return error;
  const message = error.help === undefined ? error.message : error.message.slice(0, -error.help.length - 1);
  return new MetaScError(message, { code: error.code, help, cause: error });
}

/** Help for a file that ends too early. */
export const CUT_OFF = 'The file may be cut off or not the published one: get it again.';

/** @throws MetaScError `DATASET_INVALID` */
export function parseSourceJson(text: string, file: string): unknown {
  return parseJson(text, { subject: file, code: 'DATASET_INVALID', help: CUT_OFF });
}

/** The shape of a JSON value in words. */
export function describeJson(value: unknown): string {
  if (!Array.isArray(value)) return value === null ? 'null' : typeof value === 'object' ? 'an object' : typeof value;
  const [first] = value;
  if (first === undefined) return 'an empty array';
  if (typeof first !== 'object' || first === null)
    return `an array of values like ${JSON.stringify(first).slice(0, 40)}`;
  return `an array of objects with ${Object.keys(first).join(', ')}`;
}
