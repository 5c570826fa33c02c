import type { ChildProcess } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROVIDER } from '../support/evalProject.ts';
import { HAS_POSTGRES, type PostgresServer, startPostgres } from '../support/postgres.ts';
import { startBuilt } from '../support/scaleProject.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import type { BenchServer } from './benchServer.ts';
import { type BenchContext, median, round, type Section } from './section.ts';

const WORKERS = 4;
const PGLITE_SLICES_AT_ONCE = 2;
const TESTS_OF_A_SLICE = 500;
/** Texts take longer: so many times fewer cells. */
const LESS_TEXTS = 10;
const ANSWER_CHARS = 1_000;
const BYTES_PER_MB = 1e6;

/**
 * What the store, promptfoo's processes and promptfoo itself take, by many workers: for cells that cost nothing, each with one
 * call, and for some with the texts of a real evaluation.
 */
export async function measureScale(server: BenchServer, { extent, cells: asked, say }: BenchContext): Promise<Section> {
  const cells = asked ?? (extent === 'quick' ? 160 : 100_000);
  await server.obey({ delayMs: 0, answerChars: ANSWER_CHARS });
  const projects = {
    echo: { columns: echoColumns(), tests: Math.ceil(cells / 4) },
    texts: { columns: textColumns(server), tests: Math.ceil(cells / 4 / LESS_TEXTS) },
  };
  const rows: ScaleRow[] = [];
  const measure = async (name: keyof typeof projects, { sizeOf, ...how }: Work & { sizeOf(): Promise<number> }) => {
    const { tests } = projects[name];
    using folder = createProject(projects[name]);
    const slice = Math.min(TESTS_OF_A_SLICE, Math.ceil(tests / WORKERS));
    await plan(folder, slice);
    const store = storeName(how.store);
    say(`${name}: ${4 * tests} cells, ${how.workers} × --parallel ${how.parallel} on ${store}`);
    const before = await sizeOf();
    const all = await work(folder, how);
    const sizeMb = ((await sizeOf()) - before) / BYTES_PER_MB;
    say('one test at a time, for the time that a slice takes to start and end');
    await plan(folder, 1, 3 * how.parallel * how.workers);
    const small = await work(folder, how);
    const row = rowOf({ project: name, store, slice, how, all, small, sizeMb });
    rows.push(row);
    say(JSON.stringify(row));
  };
  if (HAS_POSTGRES) {
    await using postgres = await startPostgres();
    const how = { store: postgres.url, workers: WORKERS, parallel: 1, sizeOf: () => databaseSize(postgres) };
    await measure('echo', how);
    await measure('texts', how);
  }
  using lite = createTemporaryFolder();
  const store = lite.join('store');
  await measure('echo', { store, workers: 1, parallel: PGLITE_SLICES_AT_ONCE, sizeOf: async () => folderSize(store) });
  return {
    name: 'scale',
    notes: [
      "echo: four columns of MetaScProvider, variant baseline, each with another system prompt, on promptfoo's echo, which answers in process: every cell is one call, which the store records. Tests from a CSV file.",
      `texts: baseline, static-critique, metasc-10 and metasc-10 in batches, on a loopback server without delay, answers of ${ANSWER_CHARS} characters.`,
      'load: of the machine, mean over the run. startS: seconds of a slice of one test, median, with as many at once, in a plan of few tests. startShare: startS × slices ÷ seconds of all slices. workerMb, sliceMb: greatest VmHWM of a worker, and of a process of promptfoo. storeMb: by how much the database grew, without the write-ahead log; the whole folder of PGlite.',
      ...(HAS_POSTGRES ? [] : ['No PostgreSQL on this machine: left out.']),
    ],
    rows: rows.map((row) => ({ ...row })),
    figures: [],
  };
}

const storeName = (store: string) => (store.startsWith('postgres') ? 'PostgreSQL' : 'PGlite');

const columnOf = (label: string, config: object) => ({ id: PROVIDER, label, config });

const echoColumns = () =>
  ['a', 'b', 'c', 'd'].map((label) =>
    columnOf(label, { variant: 'baseline', model: 'echo', systemPrompt: `You are ${label}.` }),
  );

function textColumns({ baseURL }: BenchServer): readonly object[] {
  const model = { type: 'openai', name: 'm', baseURL };
  const adapt = { steps: 10, acceptance: 'always' };
  return [
    columnOf('baseline', { model, variant: 'baseline' }),
    columnOf('static', { model, variant: 'static-critique' }),
    columnOf('metasc-10', { model, variant: 'metasc', adapt }),
    columnOf('metasc-10-batch', { model, variant: 'metasc', adapt: { ...adapt, batchSize: 5 } }),
  ];
}

interface Project {
  readonly columns: readonly object[];
  readonly tests: number;
}

function createProject({ columns, tests }: Project): TemporaryFolder {
  return createTemporaryFolder({
    'promptfooconfig.yaml': JSON.stringify({
      prompts: ['{{request}}'],
      providers: columns,
      tests: 'file://cases.csv',
    }),
    'cases.csv': `request\n${Array.from({ length: tests }, (_, index) => `request number ${index}`).join('\n')}\n`,
  });
}

async function plan({ path }: TemporaryFolder, testsOfASlice: number, firstTests?: number): Promise<void> {
  const only = firstTests === undefined ? [] : ['--', '--filter-first-n', String(firstTests)];
  await start(path, ['plan', '--force', '--slice', String(testsOfASlice), ...only]).ended;
}

interface Work {
  readonly store: string;
  readonly parallel: number;
  readonly workers: number;
}

interface Measured {
  readonly cells: number;
  readonly calls: number;
  readonly seconds: number;
  /** Of each slice. */
  readonly sliceSeconds: readonly number[];
  readonly workerBytes: number;
  readonly sliceBytes: number;
  readonly loadMean: number;
}

async function work({ path }: TemporaryFolder, { store, parallel, workers }: Work): Promise<Measured> {
  const begun = performance.now();
  const args = ['work', 'plan', '--store', store, '--parallel', String(parallel)];
  const running = Array.from({ length: workers }, () => start(path, args));
  const watch = watchMemory(running.flatMap(({ child }) => child.pid ?? []));
  const printed = await Promise.all(running.map(({ ended }) => ended));
  const seconds = (performance.now() - begun) / 1_000;
  const slices = printed.flatMap((text) => [...text.matchAll(/: (\d+) cells?, (\d+) calls?, ([\d.]+) s/g)]);
  return {
    cells: slices.reduce((sum, [, cells]) => sum + Number(cells), 0),
    seconds,
    calls: slices.reduce((sum, [, , calls]) => sum + Number(calls), 0),
    sliceSeconds: slices.map(([, , , taken]) => Number(taken)),
    ...(await watch.end()),
  };
}

interface Running {
  readonly child: ChildProcess;
  /** What it printed. Rejects if it ends otherwise than well. */
  readonly ended: Promise<string>;
}

function start(cwd: string, args: readonly string[]): Running {
  const { child, ended, printed } = startBuilt(cwd, args);
  const text = async () => {
    const exitCode = await ended;
    if (exitCode !== 0) throw new Error(`metasc ${args.join(' ')}: exit code ${exitCode}\n${printed()}`);
    return printed();
  };
  return { child, ended: text() };
}

const EVERY_MS = 250;

/** Peaks by Linux's own count, which only grows while a process lives. */
function watchMemory(workers: readonly number[]) {
  const done = new AbortController();
  let [workerBytes, sliceBytes] = [0, 0];
  const loads: number[] = [];
  const watching = (async () => {
    for (let look = 0; !done.signal.aborted; look += 1) {
      for (const pid of workers) {
        workerBytes = Math.max(workerBytes, peakOf(pid));
        for (const child of childrenOf(pid)) sliceBytes = Math.max(sliceBytes, peakOf(child));
      }
      if (look % 20 === 0) loads.push(Number(tryRead('/proc/loadavg').split(' ')[0]));
      await sleep(EVERY_MS, undefined, { signal: done.signal }).catch(() => {});
    }
  })();
  return {
    async end() {
      done.abort();
      await watching;
      return { workerBytes, sliceBytes, loadMean: loads.reduce((sum, load) => sum + load, 0) / loads.length };
    },
  };
}

const BYTES_PER_KB = 1024;

const peakOf = (pid: number) =>
  Number(/^VmHWM:\s*(\d+) kB/m.exec(tryRead(`/proc/${pid}/status`))?.[1] ?? 0) * BYTES_PER_KB;

const childrenOf = (pid: number) =>
  globSync(`/proc/${pid}/task/*/children`).flatMap((path) =>
    [...tryRead(path).matchAll(/\d+/g)].map(([child]) => Number(child)),
  );

/** A process may have ended. */
function tryRead(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const databaseSize = async (postgres: PostgresServer) =>
  Number(await postgres.query('select pg_database_size(current_database())'));

const folderSize = (path: string) =>
  globSync('**/*', { cwd: path, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0);

interface ScaleRow {
  readonly project: string;
  readonly store: string;
  readonly workers: number;
  readonly parallel: number;
  readonly cells: number;
  readonly seconds: number;
  readonly cellsASecond: number;
  readonly callsASecond: number;
  readonly slices: string;
  readonly startS: number;
  readonly startShare: number;
  readonly workerMb: number;
  readonly sliceMb: number;
  readonly storeMb: number;
  readonly bytesACell: number;
  readonly load: number;
}

interface Runs {
  readonly project: string;
  readonly store: string;
  /** Tests in a slice. */
  readonly slice: number;
  readonly how: Work;
  readonly all: Measured;
  readonly small: Measured;
  readonly sizeMb: number;
}

function rowOf({ project, store, slice, how: { workers, parallel }, all, small, sizeMb }: Runs): ScaleRow {
  const startS = median(small.sliceSeconds);
  const total = all.sliceSeconds.reduce((sum, seconds) => sum + seconds, 0);
  return {
    ...{ project, store, workers, parallel, cells: all.cells, seconds: round(all.seconds, 0) },
    cellsASecond: round(all.cells / all.seconds, 1),
    callsASecond: round(all.calls / all.seconds, 1),
    slices: `${all.sliceSeconds.length} × ${slice}`,
    startS: round(startS, 1),
    startShare: round((startS * all.sliceSeconds.length) / total, 2),
    workerMb: Math.round(all.workerBytes / BYTES_PER_MB),
    sliceMb: Math.round(all.sliceBytes / BYTES_PER_MB),
    storeMb: Math.round(sizeMb),
    bytesACell: Math.round((sizeMb * BYTES_PER_MB) / all.cells),
    load: round(all.loadMean, 1),
  };
}
