import { spawn } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const BIN =
  globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1) ?? globSync('/opt/homebrew/opt/postgresql*/bin').at(-1);

/** Whether this machine can start a PostgreSQL of its own. */
export const HAS_POSTGRES = BIN !== undefined && existsSync(join(BIN, 'initdb'));

export interface PostgresServer extends AsyncDisposable {
  readonly url: string;
  /** Kills it, as a machine that loses power. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends all connections of clients. */
  cutConnections(): Promise<void>;
  query(statement: string): Promise<string>;
}

/** A PostgreSQL on 127.0.0.1 with its data in a temporary folder; gone when disposed. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'metasc-postgres-'));
  const data = join(folder, 'data');
  // PostgreSQL does not run as root.
  const owner = process.getuid?.() === 0 ? await idsOfPostgres() : undefined;
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const run = (program: string, args: readonly string[]) => runAs(join(BIN ?? '', program), args, owner);
  const port = await freePort();
  await run('initdb', ['-D', data, '-U', 'metasc', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C']);
  const query = (statement: string) =>
    run('psql', ['-h', '127.0.0.1', '-p', String(port), '-U', 'metasc', '-d', 'postgres', '-Atqc', statement]);
  const server: PostgresServer = {
    url: `postgres://metasc@127.0.0.1:${port}/postgres`,
    async start() {
      const options = `-h 127.0.0.1 -p ${port} -k ${folder} -c fsync=off -c max_connections=60 -c wal_level=minimal -c max_wal_senders=0`;
      const start = () =>
        run('pg_ctl', ['-D', data, '-w', '-t', '120', '-l', join(folder, 'log'), '-o', options, 'start']);
      for (let tries = 1; ; tries += 1) {
        try {
          await start();
          return;
        } catch (error) {
          // After a kill, its processes hold the shared memory for a while.
          if (tries === 60) throw new Error(readFileSync(join(folder, 'log'), 'utf8').slice(-2_000), { cause: error });
          await sleep(500);
        }
      }
    },
    async kill() {
      const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGKILL');
    },
    async cutConnections() {
      await query(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname is not null',
      );
    },
    query,
    async [Symbol.asyncDispose]() {
      await run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']).catch(() => {});
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

async function idsOfPostgres(): Promise<Ids> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((kind) => runAs('id', [kind, 'postgres'], undefined)));
  return { uid: Number(uid), gid: Number(gid) };
}

async function runAs(program: string, args: readonly string[], owner: Ids | undefined): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: tmpdir(), ...owner });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('exit', resolve));
  // A server that pg_ctl starts keeps its output open.
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const exitCode = await ended;
  if (program.endsWith('pg_ctl')) {
    child.stdout.destroy();
    child.stderr.destroy();
    printed.catch(() => {});
    if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${exitCode}`);
    return '';
  }
  const [out, err] = await printed;
  if (exitCode !== 0) throw new Error(`${program}: exit code ${exitCode}\n${err}`);
  return out.trim();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
