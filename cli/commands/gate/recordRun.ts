import { existsSync, renameSync } from 'node:fs';
import { isBaseLedger, readBaseLedger, toLedgerLine, toLedgerRun } from '../../../analysis/gate/baseLedger.ts';
import { readResults } from '../../../analysis/results/readResults.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { readUserFile, writeUserFile } from '../../../foundation/files.ts';
import { countOf } from '../../../foundation/plural.ts';
import type { Terminal } from '../../terminal/output.ts';
import { readRuns } from './readRuns.ts';

export interface RecordOptions {
  /** Results files of main, a run each. */
  readonly results: readonly string[];
  /** The base ledger; it is made if it isn't there. */
  readonly ledger: string;
  /** @default the only one */
  readonly column?: string;
  /** The most runs of the column that the ledger keeps; the oldest leave first. */
  readonly keep: number;
}

/**
 * Appends runs of main to a base ledger, and says what it then holds. A run that it has already is not added again.
 *
 * @throws MetaScError `FILE_UNREADABLE`, `CONFIG_INVALID`, `FILE_UNWRITABLE`; the ledger is then as it was
 */
export async function recordRuns({ results, ledger, column, keep }: RecordOptions, { out }: Terminal): Promise<void> {
  const known = readLedger(ledger);
  const added = (await readRuns(results, readResults, { option: 'column', column })).map((run) => {
    if (run.fault !== undefined || run.column === undefined) {
      throw new MetaScError(`--results: ${run.fault ?? run.path}`, { code: 'FILE_UNREADABLE' });
    }
    const { evaluationId, date } = run;
    return toLedgerRun(run.rows, {
      column: run.column,
      ...(evaluationId !== undefined && { evaluationId }),
      ...(date !== undefined && { date }),
    });
  });
  const lines = new Set(known.map(toLedgerLine));
  const fresh = added.filter((run) => !lines.has(toLedgerLine(run)));
  const all = [...known, ...fresh];
  const kept = all.filter((run, index) => {
    const later = all.slice(index + 1).filter((other) => other.column === run.column);
    return later.length < keep;
  });
  // Whole or not at all: a job may end while it writes.
  const text = kept.map((run) => `${toLedgerLine(run)}\n`).join('');
  writeUserFile(`${ledger}.new`, text, { option: '--ledger' });
  renameSync(`${ledger}.new`, ledger);
  const dropped = all.length - kept.length;
  out.write(
    `${ledger}: ${countOf(fresh.length, 'run')} added${added.length > fresh.length ? `, ${added.length - fresh.length} there already` : ''}${dropped > 0 ? `, ${dropped} dropped` : ''}; ${countOf(kept.length, 'run')} of ${[...new Set(kept.map((run) => run.column))].join(', ')}, ${Math.ceil(Buffer.byteLength(text) / 1000)} KB\n`,
  );
}

function readLedger(path: string) {
  if (!existsSync(path)) return [];
  const text = readUserFile(path, '--ledger');
  if (text.trim() !== '' && !isBaseLedger(text)) {
    throw new MetaScError(`--ledger: expected a base ledger of metasc gate record, got another file: ${path}`, {
      code: 'CONFIG_INVALID',
    });
  }
  return readBaseLedger(text, path);
}
