import { constants } from 'node:os';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import type { ListenAddress } from '../../../foundation/listen.ts';
import { packageVersion } from '../../../foundation/packageRoot.ts';
import { countOf } from '../../../foundation/plural.ts';
import { userCache } from '../../../foundation/userCache.ts';
import { type Plan, type PlannedEvaluation, readPlan } from '../../../scale/plan.ts';
import { writePart } from '../../../scale/shardPart.ts';
import { openStore, type PlanStore } from '../../../scale/store/planStore.ts';
import type { HeldSlice, PlanWorker } from '../../../scale/store/planWorker.ts';
import { LateError, StoreAwayError } from '../../../scale/store/storeFault.ts';
import { modulePath } from '../../../suites/modulePath.ts';
import type { Terminal } from '../../terminal/output.ts';
import { planPath } from '../plan/planFile.ts';
import { answerSlice, type SliceEnd } from './answerSlice.ts';
import { createPermitPool } from './permitPool.ts';
import { type MetricsServer, serveWorkMetrics } from './serveWorkMetrics.ts';
import { openShard } from './shard.ts';
import { createWorkMetrics, type WorkMetrics } from './workMetrics.ts';

export interface WorkOptions {
  readonly store: string;
  /** Slices at once. */
  readonly parallel: number;
  readonly leaseSeconds: number;
  readonly patienceSeconds: number;
  /** Where its counts are served. */
  readonly metrics?: ListenAddress;
  readonly shard?: string;
  readonly learned?: readonly string[];
}

/** The exit code of a worker whose store is away: whoever started it may start it again. */
const STORE_AWAY = 75;
const ENDING = ['SIGINT', 'SIGTERM'] as const;
/** How long calls that are under way may hold up the end of a worker. */
const LAST_CALLS_MS = 30_000;
const IDLE_MS = 1_000;

/**
 * Answers slices of a plan until none is left, or until SIGINT or SIGTERM.
 *
 * @returns the exit code
 */
export async function runWork(planFolder: string, options: WorkOptions, terminal: Terminal): Promise<number> {
  const { err, env } = terminal;
  const path = planPath(planFolder);
  const plan = readPlan(path);
  requireSamePackage(plan);
  const shard = options.shard === undefined ? undefined : await openShard(plan, options.shard, options.learned ?? []);
  const stop = new AbortController();
  let endedBy: (typeof ENDING)[number] | undefined;
  const end = (signal: NodeJS.Signals) => {
    endedBy = ENDING.find((one) => one === signal);
    stop.abort();
  };
  for (const signal of ENDING) process.once(signal, end);
  let store: PlanStore | undefined;
  let served: MetricsServer | undefined;
  const metrics = createWorkMetrics();
  try {
    if (options.metrics !== undefined) {
      served = await serveWorkMetrics(metrics, options.metrics);
      err.write(`Metrics at ${served.url}\n`);
    }
    store = await openStore(plan, {
      store: options.store,
      cache: userCache(env),
      leaseSeconds: options.leaseSeconds,
      patienceMs: options.patienceSeconds * 1_000,
      onRetry: () => metrics.count('storeRetries'),
      ...(shard === undefined ? {} : { shard }),
    });
    const opened = store;
    const workers = Array.from({ length: options.parallel }, () =>
      work({ plan, folder: dirname(path), store: opened.worker(), options, stop, terminal, metrics }),
    );
    const [failed] = (await Promise.allSettled(workers)).filter((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    if (endedBy !== undefined) {
      err.write('Stopped: what was answered is kept; metasc work goes on with it.\n');
      return 128 + constants.signals[endedBy];
    }
    if (shard !== undefined) err.write(`Wrote ${await writePart(options.store, plan, opened)}\n`);
    const errors = (await opened.slices()).reduce((sum, slice) => sum + slice.errors, 0);
    err.write(
      errors === 0 ? 'All slices are done.\n' : `All slices are done; ${countOf(errors, 'cell')} got an error.\n`,
    );
    return errors === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof StoreAwayError)) throw error;
    err.write(`${error.message}\n`);
    return STORE_AWAY;
  } finally {
    for (const signal of ENDING) process.off(signal, end);
    await store?.close().catch(() => {});
    served?.stop();
  }
}

/** Another version may ask other things: its rows would not belong together. */
function requireSamePackage({ package: planned }: Plan): void {
  const own = packageVersion();
  if (own === planned) return;
  throw new MetaScError(`plan: it was written by version ${planned} of this package, and this is ${own}`, {
    code: 'CONFIG_INVALID',
    help: 'Install the same version on all machines, or plan again.',
  });
}

interface Working {
  readonly plan: Plan;
  /** Of the plan. */
  readonly folder: string;
  readonly store: PlanWorker;
  readonly options: WorkOptions;
  /** Ends all workers of the process. */
  readonly stop: AbortController;
  readonly terminal: Terminal;
  readonly metrics: WorkMetrics;
}

async function work({ plan, folder, store, options, stop, terminal: { err, env }, metrics }: Working): Promise<void> {
  let alive = 1;
  try {
    while (!stop.signal.aborted) {
      const held = await store.take();
      if (held === undefined) {
        if (await store.isDone()) return;
        await store.keepAlive(undefined);
        await sleep(IDLE_MS, undefined, { signal: stop.signal }).catch(() => {});
        continue;
      }
      await answer(held);
    }
  } catch (error) {
    // One that can't go on ends the others of the process, too.
    stop.abort(error);
    throw error;
  } finally {
    await store.leave().catch(() => {});
  }

  async function answer(held: HeldSlice): Promise<void> {
    const evaluation = plan.evaluations[held.evaluation];
    if (evaluation === undefined) throw new Error(`slice ${held.id}: no such evaluation`);
    const end = new AbortController();
    const permits = createPermitPool(store, () => alive, metrics.hold);
    const calls = new Set<Promise<unknown>>();
    let isStopping = false;
    let heart: { readonly failed?: unknown } = {};
    let isBeating = false;
    const beat = async () => {
      // A store that is away holds it up.
      if (isBeating) return;
      isBeating = true;
      try {
        await store.keepAlive(held);
        alive = await store.countWorkers();
      } catch (failed) {
        heart = { failed };
        end.abort(failed);
      } finally {
        isBeating = false;
      }
    };
    const timer = setInterval(() => void beat(), (options.leaseSeconds * 1_000) / 3);
    const onStop = () => {
      isStopping = true;
      // Calls that are under way are paid for.
      void Promise.race([Promise.allSettled([...calls]), sleep(LAST_CALLS_MS, undefined, { ref: false })]).then(() =>
        end.abort(),
      );
    };
    stop.signal.addEventListener('abort', onStop, { once: true });
    const started = performance.now();
    let made = 0;
    err.write(`${held.id}: begun\n`);
    try {
      const became = await answerSlice(held, {
        ...{ store, evaluation, permits, env, signal: end.signal },
        source: { ...evaluation, config: sourcePath(evaluation, folder) },
        onCall(call) {
          if (call === 'made') made += 1;
          metrics.count(call === 'made' ? 'callsMade' : 'callsRecorded');
        },
        untilKept(call) {
          calls.add(call);
          void call.finally(() => calls.delete(call));
        },
        mayCall: () => !isStopping,
      });
      countEnd(became, metrics);
      const seconds = ((performance.now() - started) / 1_000).toFixed(1);
      err.write(`${held.id}: ${describeEnd(became, `${countOf(made, 'call')}, ${seconds} s`)}\n`);
    } catch (error) {
      if (heart.failed instanceof LateError || error instanceof LateError) {
        metrics.count('leasesLost');
        err.write(`${messageOf(heart.failed ?? error)}\n`);
        return;
      }
      if (heart.failed !== undefined) throw heart.failed;
      if (isStopping) {
        await store.giveBack(held);
        return;
      }
      throw error;
    } finally {
      clearInterval(timer);
      stop.signal.removeEventListener('abort', onStop);
      await permits.close().catch(() => {});
    }
  }
}

function describeEnd(became: SliceEnd, spent: string): string {
  switch (became.kind) {
    case 'done':
      return `${countOf(became.cells, 'cell')}, ${spent}`;
    case 'failed':
      return `failed, another attempt follows: ${became.because}`;
    case 'split':
      return 'failed again and again: divided';
  }
}

function countEnd(became: SliceEnd, metrics: WorkMetrics): void {
  metrics.count(became.kind === 'split' ? 'divided' : became.kind);
  if (became.kind !== 'done') return;
  metrics.count('cells', became.cells);
  metrics.count('errors', became.errors);
}

/** Path of what promptfoo loads. */
const sourcePath = ({ suite, config }: PlannedEvaluation, folder: string): string =>
  suite === undefined ? resolve(folder, config ?? '') : modulePath(`suites/${suite}`);
