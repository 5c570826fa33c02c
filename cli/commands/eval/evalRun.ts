import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readResults } from '../../../analysis/results/readResults.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { makeFolder } from '../../../foundation/files.ts';
import { isSecretName } from '../../../foundation/secrets.ts';
import { RUN_VARIABLE } from '../../../providers/specs/ledgers.ts';
import generateCases from '../../../suites/cases.ts';
import type { Suite } from '../../../suites/createSuite.ts';
import { modulePath } from '../../../suites/modulePath.ts';
import type { Terminal } from '../../terminal/output.ts';
import { pullModel } from '../model/pullModel.ts';
import { type CheckedConfig, checkConfig } from './checkConfig.ts';
import { findConfigFile } from './configFile.ts';
import { formatEstimate, summarizeEstimate } from './estimateText.ts';
import { formatSummary, summarize } from './evalSummary.ts';
import { adviseNextSteps } from './nextSteps.ts';
import { isContinuation, outputsIn, readPromptfooArgs, repeatsIn, statePace } from './promptfooArgs.ts';
import { endOf, startPromptfoo } from './promptfooProcess.ts';
import { chooseResultsFile } from './resultsFile.ts';
import { beginRun, describeBreak, describeGaps, endRun, holdsSecret, type RunRecord, runFolder } from './runRecord.ts';
import { formatRunTime, type RunTime, readRunTime } from './runTime.ts';
import { type SuiteOptions, toVariables } from './suiteOptions.ts';

export interface EvalOptions extends SuiteOptions {
  readonly config?: string;
  readonly suite?: string;
  readonly output?: string;
  readonly estimate?: boolean;
  readonly json?: boolean;
}

export interface EvalCall {
  readonly options: EvalOptions;
  /** What follows them, for promptfoo. */
  readonly rest: readonly string[];
  /** Names of this command's options. */
  readonly knownOptions: readonly string[];
}

/** A run that was broken off, to go through again. */
export interface EarlierRun {
  /** The folder of its ledger. */
  readonly folder: string;
  /** Absent for an evaluation of `promptfoo eval`. */
  readonly record?: RunRecord;
}

/** Checks the config, runs promptfoo, sums up its results, and resolves with the exit code. */
export async function runEval(
  { options, rest, knownOptions }: EvalCall,
  terminal: Terminal,
  earlier?: EarlierRun,
): Promise<number> {
  const { config: named, suite, output, estimate: onlyEstimates = false, json = false, ...suiteOptions } = options;
  const { out, err } = terminal;
  const promptfooArgs = readPromptfooArgs(rest);
  if (promptfooArgs.includes('--help')) return runPromptfoo(['--help'], { quiet: json, env: terminal.env });
  const variables = toVariables(suiteOptions);
  // The suites read the environment, in this process and in promptfoo's.
  Object.assign(process.env, variables);
  const env = { ...terminal.env, ...variables };
  const { config, departure } =
    suite === undefined ? { config: findConfigFile(named) } : await openSuite(suite, variables);
  const resultsFile = chooseResultsFile(config, output, outputsIn(promptfooArgs));
  const args = [...promptfooArgs, '-c', config];
  const subject = suite === undefined ? config : `suite ${suite}`;

  const checked = isContinuation(promptfooArgs)
    ? undefined
    : await checkConfig({
        config,
        subject,
        options: suiteOptions,
        args,
        env,
        repeats: repeatsIn(promptfooArgs),
        knownOptions,
      });
  for (const warning of checked?.warnings ?? []) err.write(`${warning}\n`);
  if (onlyEstimates) {
    if (checked === undefined) throw noEstimate();
    if (json) out.writeJson({ config, ...checked.estimate });
    else out.write(`${formatEstimate(subject, checked.estimate)}\n`);
    return 0;
  }
  if (checked?.estimate.total !== undefined) (json ? err : out).write(`${summarizeEstimate(checked.estimate)}\n`);
  if (departure !== undefined) (json ? err : out).write(`${departure}\n`);
  if (checked?.needsDefaultModel) await pullModel({ output: err, env });

  makeFolder(dirname(resultsFile));
  const isNew = earlier === undefined && !isContinuation(promptfooArgs);
  const run = { options: { ...options }, rest, variables: runVariables(env) };
  const isRecorded = isNew && !holdsSecret(run);
  if (isNew && !isRecorded) err.write(NOT_RECORDED);
  const record = isRecorded ? beginRun(run) : earlier?.record;
  const folder = record === undefined ? earlier?.folder : runFolder(record.id);
  const startedMs = Date.now();
  const { cellsAtOnce } = checked ?? {};
  const pace = cellsAtOnce === undefined || statePace(promptfooArgs) ? [] : ['-j', String(cellsAtOnce)];
  const exitCode = await runPromptfoo([...args, ...pace, '-o', resultsFile], {
    quiet: json,
    env: { ...env, ...(folder === undefined ? {} : { [RUN_VARIABLE]: folder }) },
  });
  if (exitCode !== 0 || !isWrittenSince(resultsFile, startedMs)) {
    if (record !== undefined) err.write(`\n${describeBreak(record)}\n`);
    return 1;
  }

  const summary = summarize((await readResults(resultsFile)).rows);
  const time = isNew && folder !== undefined ? timeOf(checked, folder) : undefined;
  const isComplete = summary.errors === 0 && summary.lostVerdicts === 0;
  if (record !== undefined && isComplete) endRun(record);
  if (json) out.writeJson({ resultsFile, ...summary, ...(time && { time }) });
  else
    out.write(
      `\n${formatSummary(summary)}\n${time === undefined ? '' : `${formatRunTime(time)}\n`}\n${adviseNextSteps({ resultsFile, suite, config: named, summary, checked })}\n`,
    );
  if (record !== undefined && !isComplete) err.write(`\n${describeGaps(summary, record)}\n`);
  return summary.errors === 0 ? 0 : 1;
}

/** The embedded model's calls share the processor: each takes longer, the more there are. */
function timeOf(checked: CheckedConfig | undefined, folder: string): RunTime | undefined {
  const row = checked?.estimate.callsInARow;
  return row === undefined || checked?.needsDefaultModel ? undefined : readRunTime(folder, row.calls);
}

/** promptfoo exits with 0 and writes no results when it is interrupted. */
function isWrittenSince(path: string, sinceMs: number): boolean {
  // File systems may keep whole seconds.
  return existsSync(path) && statSync(path).mtimeMs >= sinceMs - 1_000;
}

/** What suites and configs read of the environment; keys are left where they are. */
const runVariables = (env: NodeJS.ProcessEnv): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith('METASC_') && name !== RUN_VARIABLE && value !== undefined && !isSecretName(name)
        ? [[name, value]]
        : [],
    ),
  );

const NOT_RECORDED =
  'The run is not recorded for metasc resume: an option or a METASC_ variable holds a secret. Write {{ env.X }} in its place.\n';

function noEstimate(): MetaScError {
  return new MetaScError('estimate: expected a run from the start, got one that goes on with an earlier evaluation', {
    code: 'CONFIG_INVALID',
    help: 'promptfoo keeps the config of that evaluation; leave out --resume or --retry-errors.',
  });
}

/**
 * Path of a suite and its departure, after generating its cases once: promptfoo would answer a set that isn't imported, or
 * an invalid option, with a stack trace.
 */
async function openSuite(
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly config: string; readonly departure?: string | undefined }> {
  const path = modulePath(`suites/${name}`);
  // A suite reads the environment when it is loaded: another environment is another suite.
  const url = pathToFileURL(path);
  url.search = String(new URLSearchParams(variables));
  const suite = (await import(url.href)) as { readonly default: Suite };
  for (const { config } of suite.default.tests) await generateCases(config);
  return { config: path, departure: suite.default.metadata?.departure };
}

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs an evaluation; promptfoo's output goes straight to the terminal. */
async function runPromptfoo(
  args: readonly string[],
  { quiet, env }: { readonly quiet: boolean; readonly env: NodeJS.ProcessEnv },
): Promise<number> {
  const child = startPromptfoo({
    args: ['eval', ...args],
    stdio: ['inherit', quiet ? 2 : 'inherit', 'inherit'],
    // Low scores are a result; only rows without an answer fail the run.
    env: { PROMPTFOO_FAILED_TEST_EXIT_CODE: '0', ...env },
  });
  // What ends this process alone has to end promptfoo, too. Ctrl-C at a terminal reaches both, and a second one would end
  // promptfoo before it saves its results.
  const handOn = (signal: NodeJS.Signals) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of ENDING) process.on(signal, handOn);
  try {
    return await endOf(child);
  } finally {
    for (const signal of ENDING) process.off(signal, handOn);
  }
}
