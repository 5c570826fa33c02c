import type { Pool } from 'pg';
import { MetaScError, messageOf } from './errors.ts';
import { knowSecrets } from './secrets.ts';

export interface PoolOptions {
  /** Most connections at once. */
  readonly max: number;
  /** The database in the user's terms: `store`, `database`. */
  readonly subject: string;
  /** What to do where pg is missing. */
  readonly help: string;
}

/**
 * Connections to a PostgreSQL, which is first asked when it is first needed. A connection that breaks fails the statement
 * after it, and nothing else. The URL's password is a secret from then on.
 *
 * @throws MetaScError `PACKAGE_MISSING`
 */
export async function openPool(url: string, { max, subject, help }: PoolOptions): Promise<Pool> {
  if (URL.canParse(url)) knowSecrets([new URL(url).password]);
  const { default: pg } = await loadPackage(() => import('pg'), { name: 'pg', subject, help });
  const pool = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis: 10_000, keepAlive: true });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** @throws MetaScError `PACKAGE_MISSING` for a package that is optional and not there */
export async function loadPackage<T>(
  load: () => Promise<T>,
  { name, subject, help }: Pick<PoolOptions, 'subject' | 'help'> & { readonly name: string },
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new MetaScError(`${subject}: can't load ${name}: ${messageOf(error)}`, { code: 'PACKAGE_MISSING', help });
  }
}

/** Statements that make tables. Several processes may run them at once: each waits for the others to end. */
export const makingTables = (statements: readonly string[]): readonly string[] => [
  'select pg_advisory_xact_lock(7202485)',
  // A session that waited for the lock may not see yet what the one before it has made.
  'do $$ begin create schema if not exists metasc; exception when unique_violation then null; end $$',
  ...statements,
];
