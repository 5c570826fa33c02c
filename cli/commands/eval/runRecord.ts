import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Type } from 'typebox';
import { parseJson } from '../../../foundation/documents.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { readUserFile, writeUserFile } from '../../../foundation/files.ts';
import { IS_CHECKOUT } from '../../../foundation/packageRoot.ts';
import { createParser } from '../../../foundation/schemaFaults.ts';
import { knowSecrets, redactor, secretsIn } from '../../../foundation/secrets.ts';
import { tryJson } from '../../../foundation/untyped.ts';

import { toFileName } from '../../../providers/case/evaluationFolder.ts';
import { LEDGER_FILE } from '../../../providers/specs/ledgers.ts';

const RunSchema = Type.Object({
  version: Type.Literal(1),
  /** As `metasc resume` takes it. */
  id: Type.String(),
  /** ISO 8601. */
  startedAt: Type.String(),
  /** The working directory. */
  cwd: Type.String(),
  /** Options of `metasc eval`, by their names in code. */
  options: Type.Record(Type.String(), Type.Unknown()),
  /** promptfoo's options. */
  rest: Type.Array(Type.String()),
  /** The environment variables that suites and configs read; without keys. */
  variables: Type.Record(Type.String(), Type.String()),
});

/** A run of `metasc eval`, as it was begun. */
export interface RunRecord {
  readonly version: 1;
  readonly id: string;
  readonly startedAt: string;
  readonly cwd: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly rest: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

const RUNS = join('.metasc', 'runs');
const RECORD = 'run.json';
const parseRun = createParser(RunSchema);

/** The folder of a run, from the working directory that it was begun in. */
export const runFolder = (id: string): string => resolve(RUNS, toFileName(id));

/** Writes the record of a run that begins. */
export function beginRun(run: Pick<RunRecord, 'options' | 'rest' | 'variables'>): RunRecord {
  const startedAt = new Date().toISOString();
  const id = `run-${startedAt.slice(0, 19).replaceAll(':', '-')}-${randomBytes(2).toString('hex')}`;
  const record: RunRecord = { version: 1, id, startedAt, cwd: process.cwd(), ...run };
  writeUserFile(join(runFolder(id), RECORD), `${JSON.stringify(record, null, 2)}\n`, { option: 'run' });
  return record;
}

/** Whether the user wrote a secret into an option or a variable, such as a header of a model that is given as JSON. */
export function holdsSecret(run: Pick<RunRecord, 'options' | 'rest' | 'variables'>): boolean {
  const text = JSON.stringify(run, (_, part: unknown) => {
    const object = typeof part === 'string' && part.trimStart().startsWith('{') ? tryJson(part) : undefined;
    knowSecrets(secretsIn(object));
    return part;
  });
  return redactor.text(text) !== text;
}

/** Forgets a run that is complete: its results hold all that it recorded. */
export function endRun({ id }: RunRecord): void {
  rmSync(runFolder(id), { recursive: true, force: true });
}

/**
 * The run with this id, or the one begun last that is not complete.
 *
 * @throws MetaScError `FILE_UNREADABLE` when there is none; `CONFIG_INVALID` for an id that names none
 */
export function findRun(id: string | undefined): RunRecord {
  const ids = listRuns();
  const found = id ?? ids[0];
  if (found === undefined) {
    throw new MetaScError(`resume: expected a run that was broken off in ${process.cwd()}, got none`, {
      code: 'FILE_UNREADABLE',
      help: 'metasc eval records a run until it is complete. For one of promptfoo eval, name the evaluation: metasc resume <evaluation id> --config <file>.',
    });
  }
  const path = join(runFolder(found), RECORD);
  if (!existsSync(path)) {
    throw new MetaScError(`resume: expected one of ${ids.join(', ') || 'no runs'}; got ${found}`, {
      code: 'CONFIG_INVALID',
    });
  }
  return parseRun(parseJson(readUserFile(path, 'resume'), { subject: path }), { subject: path });
}

/** Ids of the runs that are not complete, the last one first. */
function listRuns(): readonly string[] {
  if (!existsSync(RUNS)) return [];
  return readdirSync(RUNS)
    .filter((name) => existsSync(join(RUNS, name, RECORD)))
    .sort((a, b) => statSync(join(RUNS, b, RECORD)).mtimeMs - statSync(join(RUNS, a, RECORD)).mtimeMs);
}

/** The folder with the ledger of an evaluation of `promptfoo eval`; undefined if it has none here. */
export function evaluationFolderOf(id: string): string | undefined {
  const folder = resolve('.metasc', toFileName(id));
  return existsSync(join(folder, LEDGER_FILE)) ? folder : undefined;
}

const resumeCommand = ({ id }: RunRecord): string =>
  `${IS_CHECKOUT ? 'npx node cli/main.ts' : 'npx metasc'} resume ${id}`;

/** @param gaps rows without an answer, and verdicts that a failed call left out */
export function describeGaps(
  { errors, lostVerdicts }: { readonly errors: number; readonly lostVerdicts: number },
  record: RunRecord,
): string {
  const gaps = [
    ...(errors === 0 ? [] : ['the rows with an error']),
    ...(lostVerdicts === 0 ? [] : ['the verdicts that a failed call left out']),
  ];
  return `To ask again for ${gaps.join(' and ')}, and for nothing else: ${resumeCommand(record)}`;
}

export const describeBreak = (record: RunRecord): string =>
  `The run was broken off. What it was answered is recorded. To finish it: ${resumeCommand(record)}
(promptfoo's own --resume mixes up several columns.)`;
