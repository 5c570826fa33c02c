import { sha256 } from '../../foundation/hash.ts';
import { type Database, type Row, type Sql, toDb } from './database.ts';

/** A step of a chain. */
export interface StoredStep {
  readonly column: number;
  readonly chain: string;
  readonly step: number;
  /** JSON. */
  readonly entry: string;
}

/** A step of a chain of a unit. */
export type UnitStep = StoredStep & { readonly unit: string };

/** Of `select count(*) n`. */
export const countIn = (rows: readonly Row[]): number => Number(rows[0]?.n ?? 0);

export const toStep = (row: Row): StoredStep => ({
  column: Number(row.col),
  chain: String(row.chain),
  step: Number(row.step),
  entry: String(row.entry),
});

/** How many workers of a plan are alive. */
export const countAlive = async (sql: Sql, plan: string): Promise<number> =>
  countIn(await sql.run('select count(*) n from metasc.workers where plan = $1 and alive_until > now()', [plan]));

export async function insertSteps(sql: Sql, plan: string, unit: string, steps: readonly StoredStep[]): Promise<void> {
  await sql.run(
    `insert into metasc.steps (plan, unit, col, chain, step, entry)
     select $1, $2, s.* from unnest($3::int[], $4::text[], $5::int[], $6::text[]) s(col, chain, step, entry)`,
    [
      ...[plan, unit, steps.map(({ column }) => column), steps.map(({ chain }) => chain)],
      ...[steps.map(({ step }) => step), steps.map(({ entry }) => entry)],
    ],
  );
}

const WINDOW_FIRST = 10;

/** Opens slices to workers. */
export async function insertJobs(
  database: Database,
  sql: Sql,
  queue: string,
  plan: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await sql.run('select id, is_window, place from metasc.slices where plan = $1 and id = any($2)', [
    plan,
    ids,
  ]);
  await database.boss.insert(
    queue,
    rows
      .toSorted((a, b) => Number(a.place) - Number(b.place))
      .map(({ id, is_window }) => ({
        id: jobId(plan, String(id)),
        data: { slice: String(id) },
        priority: is_window === true ? WINDOW_FIRST : 0,
      })),
    { db: toDb(sql) },
  );
}

/** The same in every store. */
function jobId(plan: string, slice: string): string {
  const digits = sha256(`${plan} ${slice}`);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
