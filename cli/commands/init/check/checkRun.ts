import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { readRows } from '../../../../analysis/results/rawRows.ts';
import { toRow } from '../../../../analysis/results/row.ts';
import { MetaScError } from '../../../../foundation/errors.ts';
import { IS_CHECKOUT } from '../../../../foundation/packageRoot.ts';
import { modulePath } from '../../../../suites/modulePath.ts';
import { tidy } from '../../eval/dryLook/lookAtConfig.ts';
import { endOf, startPromptfoo } from '../../eval/promptfooProcess.ts';
import { LEFT_OUT, readCalls, WATCH_VARIABLE, type WatchedCall, type WatchRequest } from './callRecord.ts';
import { compareCalls } from './compareCalls.ts';
import { type CheckedRow, compareRows } from './compareRows.ts';

/** Cases that the check asks on each side. */
export const CHECKED_CASES = 2;

export interface CheckSubject {
  /** Path of the project's own config, and of the one with the columns. */
  readonly config: string;
  readonly output: string;
  /** The entry that the columns are around. */
  readonly model: { readonly index: number; readonly id: string; readonly label: string | undefined };
  /** Label of the column of variant baseline. */
  readonly column: string;
  readonly env: NodeJS.ProcessEnv;
}

/** How the project's own entry and the baseline around it compare. */
export interface CheckReport {
  readonly cases: number;
  /** Requests seen on each side; null if the target makes them outside Node, so that what it is handed is compared. */
  readonly requests: number | null;
  /** Whether they are equal byte for byte; otherwise but for ids and times, which differ from call to call. */
  readonly isExact: boolean;
  /** The project's own assertions on each side. */
  readonly assertions: number;
  /** Empty if adopting MetaSC changes nothing but MetaSC. */
  readonly differences: readonly string[];
  /** What is no difference, and worth knowing. */
  readonly notes: readonly string[];
}

/**
 * Asks two cases through the project's own entry and two through the baseline around it, in runs of promptfoo itself, and
 * compares what reaches the server, the outputs and the project's own assertions.
 *
 * @throws MetaScError `CONFIG_INVALID` when promptfoo can't run a config, or there is no case
 */
export async function checkAdoption({ config, output, model, column, env }: CheckSubject): Promise<CheckReport> {
  const own = await watch(config, { name: model.label ?? model.id, index: model.index }, env);
  const baseline = await watch(output, { name: column }, env);
  const calls = compareCalls(own.calls, baseline.calls);
  const rows = compareRows(own.rows, baseline.rows);
  return {
    cases: own.rows.length,
    requests: calls.seen ? calls.requests : null,
    isExact: !calls.exceptIds,
    assertions: rows.assertions,
    differences: [...calls.differences, ...rows.differences],
    notes: [
      ...(rows.isSampled ? ['the texts of the outputs differ, as sampled answers do; their types are equal'] : []),
      ...rows.flips.map((flip) => `on another text, ${flip}`),
    ],
  };
}

interface Watched {
  readonly calls: readonly WatchedCall[];
  readonly rows: readonly CheckedRow[];
}

/** Runs a config with two calls of one provider, one after the other, and nothing else. */
async function watch(
  config: string,
  target: Pick<WatchRequest, 'name' | 'index'>,
  env: NodeJS.ProcessEnv,
): Promise<Watched> {
  const folder = await mkdtemp(join(tmpdir(), 'metasc-check-'));
  try {
    const [file, results] = [join(folder, 'calls.jsonl'), join(folder, 'results.json')];
    const request: WatchRequest = { ...target, file, calls: CHECKED_CASES };
    const printed = await runPromptfoo(config, results, { ...env, [WATCH_VARIABLE]: JSON.stringify(request) });
    const calls = readCalls(await readFile(file, 'utf8').catch(() => ''));
    if (calls.length === 0) throw notRun(config, printed);
    return { calls, rows: await readCheckedRows(results) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readCheckedRows(path: string): Promise<readonly CheckedRow[]> {
  const rows = await readRows(path, (raw) => ({ output: raw.response?.output, row: toRow(raw) }));
  return rows
    .filter(({ row }) => row.error !== LEFT_OUT)
    .sort((a, b) => (a.row.testIdx ?? 0) - (b.row.testIdx ?? 0) || a.row.columnIdx - b.row.columnIdx)
    .map(({ output, row: { error, assertions } }) => ({ output, error, assertions }));
}

const HOOK = modulePath('cli/commands/init/check/watchTarget');

async function runPromptfoo(config: string, results: string, env: NodeJS.ProcessEnv): Promise<string> {
  const quiet = ['--no-cache', '--no-write', '--no-table', '--no-progress-bar'];
  const few = ['-j', '1', '--repeat', '1', '--filter-first-n', String(CHECKED_CASES)];
  const hook = pathToFileURL(HOOK).href;
  const child = startPromptfoo({
    nodeArgs: ['--import', hook],
    args: ['eval', '-c', config, '-o', results, ...quiet, ...few, '--extension', `file://${HOOK}:watchTarget`],
    env: {
      ...env,
      NODE_NO_WARNINGS: '1',
      NO_COLOR: '1',
      // It would hold what the project's own entry is answered.
      PROMPTFOO_DISABLE_DEBUG_LOG: 'true',
      // A call that fails is not made again: two calls are two.
      PROMPTFOO_DISABLE_ADAPTIVE_SCHEDULER: 'true',
      // A target's own processes may run under a Node that reads no TypeScript, which a checkout's modules are.
      ...(IS_CHECKOUT ? {} : { NODE_OPTIONS: [env.NODE_OPTIONS, `--import=${hook}`].filter(Boolean).join(' ') }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = [child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream)));
  await endOf(child);
  return tidy((await Promise.all(printed)).join('\n'));
}

const SHOWN_CHARS = 1_500;

function notRun(config: string, printed: string): MetaScError {
  return new MetaScError(`check: expected a case of ${config} to be asked, got none\n${printed.slice(-SHOWN_CHARS)}`, {
    code: 'CONFIG_INVALID',
    help: `Run it by itself: npx promptfoo eval -c ${config} --filter-first-n ${CHECKED_CASES}`,
  });
}
