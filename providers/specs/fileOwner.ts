import { randomBytes } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join, parse } from 'node:path';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import { oncePerProcess } from '../../foundation/once.ts';

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Start of the process in the system's count, which distinguishes it from a later process with the same number. */
  readonly started: string;
}

/** How a refusal names what another process owns, and what to do. */
export interface ClaimWords {
  readonly subject: string;
  readonly help: string;
}

const ofJournal = (path: string): ClaimWords => ({
  subject: `journal: ${path}`,
  help: "Two runs can't continue one chain at once. Wait for the other run.",
});

/** How often a process shows that its claims hold, and after which silence one of another machine is taken over. */
const HEARTBEAT_MS = 10_000;
const SILENCE_MS = 60_000;
/**
 * Of processes that claim at once, all but one step back and try again; a killed one may take a moment to end. So many
 * tries take half a second.
 */
const TRIES = 40;

/**
 * Claims `path` for this process with a file beside it, whose name begins with `<path>.owner`. Takes over the claim of a
 * process that was killed before it could release it, and one of another machine that has been silent for a minute.
 *
 * Each process first writes a claim of its own and then looks at the others: of any two, at least one sees the other, so
 * that never both own the file. Of those that see each other, the first by name waits, and the others step back: one owns it.
 *
 * @throws MetaScError `JOURNAL_IN_USE` if another process owns it, or may own it on another machine
 */
export function claimFile(path: string, words: ClaimWords = ofJournal(path)): { release(): void } {
  const claim = `${path}.owner-${process.pid}-${randomBytes(4).toString('hex')}`;
  writeClaim(claim);
  for (let tries = 1; ; tries += 1) {
    const others = otherClaims(path, claim).filter((one) => !removeIfStale(one, claim));
    // Whoever took it for stale may own the file by now.
    if (!existsSync(claim)) writeClaim(claim);
    else if (others.length === 0) return keep(claim);
    const inTheWay = others.find((one) => tries === TRIES || claims().has(one));
    if (inTheWay !== undefined) {
      rmSync(claim, { force: true });
      throw inUse(words, inTheWay);
    }
    const isFirst = others.every((one) => claim < one);
    if (!isFirst) rmSync(claim, { force: true });
    pause(5 + Math.floor(Math.random() * 15));
    if (!isFirst) writeClaim(claim);
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
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
  const own: Owner = { host: hostname(), pid: process.pid, started: statusOf(process.pid).started ?? '' };
  const { dir, base } = parse(claim);
  const begun = join(dir, `.${base}`);
  try {
    // Whole, or not there: one that is half written would be taken for stale.
    writeFileSync(begun, JSON.stringify(own));
    renameSync(begun, claim);
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
  const { state = '', started } = statusOf(other.pid);
  return !ENDED.has(state) && (started === undefined || started === other.started);
}

/** A process that was killed stays as a zombie until its parent looks; in a container, that may be never. */
const ENDED: ReadonlySet<string> = new Set(['Z', 'X']);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** On Linux: the letter of its state, and the clock ticks from boot to its start; empty elsewhere. */
function statusOf(pid: number): { readonly state?: string | undefined; readonly started?: string | undefined } {
  // The second field, the command in brackets, may hold spaces; the start time is the 22nd.
  const stat = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return { state: fields[0], started: fields[19] };
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function inUse({ subject, help }: ClaimWords, claim: string): MetaScError {
  const owner = readOwner(claim);
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new MetaScError(`${subject} is in use by ${who}`, {
    code: 'JOURNAL_IN_USE',
    help: `${help} If it has ended on another machine, its claim lapses after a minute; to take over at once, delete ${claim}.`,
  });
}
