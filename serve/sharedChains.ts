import type { Pool, PoolClient } from 'pg';
import { MetaScError, messageOf, rootReason } from '../foundation/errors.ts';
import { knowSecrets } from '../foundation/secrets.ts';
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
  close(): Promise<void>;
}

/** A chain that learns is taken for as long as its calls take. A replica that says nothing for longer has lost it. */
const LONGEST_STEP_MS = 300_000;
const LONGEST_WAIT_MS = 60_000;
/** Between two looks at what other replicas have learned. */
const PULL_MS = 1_000;

const TABLES = `
create schema if not exists metasc;
create sequence if not exists metasc.served_revision;
create table if not exists metasc.served_chains (
  profile text not null, config_hash text not null, chain text not null, journal text not null default '',
  revision bigint not null default 0, primary key (profile, config_hash, chain));
create table if not exists metasc.served_locks (
  profile text not null, sha256 text not null, lock text not null, primary key (profile, sha256));
`;

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
  if (URL.canParse(url)) knowSecrets([new URL(url).password]);
  const pool = await openPool(url);
  const adaptive = profiles.filter(({ modes }) => modes.includes('learn'));
  let revision = 0;
  let isAway = false;
  /** Those that this replica has taken: what the database has of them is not the newest. */
  const taken = new Set<string>();

  const pull = async (): Promise<void> => {
    for (const profile of adaptive) {
      const { rows: locks } = await pool.query('select sha256, lock from metasc.served_locks where profile = $1', [
        profile.label,
      ]);
      for (const { sha256, lock } of locks) profile.chains.adoptLock(String(sha256), String(lock));
    }
    const { rows } = await pool.query(
      'select profile, config_hash, chain, journal, revision from metasc.served_chains where revision > $1 order by revision',
      [revision],
    );
    for (const row of rows) {
      revision = Math.max(revision, Number(row.revision));
      const profile = adaptive.find(({ label, setup }) => label === row.profile && setup.hash === row.config_hash);
      if (profile === undefined || taken.has(nameOf(profile, String(row.chain)))) continue;
      await profile.chains.adopt(String(row.chain), String(row.journal));
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
    // Two replicas may start at once.
    await pool.query(`select pg_advisory_xact_lock(7202485); ${TABLES}`);
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
            `update metasc.served_chains set journal = $4, revision = nextval('metasc.served_revision')
             where profile = $1 and config_hash = $2 and chain = $3`,
            [...keyOf(profile, chain), after],
          );
        }
        for (const { sha256, text } of profile.chains.newLocks()) {
          await client.query('insert into metasc.served_locks values ($1, $2, $3) on conflict do nothing', [
            profile.label,
            sha256,
            text,
          ]);
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
    async close() {
      clearInterval(timer);
      await pulling;
      await pool.end();
    },
  };
}

async function openPool(connectionString: string): Promise<Pool> {
  try {
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({ connectionString, max: 32, connectionTimeoutMillis: 10_000, keepAlive: true });
    pool.on('error', () => {});
    // One that breaks between two statements fails the next one.
    pool.on('connect', (client) => client.on('error', () => {}));
    return pool;
  } catch (error) {
    throw new MetaScError(`database: can't load pg: ${messageOf(error)}`, {
      code: 'PACKAGE_MISSING',
      help: 'Replicas need a package of their own: npm install pg',
    });
  }
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
