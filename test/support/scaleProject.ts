import type { ChildProcess } from 'node:child_process';
import { essenceOf, type ModelAndJudge, prepareRun, RESULTS, runByPromptfoo } from './brokenRun.ts';
import { BUILT_METASC, startMetasc } from './metasc.ts';
import { promptfooEnvironment } from './promptfooCli.ts';

const seeded = (label: string, config: object) => ({ label, config: { sampling: { seed: 7 }, ...config } });

/** Four columns; the two that adapt have a chain for each task. */
const COLUMNS = [
  seeded('baseline', { variant: 'baseline' }),
  seeded('static', { variant: 'static-critique' }),
  seeded('metasc-5', { variant: 'metasc', adapt: { steps: 5 }, chain: '{{ task }}' }),
  seeded('metasc-batch', { variant: 'metasc', adapt: { steps: 4, batchSize: 2 }, chain: '{{ task }}' }),
];

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number>;
  readonly printed: () => string;
}

export interface ScaleProject extends Disposable {
  readonly path: string;
  start(args: readonly string[]): Started;
  /** Runs `metasc` to its end. */
  metasc(args: readonly string[]): Promise<{ readonly exitCode: number; readonly printed: string }>;
  /** What one `promptfoo eval` of it gives. */
  whole(): Promise<string>;
  /** Of a file with results. */
  essence(name: string): string;
}

/** Starts built `metasc` in a folder. */
export function startBuilt(cwd: string, args: readonly string[]): Started {
  // A worker that is killed leaves the rows of its slice behind.
  const env = { ...promptfooEnvironment(cwd), PROMPTFOO_CACHE_ENABLED: 'false', TMPDIR: cwd };
  const { child, outcome } = startMetasc(args, { cwd, env, entry: BUILT_METASC });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (printed += String(part)));
  return { child, ended: outcome.then(({ exitCode }) => exitCode), printed: () => printed };
}

/** Runs `metasc` in a folder to its end. */
export async function runBuilt(cwd: string, args: readonly string[]) {
  const { ended, printed } = startBuilt(cwd, args);
  return { exitCode: await ended, printed: printed() };
}

/** A project with `cases` tests, of so many tasks, on a model that answers by conversation and seed. */
export function createScaleProject(
  { cases, tasks }: { readonly cases: number; readonly tasks: number },
  { server }: ModelAndJudge,
): ScaleProject {
  const prepared = prepareRun({ name: 'scale', columns: COLUMNS, cases, tasks, args: ['-j', '40'] }, server);
  const { folder } = prepared;
  return {
    path: folder.path,
    start: (args) => startBuilt(folder.path, args),
    metasc: (args) => runBuilt(folder.path, args),
    async whole() {
      const { exitCode, printed } = await runByPromptfoo(prepared);
      if (exitCode !== 0) throw new Error(printed);
      return essenceOf(folder.join(RESULTS));
    },
    essence: (name) => essenceOf(folder.join(name)),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
