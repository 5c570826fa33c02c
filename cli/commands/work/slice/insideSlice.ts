import { dirname, resolve } from 'node:path';
import type { ApiProvider } from 'promptfoo';
import { MetaScError, messageOf } from '../../../../foundation/errors.ts';
import { type PlannedSlice, setPlannedSlice } from '../../../../providers/case/plannedSlice.ts';
import { sharePermits } from '../../../../providers/models/permits.ts';
import { type CallLedger, createJoin } from '../../../../providers/specs/callLedger.ts';
import type { StepEntry } from '../../../../providers/specs/journalEntry.ts';
import { shareLedger } from '../../../../providers/specs/ledgers.ts';
import { chainKey, isDivisible, stepsOf } from '../../../../scale/divideCases.ts';
import { testsIn } from '../../../../scale/testRanges.ts';
import type { LoadedProvider, LoadedSuite, LoadedTest } from '../../eval/dryLook/suiteTests.ts';
import { type LoadedCases, listCases } from './listCases.ts';
import { type FromSlice, SLICE_VARIABLE, type SliceQuestions, type SliceTask, type ToSlice } from './sliceMessages.ts';

/*
 * promptfoo's hook in the process of a slice: says what promptfoo has loaded, waits for the tests to answer, and leaves
 * these alone in the suite. Calls, permits and steps go through the process that started this one.
 */

interface OpenSuite extends Omit<LoadedSuite, 'tests'> {
  tests?: LoadedTest[];
}

/** promptfoo's hook. */
export async function beforeAll({ suite }: { readonly suite: OpenSuite }): Promise<{ readonly suite: OpenSuite }> {
  const tasks = Promise.withResolvers<SliceTask>();
  const answers = new Map<number, (answer: Extract<ToSlice, { kind: 'answer' }>) => void>();
  process.on('message', (message: ToSlice) => {
    if (message.kind === 'task') tasks.resolve(message.task);
    else answers.get(message.id)?.(message);
  });
  // Whoever started it has ended: nothing that it does counts.
  process.on('disconnect', () => process.exit(1));

  let cases: LoadedCases;
  try {
    cases = listCases(suite, dirname(resolve(process.argv[process.argv.indexOf('-c') + 1] ?? '')));
  } catch (error) {
    return refuse(messageOf(error));
  }
  if (process.env[SLICE_VARIABLE] === 'cases') {
    await send({ kind: 'loaded', cases });
    process.exit(0);
  }
  const task = await tasks.promise;
  if (task.hash !== cases.hash)
    return refuse('the config is not what was planned: tests, columns or their options differ');

  let lastId = 0;
  const ask = async <What extends keyof SliceQuestions>(
    what: What,
    stated: Parameters<SliceQuestions[What]>[0],
  ): Promise<Awaited<ReturnType<SliceQuestions[What]>>> => {
    const id = ++lastId;
    const answered = Promise.withResolvers<Extract<ToSlice, { kind: 'answer' }>>();
    answers.set(id, answered.resolve);
    void send({ kind: 'ask', id, what, stated });
    const { value, fault } = await answered.promise;
    answers.delete(id);
    if (fault !== undefined) throw new MetaScError(fault, { code: 'FILE_UNWRITABLE' });
    return value as Awaited<ReturnType<SliceQuestions[What]>>;
  };
  shareLedger(createLedger(ask));
  sharePermits(async (name, places) => {
    const place = await ask('takePermit', { name, places });
    return () => void ask('leavePermit', { name, place });
  });
  const wanted = testsIn(task.tests);
  const testAt = placesOf(wanted, cases.widths);
  const refused = new Set(task.refusal.tests);
  const refusalOf = (place = -1) => (refused.has(testAt[place] ?? -1) ? task.refusal.because : undefined);
  setPlannedSlice({ ...planSlice(task, cases, ask), refusalOf });
  guardCells(suite, {
    refusalOf,
    onCell: async (place = -1) => {
      const test = testAt[place];
      if (task.isSerial && test !== undefined) await send({ kind: 'cell', test });
    },
  });

  if (suite.tests !== undefined && suite.tests.length > 0) {
    suite.tests = wanted.map((test) => suite.tests?.[test] ?? {});
  }
  await send({ kind: 'begun', cells: wanted.reduce((sum, test) => sum + (cases.cells[test] ?? 0), 0) });
  return { suite };
}

type Ask = <What extends keyof SliceQuestions>(
  what: What,
  stated: Parameters<SliceQuestions[What]>[0],
) => Promise<Awaited<ReturnType<SliceQuestions[What]>>>;

const send = (message: FromSlice): Promise<void> =>
  new Promise((done) => {
    process.send?.(message, () => done());
  });

async function refuse(message: string): Promise<never> {
  await send({ kind: 'refused', message });
  process.exit(1);
}

/** The ledger of all workers. */
function createLedger(ask: Ask): CallLedger {
  const join = createJoin();
  const answer = async <T>(key: string, make: () => Promise<T>, keeps: (answer: T) => boolean): Promise<T> => {
    const known = await ask('claimCall', key);
    if (known !== undefined) return JSON.parse(known.answer);
    let isKept = false;
    try {
      const made = await make();
      if (!keeps(made)) return made;
      const first = await ask('keepCall', { key, answer: JSON.stringify(made) });
      isKept = true;
      return JSON.parse(first);
    } finally {
      if (!isKept) void ask('leaveCall', key);
    }
  };
  return {
    size: 0,
    once: (key, make, keeps = () => true) => join(key, () => answer(key, make, keeps)),
    close: async () => {},
  };
}

/** The chains of the slice: the steps that its cases take, and the window's steps where another slice took them. */
function planSlice(
  { evaluationId, repeat, tests, past }: SliceTask,
  { places }: LoadedCases,
  ask: Ask,
): Omit<PlannedSlice, 'refusalOf'> {
  const orders = new Map<string, number[]>();
  if (isDivisible(places)) {
    const steps = stepsOf(places);
    for (const test of testsIn(tests)) {
      for (const [index, place] of (places[test] ?? []).entries()) {
        const order = orders.get(chainKey(place)) ?? [];
        order.push(steps[test]?.[index] ?? 0);
        orders.set(chainKey(place), order);
      }
    }
  }
  const pasts = Map.groupBy(past, chainKey);
  return {
    evaluationId,
    repeat,
    chain(column = -1, chain) {
      const key = chainKey({ column, chain });
      const steps = orders.get(key);
      if (steps === undefined && orders.size > 0) throw unplanned(chain);
      return {
        steps,
        journal: {
          events: (pasts.get(key) ?? []).map(({ entry }) => JSON.parse(entry) as StepEntry),
          async append(event) {
            if (event.kind !== 'step' || !event.window) return;
            const { answer: _, ...entry } = event;
            await ask('step', { column, chain, step: entry.step, entry: JSON.stringify(entry) });
          },
          close: async () => {},
        },
      };
    },
  };
}

function unplanned(chain: string): MetaScError {
  return new MetaScError(`plan: chain ${chain} is not in the plan`, {
    code: 'CONFIG_INVALID',
    help: 'In a plan, the chain of a case may depend on its variables and metadata as the config states them.',
  });
}

/** The test of each place in this process: promptfoo numbers the combinations of a test's variables. */
const placesOf = (tests: readonly number[], widths: LoadedCases['widths']): readonly number[] =>
  tests.flatMap((test) => Array.from({ length: widths[test] ?? 1 }, () => test));

interface CellGuard {
  readonly refusalOf: PlannedSlice['refusalOf'];
  /** Awaited before a cell is answered. */
  readonly onCell: (place: number | undefined) => Promise<void>;
}

/** A refused cell gets an error, in a row as promptfoo makes it. Our own provider gives it, so that its chain goes on. */
function guardCells({ providers }: OpenSuite, { refusalOf, onCell }: CellGuard): void {
  for (const provider of providers as (LoadedProvider & Partial<ApiProvider>)[]) {
    const callApi = provider.callApi?.bind(provider);
    if (callApi === undefined) continue;
    const guarded: ApiProvider['callApi'] = async (prompt, context, options) => {
      await onCell(context?.testIdx);
      const refusal = 'placeOf' in provider ? undefined : refusalOf(context?.testIdx);
      if (refusal === undefined) return await callApi(prompt, context, options);
      return { error: refusal, metadata: { rateLimitKind: 'quota' } };
    };
    Object.assign(provider, { callApi: guarded });
  }
}
