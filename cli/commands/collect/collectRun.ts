import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import { makeFolder } from '../../../foundation/files.ts';
import { countOf } from '../../../foundation/plural.ts';
import { type CollectedRow, mergeInOrder, type PlacedRows, wholeEvaluation } from '../../../scale/placedRows.ts';
import { type Plan, type PlannedEvaluation, readPlan } from '../../../scale/plan.ts';
import { rowsOfPart } from '../../../scale/shardPart.ts';
import { openStore, type PlanStore } from '../../../scale/store/planStore.ts';
import type { Terminal } from '../../terminal/output.ts';
import { planPath } from '../plan/planFile.ts';
import { createColumnTotals } from './columnTotals.ts';

export interface CollectOptions {
  readonly store?: string;
  readonly parts?: readonly string[];
  readonly output: string;
  /** @default JSON Lines */
  readonly json?: boolean;
}

/** As much as promptfoo reads of one file. */
const MOST_JSON_BYTES = 500_000_000;

/** Writes the results of a plan. A file appears only once it is whole. */
export async function runCollect(planFolder: string, options: CollectOptions, terminal: Terminal): Promise<void> {
  const plan = readPlan(planPath(planFolder));
  const { store, parts = [], output, json = false } = options;
  if ((store === undefined) === (parts.length === 0)) {
    throw new MetaScError('collect: expected --store or --parts', { code: 'CONFIG_INVALID' });
  }
  const opened =
    store === undefined
      ? undefined
      : await openStore(plan, { store, leaseSeconds: 30, patienceMs: 30_000, begins: false });
  try {
    makeFolder(output);
    for (const [index, evaluation] of plan.evaluations.entries()) {
      const placed = opened === undefined ? ofEvaluation(index, parts, plan) : fromStore(opened, index);
      const path = join(output, `${evaluation.id}.${json ? 'json' : 'jsonl'}`);
      const rows = wholeEvaluation(evaluation, placed);
      const count = await writeWhole(path, json ? asJson(plan, evaluation, rows) : asLines(rows));
      terminal.out.write(`${path}: ${countOf(count.rows, 'row')}\n`);
    }
  } finally {
    await opened?.close();
  }
}

async function* fromStore(store: PlanStore, evaluation: number): AsyncIterable<PlacedRows> {
  for await (const found of store.results(evaluation)) {
    for (const { test, repeat, rows } of found) {
      yield { evaluation, test, repeat, rows: JSON.parse(rows) as readonly CollectedRow[], from: 'the store' };
    }
  }
}

async function* ofEvaluation(index: number, parts: readonly string[], plan: Plan): AsyncIterable<PlacedRows> {
  for await (const placed of mergeInOrder(parts.map((folder) => rowsOfPart(folder, plan)))) {
    if (placed.evaluation === index) yield placed;
  }
}

interface Written {
  rows: number;
}

type Lines = (count: Written) => AsyncIterable<string>;

const asLines = (rows: AsyncIterable<readonly CollectedRow[]>): Lines =>
  async function* (count) {
    for await (const list of rows) {
      count.rows += list.length;
      for (const row of list) yield `${JSON.stringify(row)}\n`;
    }
  };

/** The form of `promptfoo export`, with figures that are added up anew. */
const asJson = (plan: Plan, evaluation: PlannedEvaluation, rows: AsyncIterable<readonly CollectedRow[]>): Lines =>
  async function* (count) {
    const timestamp = new Date().toISOString();
    const totals = createColumnTotals(evaluation.columns);
    yield `{"evalId":${JSON.stringify(`eval-${plan.id}-${evaluation.id}`)},"results":{"version":3,"timestamp":${JSON.stringify(timestamp)},"results":[`;
    let bytes = 0;
    for await (const list of rows) {
      for (const row of list) {
        totals.add(row);
        const text = `${count.rows === 0 ? '' : ','}\n${JSON.stringify(row)}`;
        bytes += Buffer.byteLength(text);
        if (bytes > MOST_JSON_BYTES) throw tooLarge(evaluation.id);
        count.rows += 1;
        yield text;
      }
    }
    const config = { description: evaluation.id, metadata: { plan: plan.id } };
    yield `\n],"prompts":${JSON.stringify(totals.prompts())},"stats":${JSON.stringify(totals.stats())}},"config":${JSON.stringify(config)},"shareableUrl":null,"metadata":${JSON.stringify({ exportedAt: timestamp })}}\n`;
  };

function tooLarge(id: string): MetaScError {
  return new MetaScError(
    `collect: ${id}: more than ${MOST_JSON_BYTES / 1e6} MB, which promptfoo does not read as JSON`,
    {
      code: 'FILE_UNWRITABLE',
      help: 'Without --json it becomes JSON Lines; metasc gate and metasc report read both.',
    },
  );
}

async function writeWhole(path: string, lines: Lines): Promise<Written> {
  const count: Written = { rows: 0 };
  const draft = `${path}.draft`;
  try {
    await pipeline(() => lines(count), createWriteStream(draft));
    renameSync(draft, path);
    return count;
  } catch (error) {
    rmSync(draft, { force: true });
    if (error instanceof MetaScError) throw error;
    throw new MetaScError(`collect: can't write ${path}: ${messageOf(error)}`, {
      code: 'FILE_UNWRITABLE',
      cause: error,
    });
  }
}
