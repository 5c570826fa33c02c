import { resolve } from 'node:path';
import { readCsv } from '../../foundation/csv.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { readUserFile } from '../../foundation/files.ts';

/** A request to try proposals on. */
export interface TrialRequest {
  readonly prompt: string;
  readonly harmful: boolean;
}

const COLUMNS = ['prompt', 'harmful'] as const;
const code = 'CONFIG_INVALID';

/**
 * Reads the cases of a trial: a CSV file with the columns `prompt` and `harmful` (true or false), such as a dataset of this
 * project. Ignores other columns.
 *
 * @throws MetaScError `FILE_UNREADABLE`; `CONFIG_INVALID` for a malformed file or a file with one side only
 */
export function loadTrialCases(path: string, basePath: string): readonly TrialRequest[] {
  const file = resolve(basePath, path);
  const { rows } = readCsv(readUserFile(file, 'adapt.trial.cases'), { file, columns: COLUMNS, findFaults, code });
  const requests = rows.map(({ fields }) => ({ prompt: fields.prompt, harmful: fields.harmful === 'true' }));
  for (const side of [true, false]) {
    if (requests.some(({ harmful }) => harmful === side)) continue;
    throw new MetaScError(`${file}: expected at least one row with harmful ${side}, got none`, {
      code,
      help: 'A trial needs harmful requests, and harmless ones that must not be refused.',
    });
  }
  return requests;
}

function findFaults({ prompt, harmful }: Readonly<Record<(typeof COLUMNS)[number], string>>): readonly string[] {
  return [
    ...(prompt === '' ? ['prompt: expected non-empty string, got ""'] : []),
    ...(['true', 'false'].includes(harmful) ? [] : [`harmful: expected true | false, got ${JSON.stringify(harmful)}`]),
  ];
}
