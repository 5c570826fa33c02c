import { isAscii, isUtf8 } from 'node:buffer';
import { invalidFile } from './csv.ts';
import { MetaScError } from './errors.ts';
import { hintAt } from './nearest.ts';

/** Names to suggest for a misspelt one: encodings of the WHATWG's standard, as `TextDecoder` knows them, and `latin1`. */
const ENCODINGS: readonly string[] = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'latin1',
  ...Array.from({ length: 9 }, (_, page) => `windows-125${page}`),
  ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16].map((part) => `iso-8859-${part}`),
  'koi8-r',
  'koi8-u',
  'ibm866',
  'macintosh',
  'shift_jis',
  'euc-jp',
  'iso-2022-jp',
  'gbk',
  'gb18030',
  'big5',
  'euc-kr',
];

const BYTE_ORDER_MARKS = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;

export interface TextForm {
  /** As the WHATWG's Encoding Standard labels it. @default 'utf-8' */
  readonly encoding?: string | undefined;
  /** The option that names the encoding, for the help of an error: `--encoding`. @default none */
  readonly option?: string;
}

/**
 * The text of a file, without a byte order mark.
 *
 * @throws MetaScError `DATASET_INVALID` with the first line that is not in the encoding, for the byte order mark of another,
 *   and for UTF-8 under the name of an encoding that takes any bytes; `CONFIG_INVALID` for an encoding that is not known
 */
export function decodeText(bytes: Uint8Array, file: string, { encoding = 'utf-8', option }: TextForm = {}): string {
  const decoder = createDecoder(encoding, option);
  const marked = BYTE_ORDER_MARKS.find((mark) => mark.bytes.every((byte, index) => bytes[index] === byte));
  const misfit = (line: number, found: string, help: string) =>
    invalidFile(file, `line ${line}: expected ${nameOf(encoding)} text, got ${found}`, {
      help: option === undefined ? 'Save the file as UTF-8.' : help,
    });
  if (marked !== undefined && marked.encoding !== decoder.encoding) {
    throw misfit(1, `the byte order mark of ${nameOf(marked.encoding)}`, `Give ${option} ${marked.encoding}.`);
  }
  if (!decoder.encoding.startsWith('utf-') && isUtf8(bytes) && !isAscii(bytes)) {
    throw misfit(1, 'UTF-8', `Leave ${option} out: it would turn every accented letter into others.`);
  }
  try {
    return decoder.decode(bytes);
  } catch {
    const help =
      decoder.encoding === 'utf-8'
        ? `Save the file as UTF-8, or name its encoding: ${option} windows-1252, ${option} utf-16le, ${option} shift_jis.`
        : `Name another encoding with ${option}.`;
    throw misfit(firstFaultyLine(bytes, encoding), 'other bytes', help);
  }
}

const nameOf = (encoding: string) => (encoding.startsWith('utf-') ? encoding.toUpperCase() : encoding);

function createDecoder(encoding: string, option = 'encoding') {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    throw new MetaScError(`${option}: expected an encoding, got "${encoding}"; ${hintAt(encoding, ENCODINGS)}`, {
      code: 'CONFIG_INVALID',
      cause,
    });
  }
}

/** Where a replacement character stands first. */
function firstFaultyLine(bytes: Uint8Array, encoding: string): number {
  const [before = ''] = new TextDecoder(encoding).decode(bytes).split('\uFFFD', 1);
  return before.split('\n').length;
}
