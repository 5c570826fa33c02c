import { join } from 'node:path';
import { oncePerProcess } from '../../foundation/once.ts';
import type { ChatReply } from '../models/chatModel.ts';
import { createSharedCalls, type SharedCalls } from '../models/sharedCalls.ts';
import { type CallLedger, openCallLedger } from '../specs/callLedger.ts';
import { type Breaker, createBreaker } from './breaker.ts';
import type { OpenChain } from './openChain.ts';
import { RUN_VARIABLE } from './runFolder.ts';

/** What the columns of one evaluation share. */
export interface Evaluation {
  readonly sharedCalls: SharedCalls;
  readonly breaker: Breaker;
  /**
   * Records calls from now on: in the folder of the run, if `metasc eval` names one, else in the given one. Further calls
   * change nothing.
   *
   * @throws MetaScError as `openCallLedger`
   */
  keepCalls(folder: string): void;
  /** Undefined before `keepCalls`. */
  readonly ledger: CallLedger | undefined;
  /** The chain under this key, opened by the first caller. If opening fails, the next caller tries again. */
  chain(key: string, open: () => OpenChain): OpenChain;
  /** Closes its chains and its ledger. */
  close(): Promise<void>;
}

/** Evaluations that one process keeps, because those of a library user may overlap. */
const MAX_EVALUATIONS = 8;
/** Columns are seldom further apart than the running cases, at 3 or 4 calls per case. */
const MAX_KEPT_CALLS = 2_000;

const evaluations = () => oncePerProcess('evaluations 2', () => new Map<string, Evaluation>());

/** The evaluation with this id, begun on first use. Past eight, the least recently used one is forgotten. */
export function openEvaluation(id: string): Evaluation {
  const known = evaluations();
  const evaluation = known.get(id) ?? createEvaluation();
  known.delete(id);
  known.set(id, evaluation);
  const [oldest] = known.keys();
  if (known.size > MAX_EVALUATIONS && oldest !== undefined) void closeEvaluation(oldest);
  return evaluation;
}

/** Forgets a finished evaluation. */
export async function closeEvaluation(id: string): Promise<void> {
  const evaluation = evaluations().get(id);
  evaluations().delete(id);
  await evaluation?.close();
}

/**
 * The ledger of an evaluation, for what is asked outside the columns: judges. Rows of other providers name no evaluation;
 * they belong to the run that `metasc eval` names, or to the only one of the process.
 */
export function findLedger(id: string | undefined): CallLedger | undefined {
  const known = evaluations();
  const [only, ...others] = [...known.values()];
  const found = (id === undefined ? undefined : known.get(id)) ?? (others.length === 0 ? only : undefined);
  return found?.ledger ?? runLedger();
}

const ledgers = () => oncePerProcess('call ledgers 1', () => new Map<string, CallLedger>());

/** One per file and process. */
function openLedger(folder: string): CallLedger {
  const path = join(folder, LEDGER_FILE);
  const known = ledgers().get(path) ?? openCallLedger(path);
  ledgers().set(path, known);
  return known;
}

export const LEDGER_FILE = 'calls.ledger';

function runLedger(): CallLedger | undefined {
  const folder = process.env[RUN_VARIABLE];
  return folder ? openLedger(folder) : undefined;
}

function createEvaluation(): Evaluation {
  const chains = new Map<string, OpenChain>();
  let ledger: CallLedger | undefined;
  const record = (key: string, make: () => Promise<ChatReply>) =>
    ledger === undefined ? make() : ledger.once(key, make, ({ outcome }) => outcome !== 'failed');
  return {
    sharedCalls: createSharedCalls({ maxKept: MAX_KEPT_CALLS, record }),
    breaker: createBreaker(),
    keepCalls(folder) {
      ledger ??= runLedger() ?? openLedger(folder);
    },
    get ledger() {
      return ledger;
    },
    chain(key, open) {
      const known = chains.get(key) ?? open();
      chains.set(key, known);
      return known;
    },
    async close() {
      await Promise.all([...chains.values()].map(({ journal }) => journal?.close()));
      chains.clear();
      // That of a run stays open: judges may still write to it.
      const own = [...ledgers()].find(([path, one]) => one === ledger && ledger !== runLedger() && path);
      if (own !== undefined) {
        ledgers().delete(own[0]);
        await own[1].close();
      }
    },
  };
}
