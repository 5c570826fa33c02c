import type { Phase } from '../loop/types.ts';

/** How urgent a call is. Calls that wait for a place get one by level, highest first, then in order of arrival. */
export interface Priority {
  /** Number of calls that have to follow one another from this one to the end of its chain and case, itself included. */
  level: number;
  /** The turns that wait for it. */
  readonly turns: Set<LineTurn>;
}

/** The turns of a chain's window, as the queue of its calls sees them. */
export interface ChainLine {
  /** Turns that have not ended, in order. */
  readonly open: Set<LineTurn>;
  /** Called when it may need fewer places than before: a call of it is asked for, or a turn ends. */
  readonly watchers: Set<() => void>;
}

/** One turn in a chain's window. */
export interface LineTurn {
  readonly line: ChainLine;
  /** Batches from its own to the end of the window: turns of equal number take their calls at the same time. */
  readonly batchesLeft: number;
  /** Its calls that wait or are under way. */
  readonly calls: Set<Priority>;
}

export const createChainLine = (): ChainLine => ({ open: new Set(), watchers: new Set() });

/** Adds a turn to the line. Turns enter in order of their steps. */
export function enterLine(line: ChainLine, batchesLeft: number): LineTurn {
  const turn: LineTurn = { line, batchesLeft, calls: new Set() };
  line.open.add(turn);
  return turn;
}

export function leaveLine(turn: LineTurn): void {
  turn.line.open.delete(turn);
  notify(turn.line);
}

/** Says that a call of these turns waits or is under way. */
export function beginCall(turns: Iterable<LineTurn>, call: Priority): void {
  for (const turn of turns) {
    turn.calls.add(call);
    notify(turn.line);
  }
}

function notify({ watchers }: ChainLine): void {
  for (const watch of watchers) watch();
}

/** How many turns are between two of their calls, of the first open batch: all others wait for it. */
export function turnsBetweenCalls({ open }: ChainLine): number {
  const [first] = open;
  let count = 0;
  for (const { batchesLeft, calls } of open) {
    if (batchesLeft !== first?.batchesLeft) break;
    if (calls.size === 0) count += 1;
  }
  return count;
}

type CallPhase = Phase | 'judge';

/** Calls of a case from this one to its last, without those that a proposal adds. */
const CALLS_LEFT: Readonly<Record<CallPhase, number>> = {
  response: 3,
  critique: 2,
  revision: 1,
  metaCritique: 0,
  judge: 0,
};

/**
 * The priority of a phase of a case: three calls for each batch of the window that is left, and two for the cases behind
 * it.
 *
 * @param turn undefined after the window
 */
export function priorityOf(phase: CallPhase, turn: LineTurn | undefined): Priority {
  const batchesLeft = turn?.batchesLeft ?? 0;
  return { level: 3 * batchesLeft + CALLS_LEFT[phase], turns: new Set(turn === undefined ? [] : [turn]) };
}

/** Of a call that nothing waits for, such as a judge's. */
export const lastCall = (): Priority => ({ level: 1, turns: new Set() });

/** Raises a call that is waited for twice. */
export function raise(priority: Priority, other: Priority): void {
  priority.level = Math.max(priority.level, other.level);
  for (const turn of other.turns) priority.turns.add(turn);
  beginCall(other.turns, priority);
}
