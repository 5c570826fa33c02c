import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { Db, PgBoss } from 'pg-boss';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { loadPackage, openPool } from '../../foundation/postgres.ts';
import { claimFile } from '../../providers/specs/fileOwner.ts';
import { makeLiteFolder } from './liteFolder.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Statements of one session. */
export interface Sql {
  run(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** A database: PostgreSQL, or PGlite in this process. */
export interface Database extends Sql {
  /** Commits what `work` did, or nothing of it. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Its queue, which has not started. */
  readonly boss: PgBoss;
  /** Whether no other process can have it open. */
  readonly isOwned: boolean;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgres://…`, or the folder of PGlite. */
  readonly store: string;
  /** Between two looks for workers that are gone. */
  readonly superviseSeconds: number;
  /** Where a new folder of PGlite is kept, so that the next ones are made from it. @default nowhere */
  readonly cache?: string | undefined;
}

const isServer = (store: string): boolean => /^postgres(?:ql)?:\/\//.test(store);

/**
 * Opens a store. A server is first asked when it is first needed.
 *
 * @throws MetaScError `PACKAGE_MISSING`; `JOURNAL_IN_USE` for a folder that another process has open; `FILE_UNWRITABLE`
 */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  return isServer(options.store) ? openServer(options) : openFolder(options);
}

async function openServer({ store, superviseSeconds }: DatabaseOptions): Promise<Database> {
  const { PgBoss: Boss } = await load(() => import('pg-boss'), 'pg-boss');
  const pool = await openPool(store, { max: 6, ...OPTIONAL });
  const db: Db = { executeSql: (text, values) => pool.query(text, values) };
  return {
    run: async (text, values) => (await pool.query(text, values?.slice())).rows,
    async transaction(work) {
      const client = await pool.connect();
      let broken = true;
      try {
        await client.query('BEGIN');
        const done = await work({ run: async (text, values) => (await client.query(text, values?.slice())).rows });
        await client.query('COMMIT');
        broken = false;
        return done;
      } catch (error) {
        broken = await client.query('ROLLBACK').then(
          () => false,
          () => true,
        );
        throw error;
      } finally {
        client.release(broken);
      }
    },
    boss: new Boss({ ...queueOptions(superviseSeconds), db }),
    isOwned: false,
    close: () => pool.end(),
  };
}

async function openFolder({ store, superviseSeconds, cache }: DatabaseOptions): Promise<Database> {
  const { PgBoss: Boss, fromPglite } = await load(() => import('pg-boss'), 'pg-boss');
  const { PGlite: Lite } = await load(() => import('@electric-sql/pglite'), '@electric-sql/pglite');
  const folder = resolve(store);
  makeStoreFolder(folder);
  const claim = claimFile(resolve(folder, 'store'), {
    subject: `store: ${store}`,
    help: 'One process at a time opens a folder. Wait for its worker, whose counts --metrics-port shows meanwhile; a store on PostgreSQL is open to any number.',
  });
  let lite: PGlite;
  try {
    const data = resolve(folder, 'pglite');
    await makeLiteFolder(data, { cache, make: async (path) => (await Lite.create(path)).close() });
    lite = await Lite.create(data);
  } catch (error) {
    claim.release();
    throw new MetaScError(`store: can't open ${store}: ${messageOf(error)}`, { code: 'FILE_UNREADABLE', cause: error });
  }
  const run = async (text: string, values?: readonly unknown[]) => (await lite.query<Row>(text, values?.slice())).rows;
  return {
    run,
    transaction: async (work) =>
      (await lite.transaction((tx) =>
        work({ run: async (text, values) => (await tx.query<Row>(text, values?.slice())).rows }),
      )) as Awaited<ReturnType<typeof work>>,
    boss: new Boss({ ...queueOptions(superviseSeconds), db: fromPglite(lite), backend: 'pglite' }),
    isOwned: true,
    async close() {
      await lite.close();
      claim.release();
    },
  };
}

function makeStoreFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new MetaScError(`store: can't make ${folder}: ${messageOf(error)}`, { code: 'FILE_UNWRITABLE' });
  }
}

const queueOptions = (superviseSeconds: number) => ({
  schema: 'metasc_queue',
  superviseIntervalSeconds: superviseSeconds,
  monitorIntervalSeconds: superviseSeconds,
  schedule: false,
  reindex: false,
  monitorVacuum: false,
});

/** As pg-boss takes them. */
export const toDb = (sql: Sql): Db => ({
  executeSql: async (text, values) => ({ rows: [...(await sql.run(text, values))] }),
});

const OPTIONAL = {
  subject: 'store',
  help: 'Many machines need packages of their own: npm install pg-boss pg @electric-sql/pglite',
} as const;

const load = <T>(open: () => Promise<T>, name: string): Promise<T> => loadPackage(open, { name, ...OPTIONAL });
