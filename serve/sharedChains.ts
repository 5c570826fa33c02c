import type { Pool, PoolClient } from 'pg';
import { MetaScError, rootReason } from '../foundation/errors.ts';
import { makingTables, openPool } from '../foundation/postgres.ts';
import type { SpecLock } from '../providers/specs/specLock.ts';
import type { Profile } from './profile.ts';
import { ServeError } from './serveFault.ts';

/** The chains of several replicas, in one database: each chain has one writer at a time. */
export interface SharedChains {
  /**
   * Does what may change a chain, while no other replica can. The journal is brought up to date before; what `work` adds
   * to it is in the database before this resolves. A replica that stops in between has added nothing.
   *
   * @throws what `work` throws; ServeError 503 where the database is away or the chain stays taken
   */
  alone<T>(profile: Profile, chain: string, work: () => Promise<T>): Promise<T>;
  /** Gives a lock file to all replicas. @throws ServeError 503 where the database is away */
  keepLock(profile: Profile, lock: SpecLock): Promise<void>;
  close(): Promise<void>;
}

/** A chain that learns is taken for as long as its calls take. A replica that says nothing for longer has lost it. */
const LONGEST_STEP_MS = 300_000;
const LONGEST_WAIT_MS = 60_000;
/** Between two looks at what other replicas have learned. */
const PULL_MS = 1_000;

const TABLES = [
  `create table if not exists metasc.served_chains (
    profile text not null, config_hash text not null, chain text not null, journal text not null default '',
    revision bigint not null default 0, primary key (profile, config_hash, chain))`,
  `create table if not exists metasc.served_locks (
    profile text not null, sha256 text not null, lock jsonb not null, primary key (profile, sha256))`,
];

/**
 * Connects to the database, and keeps the chains of these profiles up to date from now on.
 *
 * @throws MetaScError `PACKAGE_MISSING`; `CONFIG_INVALID` for a database that can't be reached
 */
export async function openSharedChains(
  url: string,
  profiles: readonly Profile[],
  log: (message: string) => void,
): Promise<SharedChains> {
  const pool = await openPool(url, {
    max: 32,
    subject: 'database',
    help: 'Replicas need a package of their own: npm install pg',
  });
  const adaptive = profiles.filter(({ modes }) => modes.includes('learn'));
  /** Of each chain and lock file that this replica has, the revision in the database. */
  const seen = new Map<string, number>();
  let isAway = false;
  /** Those that this replica has taken: what the database has of them is not the newest. */
  const taken = new Set<string>();

  const pullChains = async (profile: Profile): Promise<void> => {
    const { label, setup, chains } = profile;
    const { rows } = await pool.query(
      'select chain, revision from metasc.served_chains where profile = $1 and config_hash = $2',
      [label, setup.hash],
    );
    for (const { chain, revision } of rows) {
      const name = nameOf(profile, String(chain));
      if (seen.get(name) === Number(revision) || taken.has(name)) continue;
      const { rows: found } = await pool.query(
        'select journal from metasc.served_chains where profile = $1 and config_hash = $2 and chain = $3',
        [...keyOf(profile, String(chain))],
      );
      if (taken.has(name)) continue;
      await chains.adopt(String(chain), String(found[0]?.journal ?? ''));
      seen.set(name, Number(revision));
    }
  };
  const pullLocks = async ({ label, chains }: Profile): Promise<void> => {
    const { rows } = await pool.query('select lock from metasc.served_locks where profile = $1 and sha256 <> all($2)', [
      label,
      chains.locks(),
    ]);
    for (const { lock } of rows) chains.adoptLock(lock as SpecLock);
  };
  const pull = async (): Promise<void> => {
    for (const profile of adaptive) {
      await pullLocks(profile);
      await pullChains(profile);
    }
  };
  const tryToPull = async () => {
    try {
      await pull();
      isAway = false;
    } catch (error) {
      if (!isAway) log(`database: ${rootReason(error)}; chains stay as they are until it is back`);
      isAway = true;
    }
  };

  try {
    await pool.query(makingTables(TABLES).join(';'));
    await pull();
  } catch (error) {
    await pool.end().catch(() => {});
    throw new MetaScError(`database: can't open it: ${rootReason(error)}`, { code: 'CONFIG_INVALID', cause: error });
  }
  let pulling: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    pulling = pulling.then(tryToPull);
  }, PULL_MS);
  timer.unref();

  return {
    async alone<T>(profile: Profile, chain: string, work: () => Promise<T>): Promise<T> {
      const client = await take(pool);
      let isBroken = true;
      let done: () => T;
      try {
        const before = await begin(client, profile, chain);
        taken.add(nameOf(profile, chain));
        await profile.chains.adopt(chain, before);
        done = await settle(work());
        const after = profile.chains.journalText(chain);
        if (after !== before) {
          await client.query(
            `update metasc.served_chains set journal = $4, revision = revision + 1
             where profile = $1 and config_hash = $2 and chain = $3`,
            [...keyOf(profile, chain), after],
          );
        }
        await client.query('COMMIT');
        isBroken = false;
      } catch (error) {
        if (isDatabaseFault(error)) throw away(error);
        throw error;
      } finally {
        // A connection in an open transaction would keep the chain.
        client.release(isBroken);
        taken.delete(nameOf(profile, chain));
      }
      return done();
    },
    async keepLock({ label }, lock) {
      try {
        await pool.query('insert into metasc.served_locks values ($1, $2, $3) on conflict do nothing', [
          label,
          lock.sha256,
          JSON.stringify(lock),
        ]);
      } catch (error) {
        throw away(error);
      }
    },
    async close() {
      clearInterval(timer);
      await pulling;
      await pool.end();
    },
  };
}

async function take(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw away(error);
  }
}

const nameOf = ({ label }: Profile, chain: string) => `${label}:${chain}`;
const keyOf = ({ label, setup }: Profile, chain: string) => [label, setup.hash, chain] as const;

/** Takes the chain. @returns its journal */
async function begin(client: PoolClient, profile: Profile, chain: string): Promise<string> {
  await client.query('BEGIN');
  await client.query(
    `set local lock_timeout = ${LONGEST_WAIT_MS}; set local idle_in_transaction_session_timeout = ${LONGEST_STEP_MS}`,
  );
  await client.query(
    'insert into metasc.served_chains (profile, config_hash, chain) values ($1, $2, $3) on conflict do nothing',
    [...keyOf(profile, chain)],
  );
  const { rows } = await client.query(
    'select journal from metasc.served_chains where profile = $1 and config_hash = $2 and chain = $3 for update',
    [...keyOf(profile, chain)],
  );
  return String(rows[0]?.journal ?? '');
}

/** A step that failed is recorded, too. */
async function settle<T>(work: Promise<T>): Promise<() => T> {
  try {
    const value = await work;
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

const isDatabaseFault = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof MetaScError) && !(error instanceof ServeError);

function away(error: unknown): ServeError {
  return new ServeError({
    status: 503,
    code: 'chain_unavailable',
    message: `chain: its database did not answer, or another replica keeps it: ${rootReason(error)}`,
    retryAfterSeconds: 5,
  });
}
