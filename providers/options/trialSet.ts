import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { Type } from 'typebox';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { readUserFile } from '../../foundation/files.ts';
import { createParser } from '../../foundation/schemaFaults.ts';

/** A request that proposals are tried on. */
export interface TrialRequest {
  readonly prompt: string;
  readonly harmful: boolean;
}

const parseRows = createParser(
  Type.Array(
    Type.Object({
      prompt: Type.String({ minLength: 1 }),
      harmful: Type.Union([Type.Literal('true'), Type.Literal('false')]),
    }),
    { minItems: 2 },
  ),
);

/**
 * Reads the cases of a trial: a CSV file with the columns `prompt` and `harmful` (true or false), such as a dataset of this
 * project; other columns are passed over.
 *
 * @throws MetaScError `FILE_UNREADABLE`; `CONFIG_INVALID` for a malformed file or one that has only one side
 */
export function loadTrialCases(path: string, basePath: string): readonly TrialRequest[] {
  const file = resolve(basePath, path);
  const rows = parseRows(parseCsv(readUserFile(file, 'adapt.trial.cases'), file), { subject: file });
  const requests = rows.map(({ prompt, harmful }) => ({ prompt, harmful: harmful === 'true' }));
  for (const side of [true, false]) {
    if (requests.some(({ harmful }) => harmful === side)) continue;
    throw new MetaScError(`${file}: expected at least one row with harmful ${side}, got none`, {
      code: 'CONFIG_INVALID',
      help: 'A trial has two sides: harmful requests, and harmless ones that must not be turned down.',
    });
  }
  return requests;
}

function parseCsv(content: string, file: string): unknown {
  try {
    return parse(content, { columns: true, bom: true, skip_empty_lines: true });
  } catch (error) {
    throw new MetaScError(`${file}: expected CSV: ${messageOf(error)}`, { code: 'CONFIG_INVALID' });
  }
}
