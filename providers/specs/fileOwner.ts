import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { oncePerProcess } from '../../foundation/once.ts';

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Start of the process in the system's count, which distinguishes it from a later process with the same number. */
  readonly started: string;
}

/**
 * Claims `path` for this process with a file `<path>.owner` beside it. Takes over the claim of a process that was killed
 * before it could release it.
 *
 * @throws MetaScError `JOURNAL_IN_USE` if another process owns it, or may own it on another machine
 */
export function claimFile(path: string): { release(): void } {
  const claim = `${path}.owner`;
  const own: Owner = { host: hostname(), pid: process.pid, started: startOf(process.pid) ?? '' };
  if (!tryWrite(claim, own)) {
    const other = readOwner(claim);
    if (other !== undefined && mayBeAlive(other, own)) throw inUse(path, claim, other);
    rmSync(claim, { force: true });
    if (!tryWrite(claim, own)) throw inUse(path, claim, readOwner(claim));
  }
  const release = () => {
    claims().delete(release);
    rmSync(claim, { force: true });
  };
  claims().add(release);
  return { release };
}

/** All claims of this process, released at its regular end. */
const claims = () =>
  oncePerProcess('file claims 1', () => {
    const held = new Set<() => void>();
    process.on('exit', () => {
      for (const release of held) release();
    });
    return held;
  });

function tryWrite(claim: string, owner: Owner): boolean {
  try {
    writeFileSync(claim, JSON.stringify(owner), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new MetaScError(`journal: can't write ${claim}: ${messageOf(error)}`, { code: 'FILE_UNWRITABLE' });
  }
}

function readOwner(claim: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(claim, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

function mayBeAlive(other: Owner, own: Owner): boolean {
  if (other.host !== own.host) return true;
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
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command in brackets, may hold spaces; the start time is the 22nd.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function inUse(path: string, claim: string, owner: Owner | undefined): MetaScError {
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new MetaScError(`journal: ${path} is in use by ${who}`, {
    code: 'JOURNAL_IN_USE',
    help: `Two runs can't continue one chain at once. Wait for the other run. If it has ended, delete ${claim}.`,
  });
}
