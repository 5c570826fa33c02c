import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { oncePerProcess } from '../../foundation/once.ts';

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Start of the process in the system's count, which distinguishes it from a later process with the same number. */
  readonly started: string;
}

/** How often a process shows that its claims hold, and after which silence one of another machine is taken over. */
const HEARTBEAT_MS = 10_000;
const SILENCE_MS = 60_000;
/** Two processes that claim at once both step back, and try again. */
const TRIES = 5;

/**
 * Claims `path` for this process with a file beside it, whose name begins with `<path>.owner`. Takes over the claim of a
 * process that was killed before it could release it, and one of another machine that has been silent for a minute.
 *
 * Each process first writes a claim of its own and then looks at the others: of any two, at least one sees the other, so
 * that never both own the file.
 *
 * @throws MetaScError `JOURNAL_IN_USE` if another process owns it, or may own it on another machine
 */
export function claimFile(path: string): { release(): void } {
  for (let attempt = 1; ; attempt += 1) {
    const claim = `${path}.owner-${process.pid}-${randomBytes(4).toString('hex')}`;
    writeClaim(claim);
    const other = otherClaims(path, claim).find((one) => !removeIfStale(one, claim));
    if (other === undefined) return keep(claim);
    rmSync(claim, { force: true });
    const isDecided = attempt === TRIES || (ageMs(other, claim) ?? 0) > 1_000;
    if (isDecided) throw inUse(path, other, readOwner(other));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 + Math.floor(Math.random() * 40));
  }
}

function keep(claim: string): { release(): void } {
  const held = claims();
  held.add(claim);
  return {
    release() {
      held.delete(claim);
      rmSync(claim, { force: true });
    },
  };
}

/** All claims of this process: shown to hold as long as it runs, released at its regular end. */
const claims = () =>
  oncePerProcess('file claims 2', () => {
    const held = new Set<string>();
    process.on('exit', () => {
      for (const claim of held) rmSync(claim, { force: true });
    });
    setInterval(() => {
      const now = new Date();
      for (const claim of held) tryTo(() => utimesSync(claim, now, now));
    }, HEARTBEAT_MS).unref();
    return held;
  });

function writeClaim(claim: string): void {
  const own: Owner = { host: hostname(), pid: process.pid, started: startOf(process.pid) ?? '' };
  try {
    writeFileSync(claim, JSON.stringify(own), { flag: 'wx' });
  } catch (error) {
    throw new MetaScError(`journal: can't write ${claim}: ${messageOf(error)}`, {
      code: 'FILE_UNWRITABLE',
      help: 'Make room on the disk, or set journalDir to a folder that can be written; false keeps no journal.',
    });
  }
}

function otherClaims(path: string, own: string): readonly string[] {
  const folder = dirname(path);
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(path)}.owner`))
    .map((name) => join(folder, name))
    .filter((claim) => claim !== own);
}

function removeIfStale(claim: string, own: string): boolean {
  const other = readOwner(claim);
  // Whoever is still writing its claim has not looked yet: it will see this one.
  if (other !== undefined && mayBeAlive(other, claim, own)) return false;
  rmSync(claim, { force: true });
  return true;
}

function readOwner(claim: string): Owner | undefined {
  return tryTo(() => JSON.parse(readFileSync(claim, 'utf8')) as Owner);
}

/** By the clock of the file system, which all machines that write there share. undefined if the claim is gone. */
function ageMs(claim: string, own: string): number | undefined {
  const timeOf = (file: string) => tryTo(() => statSync(file).mtimeMs);
  const [written, now] = [timeOf(claim), timeOf(own) ?? Date.now()];
  return written === undefined ? undefined : now - written;
}

function mayBeAlive(other: Owner, claim: string, own: string): boolean {
  if (other.host !== hostname()) return (ageMs(claim, own) ?? SILENCE_MS) < SILENCE_MS;
  if (!isRunning(other.pid)) return false;
  const started = startOf(other.pid);
  return started === undefined || started === other.started;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Clock ticks from boot to the start of a process on Linux; undefined elsewhere. */
function startOf(pid: number): string | undefined {
  // The second field, the command in brackets, may hold spaces; the start time is the 22nd.
  const stat = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function inUse(path: string, claim: string, owner: Owner | undefined): MetaScError {
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new MetaScError(`journal: ${path} is in use by ${who}`, {
    code: 'JOURNAL_IN_USE',
    help: `Two runs can't continue one chain at once. Wait for the other run. If it has ended on another machine, its claim lapses after a minute; to take over at once, delete ${claim}.`,
  });
}
