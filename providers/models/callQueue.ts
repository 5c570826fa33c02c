import { beginCall, type ChainLine, type Priority, turnsBetweenCalls } from './priority.ts';

/** The calls of one model. */
export interface CallQueue {
  /** Makes a call as soon as it is the most urgent one that waits, and a place is free. */
  run<T>(priority: Priority, call: () => Promise<T>): Promise<T>;
}

interface Waiting {
  readonly priority: Priority;
  readonly start: () => Promise<void>;
}

/**
 * A queue by priority. A chain keeps a place between two of its calls: else a call that no one waits for yet, such as the
 * response of a later case, would take it and hold the chain up for a whole call. At least one place is for all.
 *
 * @param places simultaneous calls, at least 1
 */
export function createCallQueue(places: number): CallQueue {
  const waiting: Waiting[] = [];
  const lines = new Set<ChainLine>();
  let underWay = 0;

  const placesKept = () =>
    Math.min(
      [...lines].reduce((sum, line) => sum + turnsBetweenCalls(line), 0),
      places - 1,
    );

  function startNext(): void {
    while (waiting.length > 0 && underWay + placesKept() < places) {
      underWay += 1;
      void takeMostUrgent(waiting)?.start();
    }
  }

  function end(priority: Priority): void {
    for (const turn of priority.turns) {
      turn.calls.delete(priority);
      lines.add(turn.line);
      turn.line.watchers.add(wake);
    }
    underWay -= 1;
    startNext();
  }

  function wake(): void {
    for (const line of lines) {
      if (line.open.size > 0) continue;
      lines.delete(line);
      line.watchers.delete(wake);
    }
    startNext();
  }

  return {
    run<T>(priority: Priority, call: () => Promise<T>) {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const start = async () => {
        try {
          resolve(await call());
        } catch (error) {
          reject(error);
        } finally {
          // Whoever waits goes on after this, and finds the place of its chain kept.
          end(priority);
        }
      };
      waiting.push({ priority, start });
      beginCall(priority.turns, priority);
      startNext();
      return promise;
    },
  };
}

function takeMostUrgent(waiting: Waiting[]): Waiting | undefined {
  let best = 0;
  for (const [index, { priority }] of waiting.entries()) {
    if (priority.level > (waiting[best]?.priority.level ?? 0)) best = index;
  }
  return waiting.splice(best, 1)[0];
}
