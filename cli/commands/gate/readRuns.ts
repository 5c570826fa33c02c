import { isBaseLedger, type LedgerRun, readBaseLedger, rowsOfRun } from '../../../analysis/gate/baseLedger.ts';
import { withFileWindow } from '../../../analysis/results/fileWindow.ts';
import { columnsOf, type Results } from '../../../analysis/results/readResults.ts';
import type { ResultRow } from '../../../analysis/results/row.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { readUserFile } from '../../../foundation/files.ts';
import { hintAt } from '../../../foundation/nearest.ts';
import { allInOrder } from '../../../foundation/once.ts';

/** One side of the comparison, as the user named it. */
export interface GateSide {
  /** Of the first run. */
  readonly path: string;
  /** Absent if the file can't be read. */
  readonly column?: string;
  /** Number of its runs. */
  readonly runs: number;
}

/** A run of one side: the rows of one column. */
export interface ReadRun {
  readonly path: string;
  /** Absent if the file can't be read. */
  readonly column?: string;
  readonly rows: readonly ResultRow[];
  readonly evaluationId?: string;
  readonly date?: Date;
  /** Why it has no rows, in one sentence without its full stop. */
  readonly fault?: string;
}

export const toSide = (runs: readonly ReadRun[]): GateSide => {
  const [first] = runs;
  const column = first?.column;
  return { path: first?.path ?? '', ...(column !== undefined && { column }), runs: runs.length };
};

/** More than a base ledger needs to show what it is. */
const BEGINNING_BYTES = 64;

interface ColumnChoice {
  /** The option that names it, for error messages. */
  readonly option: string;
  readonly column: string | undefined;
}

/**
 * The runs of the files, in their order; a base ledger may hold several. A file that can't be read, or lacks the column, is a
 * run with a fault.
 *
 * @throws MetaScError `CONFIG_INVALID` for a file with several columns if none is named
 */
export async function readRuns(
  paths: readonly string[],
  read: (path: string) => Promise<Results>,
  choice: ColumnChoice,
): Promise<readonly ReadRun[]> {
  return (await allInOrder(paths.map((path) => readFile(path, read, choice)))).flat();
}

async function readFile(
  path: string,
  read: (path: string) => Promise<Results>,
  choice: ColumnChoice,
): Promise<readonly ReadRun[]> {
  try {
    if (isBaseLedger(await beginningOf(path))) return readLedger(path, choice);
    const { rows, ...facts } = await read(path);
    const columns = columnsOf({ path, rows });
    const column = chooseColumn(columns, path, choice);
    return [withRows({ ...facts, path, column, rows: rows.filter((row) => row.column === column) }, columns, choice)];
  } catch (error) {
    if (!(error instanceof MetaScError) || error.code === 'CONFIG_INVALID') throw error;
    return [{ path, rows: [], fault: withoutHelp(error) }];
  }
}

function readLedger(path: string, choice: ColumnChoice): readonly ReadRun[] {
  const runs = readBaseLedger(readUserFile(path, 'base'), path);
  const columns = [...new Set(runs.map(({ column }) => column))];
  const chosen = chooseColumn(columns, path, choice);
  const own = runs.filter(({ column }) => column === chosen);
  return own.length === 0
    ? [withRows({ path, column: chosen, rows: [] }, columns, choice)]
    : own.map((run) => toReadRun(run, path));
}

function toReadRun(run: LedgerRun, path: string): ReadRun {
  const { column, evaluationId, date } = run;
  return {
    path,
    column,
    rows: rowsOfRun(run),
    ...(evaluationId !== undefined && { evaluationId }),
    ...(date !== undefined && { date: new Date(date) }),
  };
}

function chooseColumn(columns: readonly string[], path: string, { column }: ColumnChoice): string {
  if (column === undefined && columns.length > 1) {
    throw new MetaScError(`--column: expected one of the columns of ${path}, got none`, {
      code: 'CONFIG_INVALID',
      help: `It has ${columns.join(', ')}.`,
    });
  }
  return column ?? columns[0] ?? '';
}

function withRows(run: ReadRun, columns: readonly string[], { option }: ColumnChoice): ReadRun {
  const { path, column = '', rows } = run;
  if (rows.length > 0) return run;
  return {
    ...run,
    fault: `--${option}: ${path} has no column ${column}: ${hintAt(column, columns)}`,
  };
}

/** Nothing for a file that can't be read: reading it says why. */
async function beginningOf(path: string): Promise<string> {
  return await withFileWindow(path, async ({ bytes }) => bytes.toString('utf8', 0, BEGINNING_BYTES)).catch(() => '');
}

/** One sentence: the help that follows it would be its second. */
function withoutHelp({ message, help }: MetaScError): string {
  return help === undefined ? message : message.slice(0, -help.length).trimEnd();
}
