import { resolve } from 'node:path';
import type { ResultRow } from '../../../analysis/results/row.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { countOf } from '../../../foundation/plural.ts';
import type { ReadRun } from './readRuns.ts';

/**
 * A run always passes against itself, whatever file it is read from, and counts twice beside itself. Runs that can't be read
 * are faults of their own.
 *
 * @throws MetaScError `CONFIG_INVALID` if a run stands on both sides, or twice on one
 */
export function refuseSameRuns(heads: readonly ReadRun[], bases: readonly ReadRun[]): void {
  const runs = [...heads, ...bases];
  for (const [index, run] of runs.entries()) {
    const twin = runs.slice(0, index).find((other) => isSameRun(other, run));
    if (twin === undefined) continue;
    const { column = '' } = run;
    const isSameFile = resolve(twin.path) === resolve(run.path);
    const got = isSameFile
      ? `${column} of ${run.path} twice`
      : `${column} of ${sharedEvaluation(twin, run)} twice, in ${twin.path} and ${run.path}`;
    throw new MetaScError(`gate: expected different runs or columns, got ${got}`, {
      code: 'CONFIG_INVALID',
      help: 'Give --base the results of a run before the change, or name another column with --against.',
    });
  }
}

function isSameRun(one: ReadRun, other: ReadRun): boolean {
  if (one.column === undefined || one.column !== other.column) return false;
  // The runs of one ledger are told apart by their evaluations alone.
  const isSameFile = resolve(one.path) === resolve(other.path) && one.rows[0]?.rowId !== undefined;
  return one.rows === other.rows || isSameFile || sharedEvaluation(one, other) !== undefined;
}

/** An evaluation that both are of, in words. */
function sharedEvaluation(one: ReadRun, other: ReadRun): string | undefined {
  const ids = idsOf(other);
  const shared = [...idsOf(one)].find((id) => ids.has(id));
  if (shared !== undefined) return `evaluation ${shared}`;
  const rows = new Set(other.rows.flatMap(({ rowId }) => rowId ?? []));
  return one.rows.some(({ rowId }) => rowId !== undefined && rows.has(rowId)) ? 'the same rows' : undefined;
}

function idsOf({ evaluationId, rows }: ReadRun): ReadonlySet<string> {
  const ofRows = rows.flatMap((row) => row.evaluationId ?? []);
  return new Set(evaluationId === undefined ? ofRows : [evaluationId, ...ofRows]);
}

/** What to say if every run of head is older than every run of base; undefined where dates are missing. */
export function findSwap(heads: readonly ReadRun[], bases: readonly ReadRun[]): string | undefined {
  const [ours, theirs] = [heads, bases].map((runs) => runs.map(({ date }) => date));
  const isDated = (dates: readonly (Date | undefined)[] = []): dates is readonly Date[] =>
    dates.length > 0 && dates.every((date) => date !== undefined);
  if (!isDated(ours) || !isDated(theirs)) return undefined;
  const [latest, earliest] = [Math.max(...ours.map(Number)), Math.min(...theirs.map(Number))];
  if (latest >= earliest) return undefined;
  const show = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
  return `head ran before base (${show(latest)} and ${show(earliest)}): swap --head and --base, or state --base-is-newer`;
}

interface Kept {
  readonly runs: readonly ReadRun[];
  readonly notes: readonly string[];
}

/**
 * The runs of base that have head's judges and lock file, if there are any and not all have: a ledger also holds runs from
 * before main changed them.
 */
export function leaveOutOthers(
  bases: readonly ReadRun[],
  { heads, metrics }: { readonly heads: readonly ReadRun[]; readonly metrics: readonly string[] },
): Kept {
  const wanted = new Set(heads.flatMap(({ rows }) => [...facts(rows, metrics)]));
  const kept = bases.filter(({ rows }) => [...facts(rows, metrics)].every((fact) => wanted.has(fact)));
  if (kept.length === 0 || kept.length === bases.length) return { runs: bases, notes: [] };
  const left = bases.length - kept.length;
  return {
    runs: kept,
    notes: [`${left} of base's ${countOf(bases.length, 'run')} left out: another judge or lock file than head's`],
  };
}

/** Who scored which metric, and the lock file. */
function facts(rows: readonly ResultRow[], metrics: readonly string[]): ReadonlySet<string> {
  return new Set(
    rows.flatMap(({ scores, lockHash }) => [
      ...(lockHash === undefined ? [] : [`lock ${lockHash}`]),
      ...metrics.flatMap((metric) => {
        const score = scores.get(metric);
        return score?.kind === 'scored' ? [`${metric} ${score.judge.hash} ${score.judge.threshold}`] : [];
      }),
    ]),
  );
}
