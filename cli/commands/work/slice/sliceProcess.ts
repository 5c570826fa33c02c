import type { ChildProcess } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MetaScError, messageOf } from '../../../../foundation/errors.ts';
import { countOf } from '../../../../foundation/plural.ts';
import { tryJson } from '../../../../foundation/untyped.ts';
import type { PlannedEvaluation } from '../../../../scale/plan.ts';
import { modulePath } from '../../../../suites/modulePath.ts';
import { tidy } from '../../eval/dryLook/lookAtConfig.ts';
import { endOf, startPromptfoo } from '../../eval/promptfooProcess.ts';
import type { LoadedCases } from './listCases.ts';
import { type FromSlice, SLICE_VARIABLE, type SliceQuestions, type SliceTask, type ToSlice } from './sliceMessages.ts';

/** What promptfoo needs to load an evaluation. */
export interface EvaluationSource extends Pick<PlannedEvaluation, 'args' | 'variables' | 'cellsAtOnce'> {
  /** Path. */
  readonly config: string;
}

/** Rows of promptfoo, by `testIdx` within the slice. */
export type SliceRow = Readonly<Record<string, unknown>> & { readonly testIdx: number; readonly promptIdx: number };

/** promptfoo ended before all rows were there. */
export class SliceFailure extends Error {
  /** The test that was being answered, in a serial task. */
  readonly culprit: number | undefined;

  constructor(message: string, culprit: number | undefined) {
    super(message);
    this.culprit = culprit;
  }
}

export interface SliceRun {
  readonly source: EvaluationSource;
  readonly task: SliceTask;
  readonly questions: SliceQuestions;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the process. */
  readonly signal: AbortSignal;
}

/**
 * Answers a slice in a process of promptfoo.
 *
 * @throws SliceFailure; MetaScError `CONFIG_INVALID` for an evaluation that is not as it was planned
 */
export async function runSlice({ source, task, questions, env, signal }: SliceRun): Promise<readonly SliceRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'metasc-slice-'));
  const output = join(folder, 'rows.jsonl');
  const cellsAtOnce = task.isSerial ? 1 : source.cellsAtOnce;
  const pace = cellsAtOnce === undefined ? [] : ['-j', String(cellsAtOnce)];
  const child = start(source, { mode: 'slice', args: [...pace, '--repeat', '1', '-o', output], env });
  const end = () => child.kill('SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  let refusal: string | undefined;
  let cells = 1;
  let culprit: number | undefined;
  const printed = tailOf(child);
  try {
    child.on('message', (message: FromSlice) => {
      if (message.kind === 'refused') refusal = message.message;
      if (message.kind === 'begun') cells = message.cells;
      if (message.kind === 'cell') culprit = message.test;
      if (message.kind === 'ask') void answer(child, message, questions);
    });
    tell(child, { kind: 'task', task });
    const exitCode = await endOf(child);
    signal.throwIfAborted();
    if (refusal !== undefined) throw new MetaScError(`slice: ${refusal}`, { code: 'CONFIG_INVALID' });
    // promptfoo writes each row as it comes, and ends well where a provider's 401 breaks its evaluation off.
    const rows = existsSync(output) ? await readRows(output) : [];
    if (rows.length === cells) return rows;
    const how = child.signalCode === null ? `exit code ${exitCode}` : `${child.signalCode}`;
    throw new SliceFailure(
      `promptfoo ended with ${rows.length} of ${countOf(cells, 'row')} (${how})\n${tidy(printed()).slice(-1_500)}`,
      culprit,
    );
  } finally {
    signal.removeEventListener('abort', end);
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Lets promptfoo load an evaluation, and lists its cases. Asks no model.
 *
 * @throws MetaScError `CONFIG_INVALID`
 */
export async function loadPlannedCases(source: EvaluationSource, env: NodeJS.ProcessEnv): Promise<LoadedCases> {
  const child = start(source, { mode: 'cases', args: [], env });
  const printed = tailOf(child);
  let found: FromSlice | undefined;
  child.on('message', (message: FromSlice) => {
    found = message;
  });
  await endOf(child);
  if (found?.kind === 'loaded') return found.cases;
  throw new MetaScError(found?.kind === 'refused' ? found.message : `promptfoo can't load it\n${tidy(printed())}`, {
    code: 'CONFIG_INVALID',
  });
}

interface Starting {
  readonly mode: 'slice' | 'cases';
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

function start({ config, args: own, variables }: EvaluationSource, { mode, args, env }: Starting): ChildProcess {
  const hook = modulePath('cli/commands/work/slice/insideSlice');
  return startPromptfoo({
    args: [
      ...['eval', '-c', config, ...own, ...args],
      ...['--extension', `file://${hook}:beforeAll`, '--no-write', '--no-table', '--no-progress-bar'],
    ],
    env: {
      ...env,
      ...variables,
      [SLICE_VARIABLE]: mode,
      PROMPTFOO_FAILED_TEST_EXIT_CODE: '0',
      PROMPTFOO_DISABLE_DEBUG_LOG: 'true',
      NODE_NO_WARNINGS: '1',
      NO_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

const TAIL_CHARACTERS = 8_000;

/** The last of what a process prints. */
function tailOf(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(-TAIL_CHARACTERS);
    });
  }
  return () => text;
}

const tell = (child: ChildProcess, message: ToSlice): void => {
  if (child.connected) child.send(message, () => {});
};

async function answer(
  child: ChildProcess,
  { id, what, stated }: Extract<FromSlice, { readonly kind: 'ask' }>,
  questions: SliceQuestions,
): Promise<void> {
  try {
    const ask = questions[what] as (stated: unknown) => Promise<unknown>;
    tell(child, { kind: 'answer', id, value: await ask(stated) });
  } catch (error) {
    tell(child, { kind: 'answer', id, fault: messageOf(error) });
  }
}

async function readRows(path: string): Promise<readonly SliceRow[]> {
  const rows: SliceRow[] = [];
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const row = tryJson(line);
    // The last one may be cut off.
    if (row !== undefined) rows.push(row as SliceRow);
  }
  return rows.sort((a, b) => a.testIdx - b.testIdx || a.promptIdx - b.promptIdx);
}
