import { existsSync } from 'node:fs';
import { MetaScError } from '../../../../foundation/errors.ts';
import { fileIsThere } from '../../../../foundation/files.ts';
import { type AdoptionCalls, createAdoptionCalls } from '../../../../providers/case/adoptionCalls.ts';
import { type AdoptionRun, runAdoption } from '../../../../providers/loop/adoption.ts';
import { sideOf } from '../../../../providers/loop/trialQuestion.ts';
import { hashTrialJudge } from '../../../../providers/options/trialJudge.ts';
import { openCallLedger } from '../../../../providers/specs/callLedger.ts';
import { freezeSpec, hashJournal } from '../../../../providers/specs/freezeSpec.ts';
import { type SpecLock, writeLock } from '../../../../providers/specs/specLock.ts';
import type { Terminal } from '../../../terminal/output.ts';
import { createProgressBar, untilInterrupted } from '../../../terminal/progress.ts';
import { type Candidate, type Preparation, type PreparationOptions, prepareAdoption } from './adoptPreparation.ts';
import { formatPreparation, formatResult, formatSpent, toPlanReport, toResultReport } from './adoptText.ts';

export interface AdoptOptions extends PreparationOptions {
  /** The lock file to write; only an estimate does without. */
  readonly output?: string;
  readonly force?: boolean;
  readonly estimate?: boolean;
}

/** Exit code where the start spec stays. */
const KEPT = 2;

/** `metasc spec adopt`. Resolves with the exit code. */
export async function adopt(options: AdoptOptions, { out, err, env }: Terminal): Promise<number> {
  const { output, force = false, json = false, estimate = false } = options;
  if (!estimate) requireOutput(output, force);
  const prepared = await prepareAdoption(options, { err, env });
  const ledger = openCallLedger(prepared.ledgerPath);
  try {
    if (estimate && json) out.writeJson(toPlanReport(prepared));
    else (json ? err : out).write(`${formatPreparation(prepared, ledger.size)}\n`);
    if (estimate) return 0;

    const bar = createProgressBar(err, { label: '{value} answers of at most {total} judged' });
    const most = prepared.cases.length * (1 + prepared.candidates.length);
    let judged = 0;
    const onVerdict = () => {
      judged += 1;
      bar.show(judged, most);
    };
    const { run, calls } = await untilInterrupted(async (signal) => {
      const { setup, judge, cases, start, candidates } = prepared;
      const calls = createAdoptionCalls({ setup, judge, cases, ledger, signal, onVerdict });
      const sides = cases.map(({ kind }) => sideOf(kind));
      return { run: await runAdoption({ sides, start, candidates, judge: calls.judge }), calls };
    }).finally(() => bar.stop());

    const lock = toLock(run, prepared, calls);
    if (lock !== undefined && output !== undefined) writeLock(output, lock, { force });
    const written = lock && { output, lock };
    if (json) out.writeJson({ ...toResultReport(run, prepared), ...calls.spent(), ...written });
    else
      out.write(`\n${formatResult(run, prepared)}\n${formatSpent(calls)}\n${lock ? `${output}: ${lock.spec}\n` : ''}`);
    return run.adopted === undefined ? KEPT : 0;
  } finally {
    await ledger.close();
    const { setup, judge } = prepared;
    await Promise.all([setup.model, setup.reviewModel, setup.metaModel, judge].map((one) => one.close?.()));
  }
}

/** Before anything is asked: what is paid for must have its place. */
function requireOutput(output: string | undefined, force: boolean): void {
  if (output === undefined) {
    throw new MetaScError('output: expected the lock file to write, got none', {
      code: 'CONFIG_INVALID',
      help: 'Name it in --output, or pass --estimate, which asks nothing.',
    });
  }
  if (!force && existsSync(output)) {
    throw fileIsThere(output, { option: 'output', helpIfThere: 'Pass --force to overwrite it.' });
  }
}

/** The adopted spec with its evidence; undefined if the start stays. */
function toLock(
  { adopted }: AdoptionRun<Candidate>,
  { start, casesHash, judge, setup }: Preparation,
  calls: AdoptionCalls,
): SpecLock | undefined {
  if (adopted === undefined) return undefined;
  const { candidate, sides, adoption } = adopted;
  const { path, journal } = candidate.source;
  return freezeSpec({
    journal,
    journalSha256: hashJournal(path, journal),
    version: candidate.version,
    evidence: {
      casesHash,
      judge: judge.name,
      judgeHash: hashTrialJudge(judge, setup.config),
      calls: calls.spent().calls,
      start,
      sides,
      betterP: adoption.pooledBetterP,
    },
  });
}
