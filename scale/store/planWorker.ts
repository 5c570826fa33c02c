import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { MetaScError } from '../../foundation/errors.ts';
import { numberOf, textOf } from '../../foundation/untyped.ts';
import type { TestRange } from '../testRanges.ts';
import { type Database, type Row, type Sql, toDb } from './database.ts';
import { LateError } from './storeFault.ts';
import { countAlive, countIn, insertJobs, insertSteps, type StoredStep, toStep } from './storeRows.ts';

/** A slice that a worker holds. */
export interface HeldSlice {
  readonly id: string;
  /** Place of the evaluation in the plan. */
  readonly evaluation: number;
  readonly unit: string;
  readonly repeat: number;
  readonly tests: readonly TestRange[];
  readonly isWindow: boolean;
  /** Times that it failed before. */
  readonly failures: number;
  /** Times that its process ended without results; those before it was divided, but one, count. */
  readonly deaths: number;
  /** Tests that ended a process; their cells get an error. */
  readonly refused: readonly number[];
  readonly failure: string | undefined;
  readonly attempt: { readonly id: string; readonly retryCount: number };
}

/** The rows of one test in one repeat. */
export interface TestRows {
  readonly test: number;
  /** JSON of a list. */
  readonly rows: string;
}

export interface SliceResult {
  readonly tests: readonly TestRows[];
  /** Of chains, inside their windows. */
  readonly steps: readonly StoredStep[];
  readonly cells: number;
  readonly errors: number;
  readonly costUsd: number;
}

/** Why an attempt failed. */
export interface SliceFault {
  readonly because: string;
  /** Whether its process ended without results. */
  readonly isDeath: boolean;
  /** The test that ended it, if that is known. */
  readonly culprit?: number | undefined;
}

/** Who answers a call: it has an answer, or the one who asks makes it. */
export type CallClaim = { readonly answer: string } | undefined;

/** A worker's view of a plan in a store. Every call waits for a store that is away, as long as it was told to. */
export interface PlanWorker {
  /** Takes a slice; undefined if none is free. */
  take(): Promise<HeldSlice | undefined>;
  /** Whether every slice has its results. */
  isDone(): Promise<boolean>;
  /** Says that this worker, and what it holds, is alive. @throws LateError if it holds the slice no more */
  keepAlive(held: HeldSlice | undefined): Promise<void>;
  steps(unit: string): Promise<readonly StoredStep[]>;
  /** Results, steps, completion and the slices that wait for this one, together. @throws LateError */
  commit(held: HeldSlice, result: SliceResult): Promise<void>;
  /** Two slices in its place. @throws LateError */
  split(held: HeldSlice, halves: readonly [readonly TestRange[], readonly TestRange[]]): Promise<void>;
  /** Leaves it to another attempt. */
  giveBack(held: HeldSlice, failure?: SliceFault): Promise<void>;
  /** Resolves once the call has an answer, is this worker's to make, or nobody waits for it any more. */
  claimCall(key: string, over: AbortSignal): Promise<CallClaim>;
  /** @returns the answer that was first */
  keepCall(key: string, answer: string): Promise<string>;
  /** Leaves a call, or all calls, to others. */
  leaveCalls(key?: string): Promise<void>;
  /** A free place of so many; undefined if there is none. */
  takePlace(model: string, places: number): Promise<number | undefined>;
  leavePlace(model: string, place?: number): Promise<void>;
  /** Milliseconds until the next call of a model may begin, at so many a minute. */
  takeTurn(model: string, callsPerMinute: number): Promise<number>;
  /** Workers that are alive. */
  countWorkers(): Promise<number>;
  /** Takes this worker off the list. Closes nothing. */
  leave(): Promise<void>;
}

export interface WorkerContext {
  readonly database: Database;
  readonly plan: string;
  readonly queue: string;
  readonly leaseSeconds: number;
  readonly patient: <T>(work: () => Promise<T>) => Promise<T>;
}

const CALL_PAUSE_MS = 50;
const LONGEST_CALL_PAUSE_MS = 1_000;

export function createPlanWorker({ database, plan, queue, leaseSeconds, patient }: WorkerContext): PlanWorker {
  const { boss } = database;
  const worker = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const run = (text: string, values: readonly unknown[]) => patient(() => database.run(text, values));

  const beat = (sql: Sql) =>
    sql.run(
      `insert into metasc.workers (id, plan, name, alive_until) values ($1, $2, $3, now() + make_interval(secs => $4))
       on conflict (id) do update set alive_until = excluded.alive_until`,
      [worker, plan, hostname(), leaseSeconds],
    );
  /** Locks the slice for this attempt until the transaction ends. */
  const fence = async (sql: Sql, { attempt, id }: HeldSlice) => {
    const touched = await boss.touch(queue, attempt, { db: toDb(sql) });
    if (affectedBy(touched) !== 1) throw new LateError(`slice ${id}`);
  };
  const complete = async (sql: Sql, { attempt, id }: HeldSlice) => {
    const done = await boss.complete(queue, attempt, null, { db: toDb(sql) });
    if (affectedBy(done) !== 1) throw new LateError(`slice ${id}`);
  };
  /** A commit whose confirmation was lost with the connection must not be taken for a late one. */
  const commitOnce = async (held: HeldSlice, work: (sql: Sql) => Promise<void>) => {
    let isRepeated = false;
    await patient(async () => {
      if (isRepeated) {
        const [row] = await database.run('select worker, state from metasc.slices where plan = $1 and id = $2', [
          plan,
          held.id,
        ]);
        if (row?.worker === worker && (row.state === 'done' || row.state === 'split')) return;
      }
      isRepeated = true;
      await database.transaction(async (sql) => {
        await complete(sql, held);
        await work(sql);
      });
    });
  };

  return {
    async take() {
      const [job] = await patient(() => boss.fetch<{ readonly slice: string }>(queue, { batchSize: 1 }));
      if (job === undefined) return undefined;
      await patient(() => beat(database));
      const [row] = await run('select * from metasc.slices where plan = $1 and id = $2', [plan, job.data.slice]);
      if (row === undefined)
        throw new MetaScError(`store: slice ${job.data.slice} is missing`, { code: 'JOURNAL_DAMAGED' });
      return { ...toHeld(row), attempt: { id: job.id, retryCount: job.retryCount } };
    },
    async isDone() {
      const rows = await run("select count(*) n from metasc.slices where plan = $1 and state in ('open', 'waiting')", [
        plan,
      ]);
      return countIn(rows) === 0;
    },
    async keepAlive(held) {
      await patient(() => beat(database));
      if (held !== undefined) await patient(() => database.transaction((sql) => fence(sql, held)));
    },
    async steps(unit) {
      return (
        await run('select * from metasc.steps where plan = $1 and unit = $2 order by col, chain, step', [plan, unit])
      ).map(toStep);
    },
    async commit(held, { tests, steps, cells, errors, costUsd }) {
      await commitOnce(held, async (sql) => {
        await sql.run(
          `insert into metasc.results (plan, evaluation, test, repeat, rows)
           select $1, $2, t.test, $3, t.rows from unnest($4::int[], $5::text[]) t(test, rows)`,
          [plan, held.evaluation, held.repeat, tests.map(({ test }) => test), tests.map(({ rows }) => rows)],
        );
        await insertSteps(sql, plan, held.unit, steps);
        await sql.run(
          `update metasc.slices set state = 'done', cells = $3, errors = $4, cost = $5, done_at = now(), worker = $6
           where plan = $1 and id = $2`,
          [plan, held.id, cells, errors, costUsd, worker],
        );
        const opened = await sql.run(
          "update metasc.slices set state = 'open' where plan = $1 and waits_for = $2 and state = 'waiting' returning id",
          [plan, held.id],
        );
        await insertJobs(
          database,
          sql,
          queue,
          plan,
          opened.map(({ id }) => String(id)),
        );
      });
    },
    async split(held, halves) {
      await commitOnce(held, async (sql) => {
        const ids = halves.map((_, index) => `${held.id}.${index + 1}`);
        for (const [index, tests] of halves.entries()) {
          await sql.run(
            `insert into metasc.slices
               (plan, id, evaluation, unit, repeat, tests, is_window, waits_for, place, state, deaths, failure)
             select plan, $3, evaluation, unit, repeat, $4::jsonb, is_window, waits_for, place, 'open', deaths - 1, failure
             from metasc.slices where plan = $1 and id = $2`,
            [plan, held.id, ids[index], JSON.stringify(tests)],
          );
        }
        await sql.run("update metasc.slices set state = 'split', worker = $3 where plan = $1 and id = $2", [
          plan,
          held.id,
          worker,
        ]);
        await insertJobs(database, sql, queue, plan, ids);
      });
    },
    async giveBack(held, failure) {
      await patient(() =>
        database.transaction(async (sql) => {
          const given = await boss.fail(
            queue,
            held.attempt,
            { message: failure?.because ?? 'given back' },
            { db: toDb(sql) },
          );
          if (affectedBy(given) !== 1 || failure === undefined) return;
          await sql.run(
            `update metasc.slices set failures = failures + 1, deaths = deaths + $4, failure = $3, refused = refused || $5::jsonb
             where plan = $1 and id = $2`,
            [plan, held.id, failure.because, failure.isDeath ? 1 : 0, JSON.stringify(failure.culprit ?? [])],
          );
        }),
      );
    },
    async claimCall(key, over) {
      for (let pauseMs = CALL_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_CALL_PAUSE_MS)) {
        const claimed = await run(
          `insert into metasc.calls as c (plan, key, worker) values ($1, $2, $3)
           on conflict (plan, key) do update set worker = excluded.worker
           where c.answer is null and (c.worker = excluded.worker
             or not exists (select 1 from metasc.workers w where w.id = c.worker and w.alive_until > now()))
           returning key`,
          [plan, key, worker],
        );
        if (claimed.length > 0) return undefined;
        const [row] = await run('select answer from metasc.calls where plan = $1 and key = $2', [plan, key]);
        if (typeof row?.answer === 'string') return { answer: row.answer };
        if (over.aborted) return undefined;
        await sleep(pauseMs);
      }
    },
    async keepCall(key, answer) {
      const kept = await run(
        `insert into metasc.calls as c (plan, key, answer, worker) values ($1, $2, $3, $4)
         on conflict (plan, key) do update set answer = excluded.answer, worker = excluded.worker where c.answer is null
         returning answer`,
        [plan, key, answer, worker],
      );
      if (kept.length > 0) return answer;
      const [row] = await run('select answer from metasc.calls where plan = $1 and key = $2', [plan, key]);
      return String(row?.answer);
    },
    async leaveCalls(key) {
      if (key === undefined) await run('delete from metasc.calls where worker = $1 and answer is null', [worker]);
      else
        await run('delete from metasc.calls where plan = $1 and key = $2 and worker = $3 and answer is null', [
          plan,
          key,
          worker,
        ]);
    },
    async takePlace(model, places) {
      const taken = await run(
        `insert into metasc.permits as p (model, place, worker)
         select $1, g, $3 from generate_series(0, $2::int - 1) g
         where not exists (select 1 from metasc.permits q join metasc.workers w on w.id = q.worker and w.alive_until > now()
           where q.model = $1 and q.place = g)
         order by random() limit 1
         on conflict (model, place) do update set worker = excluded.worker
         where not exists (select 1 from metasc.workers w where w.id = p.worker and w.alive_until > now())
         returning place`,
        [model, places, worker],
      );
      return numberOf(taken[0]?.place);
    },
    async leavePlace(model, place) {
      await run('delete from metasc.permits where model = $1 and worker = $2 and ($3::int is null or place = $3)', [
        model,
        worker,
        place ?? null,
      ]);
    },
    async takeTurn(model, callsPerMinute) {
      const [row] = await run(
        `insert into metasc.turns as t (model, next_at) values ($1, now() + make_interval(secs => $2))
         on conflict (model) do update set next_at = greatest(t.next_at, now()) + make_interval(secs => $2)
         returning extract(epoch from next_at - now()) * 1000 as ms`,
        [model, 60 / callsPerMinute],
      );
      return Math.max(0, Number(row?.ms ?? 0) - 60_000 / callsPerMinute);
    },
    countWorkers: () => patient(() => countAlive(database, plan)),
    async leave() {
      await run('delete from metasc.calls where worker = $1 and answer is null', [worker]);
      await run('delete from metasc.permits where worker = $1', [worker]);
      await run('delete from metasc.workers where id = $1', [worker]);
    },
  };
}

/** The types of pg-boss leave it out. */
const affectedBy = (response: unknown): number => (response as { readonly affected: number }).affected;

const toHeld = (row: Row): Omit<HeldSlice, 'attempt'> => ({
  id: String(row.id),
  evaluation: Number(row.evaluation),
  unit: String(row.unit),
  repeat: Number(row.repeat),
  tests: row.tests as readonly TestRange[],
  isWindow: row.is_window === true,
  failures: Number(row.failures),
  deaths: Number(row.deaths),
  refused: row.refused as readonly number[],
  failure: textOf(row.failure),
});
