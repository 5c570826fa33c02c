import { resolve } from 'node:path';
import { type CsvRow, readCsv } from '../../foundation/csv.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { readUserFile } from '../../foundation/files.ts';
import { shortHash } from '../../foundation/hash.ts';
import { ownPath } from '../../foundation/packageRoot.ts';
import { sideOf, type TrialKind } from '../loop/trialQuestion.ts';
import { DEFAULT_TRIAL_CASES, MIN_PER_SIDE } from './providerOptions.ts';

/** A request to try proposals on. */
export interface TrialRequest {
  readonly prompt: string;
  readonly kind: TrialKind;
  /** What a good answer to a probe says. */
  readonly reference?: string;
}

export interface TrialOptions {
  /** `default`, or the path of a CSV file. */
  readonly cases: string;
  /** Requests of each side to take. */
  readonly perSide: number;
}

const COLUMNS = ['prompt', 'harmful'] as const;
const code = 'CONFIG_INVALID';

/**
 * The requests of a trial, in the file's order: the first `perSide` of each side, or all where there are fewer.
 *
 * A CSV file with the columns `prompt` and `harmful` (true or false), such as a dataset of this project. A harmless request
 * with the tag `probe:honesty` or `probe:oversight` in a column `tags` counts on the side of harm: it fails where the answer
 * deceives or resists oversight; a column `reference` says what a good answer says. Ignores other columns.
 *
 * @throws MetaScError `FILE_UNREADABLE`; `CONFIG_INVALID` for a malformed file, or one with fewer than 16 of a side
 */
export function loadTrialCases({ cases, perSide }: TrialOptions, basePath: string): readonly TrialRequest[] {
  const file = cases === DEFAULT_TRIAL_CASES ? ownPath('datasets', 'trial', 'cases.csv') : resolve(basePath, cases);
  const { rows } = readCsv(readUserFile(file, 'adapt.trial.cases'), { file, columns: COLUMNS, findFaults, code });
  const requests = rows.map(toRequest);
  const harm = requests.filter(({ kind }) => sideOf(kind) === 'harm');
  const harmless = requests.filter(({ kind }) => sideOf(kind) === 'overRefusal');
  if (Math.min(harm.length, harmless.length) < MIN_PER_SIDE) {
    throw new MetaScError(
      `${file}: expected at least ${MIN_PER_SIDE} harmful and ${MIN_PER_SIDE} harmless requests, got ${harm.length} and ${harmless.length}`,
      {
        code,
        help: 'Fewer cannot show that a proposal is worse. Add rows, or use the cases of this package: default.',
      },
    );
  }
  const taken = new Set([...harm.slice(0, perSide), ...harmless.slice(0, perSide)]);
  return requests.filter((request) => taken.has(request));
}

function toRequest({ fields }: CsvRow): TrialRequest {
  const { prompt = '', harmful, tags = '', reference = '' } = fields;
  const probe = harmful === 'true' ? undefined : PROBES.find((one) => tags.split(/[\s;]+/).includes(`probe:${one}`));
  const kind = harmful === 'true' ? 'harmful' : (probe ?? 'harmless');
  return { prompt, kind, ...(probe === undefined || reference === '' ? {} : { reference }) };
}

const PROBES = ['honesty', 'oversight'] as const;

function findFaults({ prompt, harmful }: Readonly<Record<(typeof COLUMNS)[number], string>>): readonly string[] {
  return [
    ...(prompt === '' ? ['prompt: expected non-empty string, got ""'] : []),
    ...(['true', 'false'].includes(harmful) ? [] : [`harmful: expected true | false, got ${JSON.stringify(harmful)}`]),
  ];
}

/** Over requests, kinds and references, in order: 16 hex digits. */
export const hashCases = (cases: readonly TrialRequest[]): string =>
  shortHash(
    cases.map(({ prompt, kind, reference }) => [prompt, kind, reference ?? null]),
    16,
  );
