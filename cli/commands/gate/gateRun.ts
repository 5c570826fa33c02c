import { dirname, resolve } from 'node:path';
import { decideGate, type GateDecision } from '../../../analysis/gate/gate.ts';
import { type GatePolicy, parsePolicy } from '../../../analysis/gate/policy.ts';
import { pairRows } from '../../../analysis/pairing.ts';
import { type Results, readResults } from '../../../analysis/results/readResults.ts';
import type { ResultRow } from '../../../analysis/results/row.ts';
import { readCalibrationRecord } from '../../../assertions/calibration.ts';
import type { CalibrationRecord } from '../../../assertions/calibrationRecord.ts';
import { readUserFile } from '../../../foundation/files.ts';
import { allInOrder, createOnceOpener } from '../../../foundation/once.ts';
import { readLock } from '../../../providers/specs/specLock.ts';
import { type GateSide, type ReadRun, readRuns, toSide } from './readRuns.ts';
import { findSwap, leaveOutOthers, refuseSameRuns } from './runChecks.ts';

/** The options of the command that decide the verdict. */
export interface GateRunOptions {
  /** Results files, a run each; at least one. */
  readonly head: readonly string[];
  /** Results files, a run each, or base ledgers. Without any and `against`, floors and canaries decide. @default none */
  readonly base?: readonly string[];
  /** YAML file. */
  readonly policy: string;
  /** Column of head. @default the only one */
  readonly column?: string;
  /** Column of base, or of head if there is no base. @default `column` */
  readonly against?: string;
  /** Whether base may have run after head. @default false */
  readonly baseIsNewer?: boolean;
}

export interface GateRun extends GateDecision {
  readonly policy: { readonly path: string } & Pick<GatePolicy, 'blockOnInconclusive' | 'alpha' | 'confidence'>;
  readonly sides: { readonly head: GateSide; readonly base?: GateSide };
  /** Mean cost of a case of head, in US dollars; absent if its rows state none. */
  readonly costPerCaseUsd?: number;
}

/**
 * Reads policy and results, and decides. Results that can't be read or lack the column give `invalid`.
 *
 * @param readFile reads a results file. @default `readResults`
 * @throws MetaScError `CONFIG_INVALID` or `FILE_UNREADABLE` for the policy or what it names; `CONFIG_INVALID` when a file
 *   has several columns and none is named, or when a run would be compared with itself
 */
export async function runGate(options: GateRunOptions, readFile = readResults): Promise<GateRun> {
  const { head, base = [], policy: policyPath, column, against, baseIsNewer = false } = options;
  const policy = parsePolicy(readUserFile(policyPath, 'policy'), policyPath);
  const folder = dirname(policyPath);
  const records = await readRecords(policy, folder);
  const lockHash = policy.lock === undefined ? undefined : hashOfLock(policy.lock, folder);

  // Head and base may be columns of one file: read it once.
  const readOnce = createOnceOpener<Results>();
  const read = (path: string) => readOnce(resolve(path), () => readFile(path));
  const hasBase = base.length > 0 || against !== undefined;
  const baseChoice = against === undefined ? { option: 'column', column } : { option: 'against', column: against };
  const [heads = [], found = []] = await allInOrder([
    readRuns(head, read, { option: 'column', column }),
    ...(hasBase ? [readRuns(base.length > 0 ? base : head, read, baseChoice)] : []),
  ]);
  refuseSameRuns(heads, found);
  const { runs: bases, notes } = leaveOutOthers(found, { heads, metrics: Object.keys(policy.metrics) });
  const faults = [...heads, ...bases].flatMap(({ fault }) => fault ?? []);
  const swap = baseIsNewer ? undefined : findSwap(heads, bases);
  const headRows = rowsOf(heads);
  const decision = decideGate({
    policy,
    pairing: pairRows(headRows, rowsOf(bases)),
    hasBase,
    records,
    faults: [...new Set([...faults, ...(faults.length === 0 && swap !== undefined ? [swap] : [])])],
    ...(lockHash === undefined ? {} : { lockHash }),
  });
  const { blockOnInconclusive, alpha, confidence } = policy;
  return {
    ...decision,
    notes: [...notes, ...decision.notes],
    policy: { path: policyPath, blockOnInconclusive, alpha, confidence },
    ...costPerCase(headRows),
    sides: { head: toSide(heads), ...(hasBase ? { base: toSide(bases) } : {}) },
  };
}

function costPerCase(rows: readonly ResultRow[]): Pick<GateRun, 'costPerCaseUsd'> {
  const total = rows.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0);
  const cases = new Set(rows.map(({ caseId }) => caseId)).size;
  return total > 0 ? { costPerCaseUsd: total / cases } : {};
}

const rowsOf = (runs: readonly ReadRun[]) =>
  runs.flatMap(({ rows }, run) => (run === 0 ? rows : rows.map((row) => ({ ...row, run }))));

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
