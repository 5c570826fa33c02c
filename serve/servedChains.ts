import { existsSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readUserFile, writeUserFile } from '../foundation/files.ts';
import { journalPath, type OpenChain, openChain } from '../providers/case/openChain.ts';
import type { Turn } from '../providers/loop/specChain.ts';
import { isAdaptive, type Spec } from '../providers/loop/types.ts';
import type { VariantSetup } from '../providers/options/variantSetup.ts';
import { type JournalRef, listJournals } from '../providers/specs/findJournals.ts';
import { freezeSpec, hashJournal } from '../providers/specs/freezeSpec.ts';
import type { ChainHeader, StepEntry } from '../providers/specs/journalEntry.ts';
import { toLineage } from '../providers/specs/lineage.ts';
import { rollbackSpec } from '../providers/specs/rollbackSpec.ts';
import { type ReadJournal, readJournal } from '../providers/specs/specJournal.ts';
import { readLock, type SpecLock, writeLock } from '../providers/specs/specLock.ts';
import { type ChainHistory, lastChangeOf, toHistory } from './chainHistory.ts';
import { notFound, ServeError } from './serveFault.ts';

/** A request's place on a chain that learns. */
export interface LearningTurn {
  readonly turn: Turn;
  readonly trialMemory: OpenChain['trialMemory'];
  /** Resolves when the step is on disk. Outside the window it does nothing. */
  record(entry: Pick<StepEntry, 'caseHash' | 'specUsed'> & Partial<StepEntry>): Promise<void>;
  /** Gives the place back, once. */
  leave(): void;
}

/** Where a chain that has learned stands. */
export interface ChainState {
  readonly spec: Spec;
  /** Steps of the window that are taken. */
  readonly windowSteps: number;
  /** When its spec last changed, as ISO 8601; undefined if it never did, or its journal does not say. */
  readonly changedAt: string | undefined;
}

/** The chains of one profile, each with a journal in the state folder. */
export interface ServedChains {
  /** Those that have learned, sorted. */
  names(): readonly string[];
  /** Undefined for a chain that has not learned. */
  state(chain: string): ChainState | undefined;
  /** The spec in force; the first one for a chain that has not learned. */
  spec(chain: string): Spec;
  /**
   * Takes the next turn on the chain, begun if need be. Synchronous, so that turns follow the order of arrival. A chain
   * whose first requests fail has not begun: it leaves no journal, and no place of `maxChains` is taken.
   *
   * @throws ServeError 429 past `maxChains`; MetaScError as `openJournal`
   */
  enter(chain: string): LearningTurn;
  /** @throws ServeError 404 for a chain that has not learned */
  history(chain: string): ChainHistory;
  /** Writes the spec in force to a lock file, by whose hash requests then ask for it. */
  freeze(chain: string): SpecLock;
  /**
   * Restores an earlier version with a new line in the journal.
   *
   * @throws ServeError 409 while a request learns on the chain; MetaScError `CONFIG_INVALID` for a version it never had
   */
  rollback(chain: string, toVersion: number): Promise<Spec>;
  /** The journal of a chain as it is on disk; empty for one that has not learned. */
  journalText(chain: string): string;
  /** Goes on from this journal, unless it is the one on disk already, or a request learns on the chain. */
  adopt(chain: string, journal: string): Promise<void>;
  /** The hashes of the lock files that are here. */
  locks(): readonly string[];
  /** Keeps a lock file that another replica wrote. */
  adoptLock(lock: SpecLock): void;
  /** The spec of a lock file that `freeze` wrote, by the first digits of its hash. */
  frozen(hash: string): Spec | undefined;
  close(): Promise<void>;
}

export interface ServedChainsOptions {
  readonly label: string;
  readonly setup: VariantSetup;
  readonly firstSpec: string;
  readonly journalDir: string;
  readonly maxChains: number;
}

/** Journals kept open: each takes a file handle and its window in memory. */
const MAX_OPEN = 64;
/** Fewer would not tell locks apart. */
const MIN_HASH_DIGITS = 8;

export function openServedChains({
  label,
  setup,
  firstSpec,
  journalDir,
  maxChains,
}: ServedChainsOptions): ServedChains {
  const first: Spec = { text: firstSpec, version: setup.lock?.lineage.at(-1)?.version ?? 0 };
  const begun: ChainState = { spec: first, windowSteps: 0, changedAt: undefined };
  /** Those that have learned. */
  const known = new Map<string, ChainState>();
  const open = new Map<string, { readonly chain: OpenChain; turns: number }>();
  /** Journals that no chain uses any more. */
  const closing = new Set<Promise<void>>();
  const locks = join(journalDir, 'locks');
  /** Those that were asked for, by their hash. */
  const frozen = new Map<string, Spec>();
  const learn = (header: ChainHeader, events: ReadJournal['events']) => {
    const { current, counts } = toLineage(header.firstSpec, events);
    const { text, version } = current;
    const spec = { text, version };
    known.set(header.chain, { spec, windowSteps: counts.windowSteps, changedAt: lastChangeOf(events) });
  };
  const pathOf = (chain: string) => journalPath(setup, { evaluationId: label, chain, repeat: 0 });
  const journalText = (chain: string): string => {
    const path = pathOf(chain);
    return path !== undefined && existsSync(path) ? readUserFile(path, 'journal') : '';
  };
  const lockPath = (sha256: string) => join(locks, lockName(label, sha256));

  const journals = (): readonly JournalRef[] =>
    listJournals(journalDir).journals.filter(
      ({ header }) => header.evaluationId === label && header.configHash === setup.hash,
    );
  const journalOf = (chain: string): JournalRef => {
    const found = journals().find(({ header }) => header.chain === chain);
    if (found === undefined) throw notFound(`chain ${chain} of ${label}: it has not learned yet`, 'chain_not_found');
    return found;
  };
  const read = ({ path }: Pick<JournalRef, 'path'>) => {
    const journal = readJournal(path);
    if (journal === undefined) throw notFound(`chain of ${label}: its journal is empty`, 'chain_not_found');
    return journal;
  };
  /** Those that have learned or are about to. */
  const countBegun = () => known.size + [...open.keys()].filter((name) => !known.has(name)).length;
  const shut = (name: string, { chain }: { readonly chain: OpenChain }) => {
    open.delete(name);
    const closed = Promise.resolve(chain.journal?.close()).finally(() => closing.delete(closed));
    closing.add(closed);
  };
  const closeIdle = () => {
    for (const [name, opened] of open) {
      if (open.size <= MAX_OPEN) return;
      if (opened.turns === 0) shut(name, opened);
    }
  };

  if (isAdaptive(setup.config.variant)) {
    for (const ref of journals()) {
      const { header, events } = read(ref);
      learn(header, events);
    }
  }

  return {
    names: () => [...known.keys()].sort(),
    state: (chain) => known.get(chain),
    spec: (chain) => known.get(chain)?.spec ?? first,
    enter(chain) {
      if (!known.has(chain) && !open.has(chain) && countBegun() >= maxChains) throw tooManyChains(maxChains);
      const opened = open.get(chain) ?? {
        chain: openChain(setup, { evaluationId: label, chain, repeat: 0 }, firstSpec),
        turns: 0,
      };
      open.delete(chain);
      open.set(chain, opened);
      closeIdle();
      opened.turns += 1;
      const turn = opened.chain.chain.enter();
      return {
        turn,
        trialMemory: opened.chain.trialMemory,
        async record(entry) {
          const isBegun = known.has(chain);
          if (!turn.window || (entry.failed !== undefined && !isBegun)) return;
          const at = new Date().toISOString();
          await opened.chain.journal?.append({ kind: 'step', step: turn.step, window: true, at, ...entry });
          const { spec, windowSteps, changedAt } = known.get(chain) ?? begun;
          const { proposal, specUsed } = entry;
          known.set(chain, {
            windowSteps: windowSteps + 1,
            ...(proposal?.accepted
              ? { spec: { text: proposal.text, version: specUsed.version + 1 }, changedAt: at }
              : { spec, changedAt }),
          });
        },
        leave() {
          turn.end({});
          opened.turns -= 1;
          if (opened.turns === 0 && !known.has(chain)) shut(chain, opened);
        },
      };
    },
    history: (chain) => toHistory(read(journalOf(chain))),
    freeze(chain) {
      const ref = journalOf(chain);
      const journal = read(ref);
      const lock = freezeSpec({ journal, journalSha256: hashJournal(ref.path, journal) });
      writeLock(lockPath(lock.sha256), lock, { force: true });
      return lock;
    },
    async rollback(chain, toVersion) {
      const opened = open.get(chain);
      if (opened !== undefined && opened.turns > 0) throw busy(chain);
      open.delete(chain);
      await opened?.chain.journal?.close();
      const at = new Date().toISOString();
      const { after } = await rollbackSpec(journalOf(chain), toVersion, at);
      known.set(chain, { ...(known.get(chain) ?? begun), spec: after, changedAt: at });
      return after;
    },
    journalText,
    async adopt(chain, journal) {
      const path = pathOf(chain);
      const opened = open.get(chain);
      if (path === undefined || (opened?.turns ?? 0) > 0 || journalText(chain) === journal) return;
      open.delete(chain);
      await opened?.chain.journal?.close();
      if (journal === '') {
        rmSync(path, { force: true });
        known.delete(chain);
        return;
      }
      writeUserFile(path, journal, { option: 'journal' });
      const { header, events } = read({ path });
      learn(header, events);
    },
    locks: () =>
      globSync(lockName(label, '*'), { cwd: locks }).flatMap(
        (name) => /^([0-9a-f]{64})\./.exec(name.slice(label.length + 1))?.[1] ?? [],
      ),
    adoptLock: (lock) => writeLock(lockPath(lock.sha256), lock, { force: true }),
    frozen(hash) {
      const digits = hash.toLowerCase();
      if (digits.length < MIN_HASH_DIGITS || !/^[0-9a-f]+$/.test(digits)) return undefined;
      if (setup.lock?.sha256.startsWith(digits)) return first;
      for (const [sha256, spec] of frozen) if (sha256.startsWith(digits)) return spec;
      const [found] = globSync(`${label}-${digits}*.lock.json`, { cwd: locks });
      if (found === undefined) return undefined;
      const lock = readLock(join(locks, found));
      const spec = { text: lock.spec, version: lock.lineage.at(-1)?.version ?? 0 };
      frozen.set(lock.sha256, spec);
      return spec;
    },
    async close() {
      for (const [name, opened] of open) shut(name, opened);
      await Promise.all(closing);
    },
  };
}

const lockName = (label: string, sha256: string) => `${label}-${sha256}.lock.json`;

function tooManyChains(maxChains: number): ServeError {
  return new ServeError({
    status: 429,
    code: 'too_many_chains',
    message: `chain: expected one of the ${maxChains} that there are (limits.maxChains), got another one`,
  });
}

function busy(chain: string): ServeError {
  return new ServeError({
    status: 409,
    code: 'chain_busy',
    message: `chain ${chain}: a request learns on it at this moment; try again`,
  });
}
