import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { EvaluateSummaryV3, OutputFile } from 'promptfoo';

/** promptfoo's command. */
export const PROMPTFOO_ENTRY = fileURLToPath(
  new URL('../../node_modules/promptfoo/dist/src/entrypoint.js', import.meta.url),
);

/** Arguments of Node that start promptfoo as `metasc` does, which takes three quarters of the time. */
export const PROMPTFOO: readonly string[] = [
  `--import=${new URL('../../dist/cli/commands/eval/quickStart.js', import.meta.url).href}`,
  PROMPTFOO_ENTRY,
];
const RESULTS_FILE = 'promptfooResults.json';

/** Nothing else of this process's environment reaches promptfoo: no key, no setting, no NODE_OPTIONS of vitest. */
const PASSED_ON = ['PATH', 'HOME', 'USERPROFILE', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'NODE_COMPILE_CACHE'];

export interface PromptfooCall {
  /** A folder of the test's own: promptfoo's database, cache and logs go into it too. */
  readonly cwd: string;
  /** `['eval', '-c', 'promptfooconfig.yaml', '--no-cache']`; of `eval`, the JSON results are asked for here. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** After which promptfoo is killed. @default 600 000 */
  readonly timeoutMs?: number;
}

export interface PromptfooOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What `eval` wrote; undefined if it wrote nothing. Rows are in the order in which they ended. */
  readonly results: EvaluateSummaryV3 | undefined;
}

/** Runs the real promptfoo CLI under the Node that runs the test. Rejects when it is killed, with what it printed. */
export async function runPromptfoo(call: PromptfooCall): Promise<PromptfooOutcome> {
  const { cwd, args, env, timeoutMs = 600_000 } = call;
  const resultsPath = join(cwd, RESULTS_FILE);
  await rm(resultsPath, { force: true });
  const child = spawn(process.execPath, [...PROMPTFOO, ...args, ...(args[0] === 'eval' ? ['-o', resultsPath] : [])], {
    cwd,
    env: { ...promptfooEnvironment(cwd), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (exitCode === null) throw new Error(`promptfoo was killed (limit ${timeoutMs} ms):\n${stdout}\n${stderr}`);
  return { exitCode, stdout, stderr, results: await readResults(resultsPath) };
}

/** promptfoo's environment: its database and cache in the test's own folder; no debug log, which costs a third of a second. */
export function promptfooEnvironment(cwd: string): Record<string, string | undefined> {
  return {
    ...Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]])),
    PROMPTFOO_CONFIG_DIR: join(cwd, '.promptfoo'),
    PROMPTFOO_DISABLE_TELEMETRY: '1',
    PROMPTFOO_DISABLE_UPDATE: '1',
    PROMPTFOO_DISABLE_DEBUG_LOG: 'true',
    NO_COLOR: '1',
  };
}

async function readResults(path: string): Promise<EvaluateSummaryV3 | undefined> {
  const json = await readFile(path, 'utf8').catch(() => undefined);
  return json === undefined ? undefined : ((JSON.parse(json) as OutputFile).results as EvaluateSummaryV3);
}
