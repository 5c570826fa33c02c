import type { Column } from './columns.ts';

export interface Schedule {
  /** Calls that have to be made. */
  readonly leastCalls: number;
  /** Calls that have to follow one another: the evaluation takes at least so many times a call's latency. */
  readonly pathCalls: number;
}

export interface ScheduleOptions {
  readonly columns: readonly Column[];
  readonly cases: number;
  /** Cells that promptfoo has under way at once, at least 1. */
  readonly concurrency: number;
}

/**
 * The best that an evaluation can do where every call takes 1 and all else takes nothing: promptfoo lets cells in by
 * case and, within a case, by column, as many at once as `concurrency` says; equal calls are made once; a case's own
 * calls follow one another; a step of a window waits for the spec of the step before it, but its response does not.
 *
 * It plays this through, since a closed formula for cells that wait for a spec while others wait for a place is hard
 * to see through. For n cases that all fit in at once it gives 1, 3, 33 (metasc-10) and 1 + 3n (metasc-all), and
 * n, 3n, 3n + 10, 4n and, for the four together, 8n − 24 calls.
 */
export function schedule({ columns, cases, concurrency }: ScheduleOptions): Schedule {
  const cells = Array.from({ length: cases }, (_, step) => columns.map((column) => runCell(column, step))).flat();
  const world = createWorld();
  let entered = 0;
  let left = 0;
  let pathCalls = 0;

  const goOn = (cell: Cell): void => {
    const { value, done } = cell.next();
    if (!done) {
      world.waitFor(value, () => goOn(cell));
      return;
    }
    if (value !== undefined) world.happen(value);
    left += 1;
  };
  for (;;) {
    while (entered < cells.length && entered - left < concurrency) {
      const cell = cells[entered];
      entered += 1;
      if (cell !== undefined) goOn(cell);
    }
    if (left === cells.length) return { leastCalls: world.calls(), pathCalls };
    world.endCalls();
    pathCalls += 1;
  }
}

/** `call`: its end. `spec`: what the step before it leaves; it costs nothing and happens once. */
interface Event {
  readonly kind: 'call' | 'spec';
  readonly name: string;
}

/** Yields what it waits for; returns the spec that waits for it, if any. */
type Cell = Generator<Event, Event | undefined>;

const WINDOWS = { baseline: 0, promptfoo: 0, static: 0, 'metasc-10': 10, 'metasc-all': Number.POSITIVE_INFINITY };

function* runCell(column: Column, step: number): Cell {
  const call = (name: string): Event => ({ kind: 'call', name });
  yield call(`response ${step}`);
  if (column === 'baseline' || column === 'promptfoo') return undefined;

  const window = WINDOWS[column];
  const version = Math.min(step, window);
  if (version > 0) yield { kind: 'spec', name: `${column} ${version}` };
  // Equal in all columns while their specs are.
  yield call(`critique ${step} under ${version}`);
  yield call(`revision ${step} under ${version}`);
  if (step >= window) return undefined;
  yield call(`metaCritique ${step}`);
  return { kind: 'spec', name: `${column} ${step + 1}` };
}

/** What has happened, and who waits for what has not. */
function createWorld() {
  const happened = new Set<string>();
  const waiting = new Map<string, (() => void)[]>();
  let underWay: Event[] = [];
  let calls = 0;
  const keyOf = ({ kind, name }: Event) => `${kind} ${name}`;

  function happen(event: Event): void {
    const key = keyOf(event);
    happened.add(key);
    const woken = waiting.get(key) ?? [];
    waiting.delete(key);
    for (const wake of woken) wake();
  }

  return {
    happen,
    calls: () => calls,
    waitFor(event: Event, wake: () => void): void {
      const key = keyOf(event);
      if (happened.has(key)) {
        wake();
        return;
      }
      const others = waiting.get(key);
      waiting.set(key, [...(others ?? []), wake]);
      if (event.kind === 'spec' || others !== undefined) return;
      calls += 1;
      underWay.push(event);
    },
    /** One latency goes by. */
    endCalls(): void {
      const ended = underWay;
      underWay = [];
      for (const event of ended) happen(event);
    },
  };
}
