import { MetaScError } from '../../foundation/errors.ts';
import { makingTables } from '../../foundation/postgres.ts';
import { type Plan, type Slice, slicesOf } from '../plan.ts';
import type { Database } from './database.ts';
import { insertJobs, insertSteps, type UnitStep } from './storeRows.ts';
import { TABLES } from './tables.ts';

/** More attempts than faults of machines take; what fails by itself is counted apart. */
const MOST_ATTEMPTS = 1_000;

/** A part of a plan that a store holds alone. */
export interface StoredShard {
  /** `learn`, `3/8` */
  readonly name: string;
  readonly takes: (slice: Slice) => boolean;
  /** Those that its slices need of others. */
  readonly steps: readonly UnitStep[];
}

export interface Preparing {
  readonly queue: string;
  readonly leaseSeconds: number;
  readonly shard: StoredShard | undefined;
  readonly begins: boolean;
}

/** Makes the tables and the queue, and writes the plan if it is not there. */
export async function preparePlan(
  database: Database,
  plan: Plan,
  { queue, leaseSeconds, shard, begins }: Preparing,
): Promise<void> {
  await database.transaction(async (sql) => {
    for (const statement of makingTables(TABLES)) await sql.run(statement);
  });
  const { boss } = database;
  if ((await boss.getQueue(queue)) === null) {
    await boss.createQueue(queue, {
      retryLimit: MOST_ATTEMPTS,
      retryDelay: 1,
      expireInSeconds: 24 * 3_600 - 1,
      heartbeatSeconds: leaseSeconds,
      retentionSeconds: 365 * 24 * 3_600,
      deleteAfterSeconds: 0,
    });
  }
  const text = JSON.stringify(plan);
  await database.transaction(async (sql) => {
    const isNew = await sql.run(
      'insert into metasc.plans (id, plan, shard) values ($1, $2, $3) on conflict (id) do nothing returning id',
      [plan.id, text, shard?.name ?? ''],
    );
    if (isNew.length === 0) return;
    if (!begins) throw unknownPlan(plan.id);
    const evaluations = new Map(plan.evaluations.map((evaluation, index) => [evaluation.id, index]));
    const slices: object[] = [];
    for (const [place, { evaluation, unit, slice }] of slicesOf(plan).entries()) {
      if (shard?.takes(slice) === false) continue;
      slices.push({
        ...{ id: slice.id, evaluation: evaluations.get(evaluation.id) ?? 0, unit: unit.id, repeat: unit.repeat, place },
        ...{ tests: slice.tests, is_window: slice.isWindow, waits_for: slice.after ?? null },
        state: slice.after === undefined || shard !== undefined ? 'open' : 'waiting',
      });
    }
    const written = await sql.run(
      `insert into metasc.slices (plan, id, evaluation, unit, repeat, tests, is_window, waits_for, place, state)
       select $1, s.* from jsonb_to_recordset($2::jsonb) s(id text, evaluation int, unit text, repeat int, tests jsonb,
         is_window boolean, waits_for text, place int, state text) returning id, state`,
      [plan.id, JSON.stringify(slices)],
    );
    const open = written.filter(({ state }) => state === 'open').map(({ id }) => String(id));
    await insertJobs(database, sql, queue, plan.id, open);
    for (const [unit, steps] of Map.groupBy(shard?.steps ?? [], (step) => step.unit))
      await insertSteps(sql, plan.id, unit, steps);
  });
  const [known] = await database.run('select shard from metasc.plans where id = $1', [plan.id]);
  if (begins && known?.shard !== (shard?.name ?? '')) throw otherShard(String(known?.shard), shard?.name ?? '');
  // Nobody else can hold what the process before this one held.
  if (database.isOwned) {
    const active = await boss.findJobs<{ readonly slice: string }>(queue, { limit: 10_000 });
    for (const { id, state } of active)
      if (state === 'active') await boss.fail(queue, id, { message: 'its process ended' });
    await database.run('delete from metasc.calls where answer is null');
    await database.run('delete from metasc.workers');
  }
}

function unknownPlan(id: string): MetaScError {
  return new MetaScError(`store: it holds no plan ${id}`, {
    code: 'CONFIG_INVALID',
    help: 'metasc work PLAN --store STORE begins it.',
  });
}

function otherShard(known: string, asked: string): MetaScError {
  const name = (shard: string) => (shard === '' ? 'the whole plan' : `shard ${shard}`);
  return new MetaScError(`store: it holds ${name(known)}, not ${name(asked)}`, {
    code: 'CONFIG_INVALID',
    help: 'Take another folder for each shard.',
  });
}
