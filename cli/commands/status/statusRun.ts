import { excerpt } from '../../../foundation/excerpt.ts';
import { countOf } from '../../../foundation/plural.ts';
import { toTextTable } from '../../../foundation/textTable.ts';
import { readPlan } from '../../../scale/plan.ts';
import { openStore, type SliceState } from '../../../scale/store/planStore.ts';
import type { Terminal } from '../../terminal/output.ts';
import { planPath } from '../plan/planFile.ts';

/** Prints how far a plan is: units, their windows, cells, what failed, and the rate of the last minutes. */
export async function runStatus(
  planFolder: string,
  { store: where, json = false }: { readonly store: string; readonly json?: boolean },
  { out }: Terminal,
): Promise<void> {
  const plan = readPlan(planPath(planFolder));
  const store = await openStore(plan, { store: where, leaseSeconds: 30, patienceMs: 10_000, begins: false });
  try {
    const [slices, calls, workers, rate] = await Promise.all([
      store.slices(),
      store.countCalls(),
      store.countWorkers(),
      store.rate(),
    ]);
    const live = slices.filter(({ state }) => state !== 'split');
    const units = [...Map.groupBy(live, ({ unit }) => unit)].map(([unit, of]) => ({ unit, ...summaryOf(of) }));
    const left = live.filter(({ state }) => state !== 'done').length;
    const failures = Object.entries(
      Object.groupBy(
        live.flatMap(({ failure }) => failure ?? []),
        kindOf,
      ),
    ).map(([kind, of]) => ({ kind, slices: of?.length ?? 0 }));
    const costUsd = live.reduce((sum, slice) => sum + slice.costUsd, 0);
    const hoursLeft = rate.slicesPerHour === 0 ? undefined : left / rate.slicesPerHour;
    if (json) {
      out.writeJson({
        plan: plan.id,
        units,
        workers,
        calls,
        costUsd,
        ...rate,
        slicesLeft: left,
        ...(hoursLeft === undefined ? {} : { hoursLeft }),
        failures,
      });
      return;
    }
    const head = ['unit', 'slices', 'done', 'windows done', 'cells', 'errors', 'failed attempts'];
    const rows = units.map((one) =>
      [one.unit, one.slices, one.done, `${one.windowsDone} of ${one.windows}`, one.cells, one.errors, one.failures].map(
        String,
      ),
    );
    out.write(
      `${[
        ...toTextTable([head, ...rows]),
        '',
        `${countOf(workers, 'worker')} at work, ${countOf(calls, 'call')} recorded, ${countOf(rate.cellsPerMinute, 'cell')} a minute, $${costUsd.toFixed(2)}.`,
        left === 0
          ? `All slices are done: metasc collect ${planFolder} --store ${where.includes('@') ? 'STORE' : where}`
          : `${countOf(left, 'slice')} left${hoursLeft === undefined ? '' : `, about ${hoursLeft.toFixed(1)} hours at this rate`}.`,
        ...failures.map(({ kind, slices: count }) => `Failed in ${countOf(count, 'slice')}: ${kind}`),
      ].join('\n')}\n`,
    );
  } finally {
    await store.close();
  }
}

function summaryOf(slices: readonly SliceState[]) {
  const isDone = ({ state }: SliceState) => state === 'done';
  const windows = slices.filter(({ isWindow }) => isWindow);
  const sum = (key: 'cells' | 'errors' | 'failures') => slices.reduce((total, slice) => total + slice[key], 0);
  return {
    ...{ slices: slices.length, done: slices.filter(isDone).length },
    ...{ windows: windows.length, windowsDone: windows.filter(isDone).length },
    ...{ cells: sum('cells'), errors: sum('errors'), failures: sum('failures') },
  };
}

/** Failures of one kind differ in numbers and what follows the first line. */
const kindOf = (failure: string): string => excerpt((failure.split('\n')[0] ?? '').replaceAll(/\d+/g, 'N'), 120);
