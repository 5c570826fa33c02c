import { join } from 'node:path';
import { oncePerProcess } from '../../foundation/once.ts';
import { type CallLedger, openCallLedger } from './callLedger.ts';

/** The environment variable with the folder of a run, which `metasc eval` sets so that `metasc resume` can finish it. */
export const RUN_VARIABLE = 'METASC_RUN';
export const LEDGER_FILE = 'calls.ledger';

/** The open ledgers of this process, by path; and the path of each evaluation's. */
const open = () =>
  oncePerProcess('call ledgers 2', () => ({
    ledgers: new Map<string, CallLedger>(),
    paths: new Map<string, string>(),
    shared: undefined as CallLedger | undefined,
  }));

/** Makes this ledger that of every evaluation of this process. Whoever shares it closes it. */
export function shareLedger(ledger: CallLedger): void {
  open().shared = ledger;
}

/**
 * The ledger of an evaluation: that of the run, if `metasc eval` names one, else in the given folder.
 *
 * @throws MetaScError as `openCallLedger`
 */
export function openLedger(evaluationId: string, folder: string): CallLedger {
  const { paths, shared } = open();
  if (shared !== undefined) return shared;
  const path = paths.get(evaluationId) ?? join(process.env[RUN_VARIABLE] || folder, LEDGER_FILE);
  paths.set(evaluationId, path);
  return ledgerAt(path);
}

/**
 * The ledger of an evaluation, for what is asked outside its columns: judges. Rows of other providers name no evaluation;
 * they belong to the run, or to the only evaluation of the process.
 */
export function findLedger(evaluationId: string | undefined): CallLedger | undefined {
  const { ledgers, paths, shared } = open();
  if (shared !== undefined) return shared;
  const path = evaluationId === undefined ? undefined : paths.get(evaluationId);
  const run = process.env[RUN_VARIABLE];
  if (path !== undefined) return ledgers.get(path);
  if (run) return ledgerAt(join(run, LEDGER_FILE));
  return ledgers.size === 1 ? [...ledgers.values()][0] : undefined;
}

/** Closes the ledger of an evaluation that has ended. That of a run stays open: judges may still write to it. */
export async function closeLedger(evaluationId: string): Promise<void> {
  const { ledgers, paths } = open();
  const path = paths.get(evaluationId);
  paths.delete(evaluationId);
  if (path === undefined || process.env[RUN_VARIABLE] || [...paths.values()].includes(path)) return;
  const ledger = ledgers.get(path);
  ledgers.delete(path);
  await ledger?.close();
}

function ledgerAt(path: string): CallLedger {
  const { ledgers } = open();
  const ledger = ledgers.get(path) ?? openCallLedger(path);
  ledgers.set(path, ledger);
  return ledger;
}
