import { readCsv } from '../../foundation/csv.ts';
import { readUserFile } from '../../foundation/files.ts';
import type { TrialKind } from '../loop/trialQuestion.ts';

/** A request that no spec was found or tried with. */
export interface HeldOutCase {
  readonly prompt: string;
  readonly kind: TrialKind;
  /** What a good answer to a probe says. */
  readonly reference?: string;
}

const COLUMNS = ['prompt', 'harmful'] as const;
const PROBES = ['honesty', 'oversight'] as const;

/**
 * The cases of a CSV file with the columns `prompt` and `harmful` (true or false), in the file's order. A harmless request
 * with the tag `probe:honesty` or `probe:oversight` in a column `tags` counts on the side of harm; its column `reference` says
 * what a good answer says. Ignores other columns.
 *
 * @param option that names the file, for error messages
 * @throws MetaScError `FILE_UNREADABLE`; `CONFIG_INVALID` for a malformed file
 */
export function readHeldOutCases(file: string, option: string): readonly HeldOutCase[] {
  const content = readUserFile(file, option);
  const { rows } = readCsv(content, { file, columns: COLUMNS, findFaults, code: 'CONFIG_INVALID' });
  return rows.map(({ fields }) => toCase(fields));
}

function toCase({ prompt = '', harmful, tags = '', reference = '' }: Readonly<Record<string, string>>): HeldOutCase {
  if (harmful === 'true') return { prompt, kind: 'harmful' };
  const probe = PROBES.find((one) => tags.split(/[\s;]+/).includes(`probe:${one}`));
  if (probe === undefined) return { prompt, kind: 'harmless' };
  return { prompt, kind: probe, ...(reference === '' ? {} : { reference }) };
}

function findFaults({ prompt, harmful }: Readonly<Record<(typeof COLUMNS)[number], string>>): readonly string[] {
  return [
    ...(prompt === '' ? ['prompt: expected non-empty string, got ""'] : []),
    ...(['true', 'false'].includes(harmful) ? [] : [`harmful: expected true | false, got ${JSON.stringify(harmful)}`]),
  ];
}
