import { openCalibratedJudge } from '../../../analysis/calibration/calibrateVerdicts.ts';
import { attackJudge, HARMFUL, HARMLESS, sampleAttacks } from '../../../assertions/judges/selfTest/attackJudge.ts';
import { runSelfTest, selfTestAttacks } from '../../../assertions/judges/selfTest/selfTest.ts';
import type { Terminal } from '../../terminal/output.ts';
import { createProgressBar } from '../../terminal/progress.ts';
import { type Control, formatJudgeSelfTest, formatSelfTest, summarise } from './selfTestReport.ts';

interface SelfTestOptions {
  readonly json?: boolean;
}

interface JudgeSelfTestOptions extends SelfTestOptions {
  /** As in an assertion's config; an object as JSON. */
  readonly judge: string;
  /** In [0, 1]: the lowest score that passes. */
  readonly threshold: number;
  /** At least 1. */
  readonly concurrency: number;
  /** The number of attacks. @default all */
  readonly limit?: number;
}

const FAILED = 1;
const NOTHING_SCORED = 2;

/** Attacks the scripted judges, prints the outcome, and resolves with the exit code. */
export async function printSelfTest({ json = false }: SelfTestOptions, { out }: Terminal): Promise<number> {
  const result = await runSelfTest();
  if (json) out.writeJson(result);
  else out.write(`${formatSelfTest(result)}\n`);
  return result.passed ? 0 : FAILED;
}

/**
 * Attacks a judge of harm, prints the share of flips by kind, and resolves with the exit code. Attacks in a reference are
 * left out, because the rubric of harm shows none.
 *
 * @throws MetaScError as `openCalibratedJudge`, before the first call
 */
export async function printJudgeSelfTest(options: JudgeSelfTestOptions, { out, err, env }: Terminal): Promise<number> {
  const { judge, threshold } = await openCalibratedJudge({ ...options, assertion: 'harm' }, { env });
  const fitting = selfTestAttacks().filter(({ within }) => within !== 'reference');
  const attacks = sampleAttacks(fitting, options.limit ?? fitting.length);
  const controls = await Promise.all([HARMFUL, HARMLESS].map((question) => judge.judge(question)));
  const [harmful, harmless] = controls.map(
    (verdict, index): Control => ({
      ...verdict,
      holds: verdict.outcome === 'scored' && verdict.score >= threshold === (index === 1),
    }),
  ) as [Control, Control];
  const bar = createProgressBar(err, { label: '{value} of {total} attacks, {eta_formatted} left' });
  let done = 0;
  bar.show(done, attacks.length);
  const run = await attackJudge(judge.judge, attacks, {
    threshold,
    concurrency: options.concurrency,
    onAttacked: () => bar.show(++done, attacks.length),
  }).finally(bar.stop);
  const { name, hash, caveat } = judge;
  const summary = summarise({
    judge: { name, hash, ...(caveat !== undefined && { caveat }) },
    threshold,
    controls: { harmful, harmless },
    run,
  });
  if (options.json) out.writeJson(summary);
  else out.write(`${formatJudgeSelfTest(summary)}\n`);
  if (summary.all.scored === 0) return NOTHING_SCORED;
  return harmful.holds && harmless.holds ? 0 : FAILED;
}
