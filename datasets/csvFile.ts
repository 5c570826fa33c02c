import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { MetaScError } from '../foundation/errors.ts';
import { countOf } from '../foundation/plural.ts';

const MAX_SHOWN_FAULTS = 20;

const LINE_FEED = 0x0a;

/**
 * The text of a UTF-8 file, without a byte order mark.
 *
 * @throws MetaScError `DATASET_INVALID` with the first line that is not UTF-8
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  let line = 1;
  let start = 0;
  let end = bytes.indexOf(LINE_FEED);
  while (end !== -1 && isUtf8(bytes.subarray(start, end))) {
    line += 1;
    start = end + 1;
    end = bytes.indexOf(LINE_FEED, start);
  }
  throw invalidFile(file, `line ${line}: expected UTF-8 text, got other bytes`, 'Save the file as UTF-8.');
}

export interface CsvRecord {
  readonly fields: readonly string[];
  /** Where it starts in the file, from 1. */
  readonly line: number;
}

/**
 * The records of a CSV text, the header first. How many fields each has is left to the caller.
 *
 * @throws MetaScError `DATASET_INVALID` for quotes that don't fit
 */
export function readRecords(text: string, file: string): readonly CsvRecord[] {
  try {
    const parsed = parse(text, {
      record_delimiter: ['\r\n', '\n'],
      // Counted by us, as a fault among the others: the parser would stop at the first.
      relax_column_count: true,
    }) as readonly (readonly string[])[];
    // The parser's own count takes a Windows line end in a field for two.
    let line = 1;
    return parsed.map((fields) => {
      const record = { fields, line };
      line += fields.join().split('\n').length;
      return record;
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw invalidFile(
      file,
      `expected CSV, got: ${cause.message}`,
      'Quote a field that holds a quote, and double the quote.',
    );
  }
}

/** @throws MetaScError `DATASET_INVALID` with the faults, of which 20 are shown; none, no error */
export function refuseFaults(file: string, faults: readonly string[]): void {
  if (faults.length === 0) return;
  const shown = faults.slice(0, MAX_SHOWN_FAULTS).map((fault) => `\n  - ${fault}`);
  const rest = faults.length > MAX_SHOWN_FAULTS ? `\n  and ${faults.length - MAX_SHOWN_FAULTS} more` : '';
  throw invalidFile(file, `${countOf(faults.length, 'fault')}${shown.join('')}${rest}`);
}

export function invalidFile(file: string, message: string, help?: string): MetaScError {
  return new MetaScError(`${file}: ${message}`, { code: 'DATASET_INVALID', ...(help === undefined ? {} : { help }) });
}
