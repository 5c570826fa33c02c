import { textOf } from '../../foundation/untyped.ts';
import type { Plan } from '../plan.ts';
import { type Database, type DatabaseOptions, openDatabase, type Row } from './database.ts';
import { createPlanWorker, type PlanWorker, type TestRows, type WorkerContext } from './planWorker.ts';
import { preparePlan, type StoredShard } from './preparePlan.ts';
import { withPatience } from './storeFault.ts';
import { countAlive, countIn, toStep, type UnitStep } from './storeRows.ts';

/** What became of a slice. */
export interface SliceState {
  readonly id: string;
  readonly unit: string;
  readonly state: 'waiting' | 'open' | 'done' | 'split';
  readonly isWindow: boolean;
  readonly failures: number;
  readonly failure: string | undefined;
  readonly cells: number;
  readonly errors: number;
  readonly costUsd: number;
}

/** The rows of one test, and of which repeat. */
export type RepeatRows = TestRows & { readonly repeat: number };

/** A plan in a store. */
export interface PlanStore {
  /** A further worker of this process. */
  worker(): PlanWorker;
  slices(): Promise<readonly SliceState[]>;
  /** Rows in the order of the plan, some tests at a time. */
  results(evaluation: number): AsyncIterable<readonly RepeatRows[]>;
  /** Every step that is recorded. */
  allSteps(): Promise<readonly UnitStep[]>;
  countCalls(): Promise<number>;
  countWorkers(): Promise<number>;
  /** Of the last ten minutes. */
  rate(): Promise<StoreRate>;
  close(): Promise<void>;
}

export interface StoreRate {
  readonly cellsPerMinute: number;
  readonly slicesPerHour: number;
}

export interface StoreOptions extends Pick<DatabaseOptions, 'store' | 'cache'> {
  /** A worker that says nothing for so long has lost what it holds. At least 10. */
  readonly leaseSeconds: number;
  /** How long calls wait for a store that is away. */
  readonly patienceMs: number;
  /** Told of each statement that is tried again, because the store was away. */
  readonly onRetry?: () => void;
  /** Whether the plan is written to a store that does not hold it. @default true */
  readonly begins?: boolean;
  /** Where this store holds a part of the plan alone: which slices, and the steps that they need of others. */
  readonly shard?: StoredShard;
}

/**
 * Opens a plan in a store, and writes it there first if need be.
 *
 * @throws MetaScError as `openDatabase`; StoreAwayError
 */
export async function openStore(plan: Plan, options: StoreOptions): Promise<PlanStore> {
  const { store, cache, leaseSeconds, patienceMs, onRetry, shard, begins = true } = options;
  const database = await openDatabase({ store, cache, superviseSeconds: Math.max(1, Math.floor(leaseSeconds / 5)) });
  const patient = <T>(work: () => Promise<T>) => withPatience(patienceMs, work, onRetry);
  const queue = `plan-${plan.id}`;
  const { boss } = database;
  // What fails is said where it is asked for.
  boss.on('error', () => {});
  boss.on('warning', () => {});
  try {
    await patient(() => boss.start());
    await patient(() => preparePlan(database, plan, { queue, leaseSeconds, shard, begins }));
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    await database.close().catch(() => {});
    throw error;
  }
  return {
    worker: () => createPlanWorker({ database, plan: plan.id, queue, leaseSeconds, patient }),
    slices: async () => {
      const rows = await patient(() =>
        database.run('select * from metasc.slices where plan = $1 order by place, id', [plan.id]),
      );
      return rows.map(toState);
    },
    results: (evaluation) => readResults(database, patient, plan.id, evaluation),
    async allSteps() {
      const rows = await patient(() =>
        database.run('select * from metasc.steps where plan = $1 order by unit, col, chain, step', [plan.id]),
      );
      return rows.map((row) => ({ unit: String(row.unit), ...toStep(row) }));
    },
    countCalls: async () =>
      countIn(
        await patient(() =>
          database.run('select count(*) n from metasc.calls where plan = $1 and answer is not null', [plan.id]),
        ),
      ),
    countWorkers: () => patient(() => countAlive(database, plan.id)),
    async rate() {
      const [row] = await patient(() =>
        database.run(
          `select coalesce(sum(cells), 0) cells, count(*) slices,
             greatest(10, least(600, coalesce(extract(epoch from now() - min(done_at)), 0))) seconds
           from metasc.slices where plan = $1 and done_at > now() - interval '10 minutes'`,
          [plan.id],
        ),
      );
      const perSecond = (key: string) => Number(row?.[key] ?? 0) / Number(row?.seconds ?? 1);
      return { cellsPerMinute: Math.round(60 * perSecond('cells')), slicesPerHour: 3_600 * perSecond('slices') };
    },
    async close() {
      await boss.stop({ graceful: false }).catch(() => {});
      await database.close();
    },
  };
}

const TESTS_AT_ONCE = 200;

async function* readResults(
  database: Database,
  patient: WorkerContext['patient'],
  plan: string,
  evaluation: number,
): AsyncIterable<readonly RepeatRows[]> {
  let [test, repeat] = [-1, 0];
  for (;;) {
    const rows = await patient(() =>
      database.run(
        `select test, repeat, rows from metasc.results
         where plan = $1 and evaluation = $2 and (test, repeat) > ($3, $4) order by test, repeat limit ${TESTS_AT_ONCE}`,
        [plan, evaluation, test, repeat],
      ),
    );
    const found = rows.map((row) => ({ test: Number(row.test), repeat: Number(row.repeat), rows: String(row.rows) }));
    const last = found.at(-1);
    if (last === undefined) return;
    yield found;
    [test, repeat] = [last.test, last.repeat];
  }
}

const toState = (row: Row): SliceState => ({
  id: String(row.id),
  unit: String(row.unit),
  state: String(row.state) as SliceState['state'],
  isWindow: row.is_window === true,
  failures: Number(row.failures),
  failure: textOf(row.failure),
  cells: Number(row.cells ?? 0),
  errors: Number(row.errors ?? 0),
  costUsd: Number(row.cost ?? 0),
});
