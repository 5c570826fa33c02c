import { type ChildProcess, execFile } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../cli/program.ts';
import { createOutput, type TextStream } from '../../cli/terminal/output.ts';

/** `metasc`, for a process of its own. */
export const METASC = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/** The same, built: what end-to-end tests run, which takes half the time. */
export const BUILT_METASC = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface MetascCall {
  /** @default the working directory */
  readonly cwd?: string;
  /** @default this process's */
  readonly env?: NodeJS.ProcessEnv;
}

export interface MetascOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Keeps what is written. */
export function createTextStream(isTTY = false): TextStream & { readonly text: () => string } {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk));
      done();
    },
  });
  return Object.assign(stream, { isTTY, text: () => written.join('') });
}

/** The working directory belongs to the whole process: one command at a time. */
let running: Promise<unknown> = Promise.resolve();

/**
 * Runs `metasc` in this process.
 *
 * @param call `isTTY`: whether it prints to a terminal; `input`: what the user types there
 */
export function runMetasc(
  args: readonly string[],
  {
    cwd = process.cwd(),
    env = process.env,
    isTTY = false,
    input = '',
  }: MetascCall & { isTTY?: boolean; input?: string } = {},
): Promise<MetascOutcome> {
  const outcome = running.then(async () => {
    const before = process.cwd();
    const variables = new Set(Object.keys(process.env));
    const [stdout, stderr] = [createTextStream(isTTY), createTextStream(isTTY)];
    process.chdir(cwd);
    try {
      const exitCode = await runProgram(args, {
        out: createOutput(stdout),
        err: createOutput(stderr),
        input: Object.assign(Readable.from([input]), { isTTY }),
        env,
        exitCode: 0,
      });
      return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
    } finally {
      process.chdir(before);
      // What a command hands on to its own process ends with it.
      for (const name of Object.keys(process.env)) if (!variables.has(name)) delete process.env[name];
    }
  });
  running = outcome.catch(() => {});
  return outcome;
}

/** Starts `metasc` in a process of its own. */
export function startMetasc(
  args: readonly string[],
  {
    cwd,
    env,
    entry = METASC,
    nodeArgs = [],
  }: MetascCall & { readonly entry?: string; readonly nodeArgs?: readonly string[] } = {},
): { readonly child: ChildProcess; readonly outcome: Promise<MetascOutcome> } {
  const { promise, resolve } = Promise.withResolvers<MetascOutcome>();
  const options = { cwd, env, maxBuffer: 64 * 1024 * 1024 };
  const child = execFile(process.execPath, [...nodeArgs, entry, ...args], options, (error, stdout, stderr) => {
    resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
  });
  return { child, outcome: promise };
}

/** Runs `metasc` in a process of its own, where the process itself is what is tested. */
export const spawnMetasc = (...call: Parameters<typeof startMetasc>): Promise<MetascOutcome> =>
  startMetasc(...call).outcome;

/** What a command printed that has to end well. */
export async function succeeding(outcome: Promise<MetascOutcome>): Promise<MetascOutcome> {
  const { exitCode, stdout, stderr } = await outcome;
  if (exitCode !== 0) throw new Error(`metasc ended with ${exitCode}:\n${stdout}\n${stderr}`);
  return { exitCode, stdout, stderr };
}

/** `metasc serve` in a process of its own. */
export interface ServeProcess extends AsyncDisposable {
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
  readonly pid: number;
  /** Resolves when the process has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/**
 * Starts `metasc serve`, and resolves as soon as it listens.
 *
 * @throws Error with what it printed, where it ends before
 */
export async function startServing(
  config: string,
  call: Parameters<typeof startMetasc>[1] & { readonly port?: number } = {},
): Promise<ServeProcess> {
  const { port, ...options } = call;
  const args = port === undefined ? [] : ['--port', String(port)];
  const { child, outcome } = startMetasc(['serve', '--config', config, ...args], options);
  let printed = '';
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      printed += String(chunk);
      const [, found] = /^Serving at (\S+)\/v1$/m.exec(printed) ?? [];
      if (found !== undefined) resolve(found);
    });
    outcome.then(({ stderr }) => reject(new Error(`metasc serve ended before it listened: ${stderr}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await outcome;
  };
  return { origin, pid: child.pid ?? 0, end, [Symbol.asyncDispose]: () => end('SIGTERM') };
}
