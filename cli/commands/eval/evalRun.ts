import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readResults } from '../../../analysis/results/readResults.ts';
import { IS_CHECKOUT } from '../../../foundation/packageRoot.ts';
import generateCases from '../../../suites/cases.ts';
import type { Suite } from '../../../suites/createSuite.ts';
import { modulePath } from '../../../suites/modulePath.ts';
import type { Terminal } from '../../terminal/output.ts';
import { pullModel } from '../model/pullModel.ts';
import { type EvalSummary, formatSummary, summarize } from './evalSummary.ts';

export interface EvalOptions {
  readonly config: string;
  readonly suite?: string;
  readonly limit?: string;
  readonly seed?: string;
  readonly orders?: string;
  readonly adapt?: string;
  readonly pairing?: string;
  readonly lock?: string;
  readonly output?: string;
  readonly json?: boolean;
}

/** The environment variable that suites read for each option. Users may set it instead. */
const SUITE_VARIABLES = {
  limit: 'METASC_LIMIT',
  seed: 'METASC_SEED',
  orders: 'METASC_ORDERS',
  adapt: 'METASC_ADAPT',
  pairing: 'METASC_PAIRING',
  lock: 'METASC_LOCK',
} as const;

/** Runs promptfoo, sums up its results, and resolves with the exit code. */
export async function runEval(
  { output, json = false, ...options }: EvalOptions,
  promptfooOptions: readonly string[],
  { out, err, env }: Terminal,
): Promise<number> {
  // The suites read the environment, in this process and in promptfoo's.
  const variables = suiteVariables(options);
  Object.assign(process.env, variables);
  const config = options.suite === undefined ? options.config : await openSuite(options.suite, variables);
  const resultsFile = output ?? join('results', `${basename(config, extname(config))}.json`);
  if (needsEmbeddedModel(env)) await pullModel({ output: err, env });
  await mkdir(dirname(resultsFile), { recursive: true });
  const exitCode = await runPromptfoo(['eval', '-c', config, '-o', resultsFile, ...promptfooOptions], json);
  if (exitCode !== 0) return 1;

  const summary = summarize((await readResults(resultsFile)).rows);
  if (json) out.writeJson({ resultsFile, ...summary });
  else out.write(`\n${formatSummary(summary)}\n\n${nextSteps(resultsFile, options.suite, summary)}\n`);
  return summary.errors > 0 ? 1 : 0;
}

function needsEmbeddedModel({ METASC_MODEL, METASC_META_MODEL }: NodeJS.ProcessEnv): boolean {
  return [METASC_MODEL, METASC_META_MODEL ?? METASC_MODEL].some((model) => !model || model === 'embedded');
}

function suiteVariables(options: Omit<EvalOptions, 'config'>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(SUITE_VARIABLES).flatMap(([option, variable]) => {
      const value = options[option as keyof typeof SUITE_VARIABLES];
      return value === undefined ? [] : [[variable, value]];
    }),
  );
}

/**
 * Path of a suite, after generating its cases once: promptfoo would answer a set that isn't imported, or an invalid
 * option, with a stack trace.
 */
async function openSuite(name: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const path = modulePath(`suites/${name}`);
  // A suite reads the environment when it is loaded: another environment is another suite.
  const url = pathToFileURL(path);
  url.search = String(new URLSearchParams(variables));
  const suite = (await import(url.href)) as { readonly default: Suite };
  for (const { config } of suite.default.tests) await generateCases(config);
  return path;
}

/** Runs promptfoo's own command under this Node; its output goes straight to the terminal. */
async function runPromptfoo(args: readonly string[], quiet: boolean): Promise<number> {
  const entry = fileURLToPath(new URL('entrypoint.js', import.meta.resolve('promptfoo')));
  const child = spawn(process.execPath, [entry, ...args], {
    stdio: ['inherit', quiet ? 2 : 'inherit', 'inherit'],
    env: {
      PROMPTFOO_DISABLE_UPDATE: '1',
      PROMPTFOO_DISABLE_TELEMETRY: '1',
      // Low scores are a result; only rows without an answer fail the run.
      PROMPTFOO_FAILED_TEST_EXIT_CODE: '0',
      ...process.env,
    },
  });
  // Ctrl-C also reaches promptfoo, which then saves its results: wait for it.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  const exitCode = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  process.off('SIGINT', ignore);
  return exitCode ?? 1;
}

function nextSteps(resultsFile: string, suite: string | undefined, { embedded }: EvalSummary): string {
  const args = suite === undefined ? '' : `${IS_CHECKOUT ? ' --' : ''} --suite ${suite}`;
  const again = `${IS_CHECKOUT ? 'npm run eval' : 'npx metasc eval'}${args}`;
  return [
    `Results       ${relative('.', resultsFile)}`,
    `Look at them  ${IS_CHECKOUT ? 'npm run view' : 'npx promptfoo view'}`,
    `A real model  METASC_MODEL=openai:gpt-4o-mini ${again}   (or any model reference of docs/options.md)`,
    ...(embedded
      ? ['', 'These answers are those of a 135M model: they show that everything works, not how well MetaSC does.']
      : []),
  ].join('\n');
}
