import { dirname, resolve } from 'node:path';
import { decideGate, type GateDecision } from '../../../analysis/gate/gate.ts';
import { type GatePolicy, parsePolicy } from '../../../analysis/gate/policy.ts';
import { pairRows } from '../../../analysis/pairing.ts';
import { columnsOf, type Results, readResults } from '../../../analysis/results/readResults.ts';
import type { ResultRow } from '../../../analysis/results/row.ts';
import { readCalibrationRecord } from '../../../assertions/calibration.ts';
import type { CalibrationRecord } from '../../../assertions/calibrationRecord.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { readUserFile } from '../../../foundation/files.ts';
import { createOnceOpener } from '../../../foundation/once.ts';
import { readLock } from '../../../providers/specs/specLock.ts';

/** The options of the command that decide the verdict. */
export interface GateRunOptions {
  /** Results file. */
  readonly head: string;
  /** Results file. Without it and `against`, floors and canaries decide. */
  readonly base?: string;
  /** YAML file. */
  readonly policy: string;
  /** Column of head. @default the only one */
  readonly column?: string;
  /** Column of base, or of head if there is no base. @default `column` */
  readonly against?: string;
}

/** One side of the comparison, as the user named it. */
export interface GateSide {
  readonly path: string;
  /** Absent if the file can't be read. */
  readonly column?: string;
}

export interface GateRun extends GateDecision {
  readonly policy: { readonly path: string; readonly blockOnInconclusive: boolean };
  readonly sides: { readonly head: GateSide; readonly base?: GateSide };
}

/**
 * Reads policy and results, and decides. Results that can't be read or lack the column give `invalid`.
 *
 * @throws MetaScError `CONFIG_INVALID` or `FILE_UNREADABLE` for the policy or what it names; `CONFIG_INVALID` when a file
 *   has several columns and none is named, or when a column would be compared with itself
 */
export async function runGate(options: GateRunOptions): Promise<GateRun> {
  const { head, base, policy: policyPath, column, against } = options;
  const policy = parsePolicy(readUserFile(policyPath, 'policy'), policyPath);
  const folder = dirname(policyPath);
  const records = await readRecords(policy, folder);
  const lockHash = policy.lock === undefined ? undefined : hashOfLock(policy.lock, folder);

  // Head and base may be columns of one file: read it once.
  const readOnce = createOnceOpener<Results>();
  const read = (path: string) => readOnce(resolve(path), () => readResults(path));
  const headSide = await readSide(head, read, { option: 'column', column });
  const hasBase = base !== undefined || against !== undefined;
  const baseChoice = against === undefined ? { option: 'column', column } : { option: 'against', column: against };
  const baseSide = hasBase ? await readSide(base ?? head, read, baseChoice) : undefined;
  if (baseSide !== undefined) refuseSameRows(headSide, baseSide);
  const decision = decideGate({
    policy,
    pairing: pairRows(headSide.rows, baseSide?.rows ?? []),
    hasBase,
    records,
    faults: [...new Set([headSide, baseSide].flatMap((side) => side?.fault ?? []))],
    ...(lockHash === undefined ? {} : { lockHash }),
  });
  return {
    ...decision,
    policy: { path: policyPath, blockOnInconclusive: policy.blockOnInconclusive },
    sides: { head: headSide.side, ...(baseSide === undefined ? {} : { base: baseSide.side }) },
  };
}

/** A run always passes against itself, whatever file it is read from. Sides that can't be read are faults of their own. */
function refuseSameRows(head: ReadSide, base: ReadSide): void {
  const { column, path } = head.side;
  if (column === undefined || base.side.column !== column) return;
  const isSameFile = resolve(path) === resolve(base.side.path);
  const evaluation = isSameFile ? undefined : sharedEvaluation(head, base);
  if (!isSameFile && evaluation === undefined) return;
  const got = isSameFile
    ? `${column} of ${path} twice`
    : `${column} of ${evaluation} twice, in ${path} and ${base.side.path}`;
  throw new MetaScError(`gate: expected two runs or two columns, got ${got}`, {
    code: 'CONFIG_INVALID',
    help: 'Give --base the results of a run before the change, or name another column with --against.',
  });
}

/** An evaluation that both sides are of, in words. */
function sharedEvaluation(head: ReadSide, base: ReadSide): string | undefined {
  const ids = idsOf(base);
  const shared = [...idsOf(head)].find((id) => ids.has(id));
  if (shared !== undefined) return `evaluation ${shared}`;
  const rows = new Set(base.rows.flatMap(({ rowId }) => rowId ?? []));
  return head.rows.some(({ rowId }) => rowId !== undefined && rows.has(rowId)) ? 'the same rows' : undefined;
}

function idsOf({ evaluationId, rows }: ReadSide): ReadonlySet<string> {
  const ofRows = rows.flatMap((row) => row.evaluationId ?? []);
  return new Set(evaluationId === undefined ? ofRows : [evaluationId, ...ofRows]);
}

async function readRecords(policy: GatePolicy, folder: string): Promise<ReadonlyMap<string, CalibrationRecord>> {
  const paths = new Set(Object.values(policy.metrics).flatMap(({ calibration }) => calibration?.records ?? []));
  return new Map(
    await Promise.all([...paths].map(async (path) => [path, await readCalibrationRecord(path, folder)] as const)),
  );
}

function hashOfLock(lock: string, folder: string): string {
  if (/^[0-9a-f]{64}$/.test(lock)) return lock;
  return readLock(resolve(folder, lock)).sha256;
}

/** One sentence: the help that follows it would be its second. */
function withoutHelp({ message, help }: MetaScError): string {
  return help === undefined ? message : message.slice(0, -help.length).trimEnd();
}

interface ReadSide {
  readonly side: GateSide;
  readonly rows: readonly ResultRow[];
  readonly evaluationId?: string;
  readonly fault?: string;
}

async function readSide(
  path: string,
  read: (path: string) => Promise<Results>,
  { option, column }: { readonly option: string; readonly column: string | undefined },
): Promise<ReadSide> {
  let results: Results;
  try {
    results = await read(path);
  } catch (error) {
    if (!(error instanceof MetaScError)) throw error;
    return { side: { path }, rows: [], fault: withoutHelp(error) };
  }
  const { evaluationId } = results;
  const columns = columnsOf(results);
  const [only] = columns;
  if (column === undefined && columns.length > 1) {
    throw new MetaScError(`--column: expected one of the columns of ${path}, got none`, {
      code: 'CONFIG_INVALID',
      help: `It has ${columns.join(', ')}.`,
    });
  }
  const chosen = column ?? only ?? '';
  const rows = results.rows.filter((row) => row.column === chosen);
  return {
    side: { path, column: chosen },
    rows,
    ...(evaluationId === undefined ? {} : { evaluationId }),
    ...(rows.length > 0 ? {} : { fault: `--${option}: ${path} has no column ${chosen}, but ${columns.join(', ')}` }),
  };
}
