import { createReadStream, createWriteStream, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { MetaScError, messageOf } from '../foundation/errors.ts';
import { fieldsOf, numberOf, textOf, tryJson } from '../foundation/untyped.ts';
import type { PlacedRows } from './placedRows.ts';
import type { Plan } from './plan.ts';
import type { PlanStore } from './store/planStore.ts';
import type { UnitStep } from './store/storeRows.ts';

const PART_FILE = 'part.jsonl';

/**
 * Writes what a worker without a database has answered, for `metasc collect`: a line with the plan, the steps of chains, and
 * the rows of each test, in the order of the plan.
 */
export async function writePart(folder: string, plan: Plan, store: PlanStore): Promise<string> {
  const path = join(folder, PART_FILE);
  async function* lines() {
    yield `${JSON.stringify({ kind: 'part', plan: plan.id })}\n`;
    for (const step of await store.allSteps()) yield `${JSON.stringify({ kind: 'step', ...step })}\n`;
    for (const evaluation of plan.evaluations.keys()) {
      for await (const found of store.results(evaluation)) {
        for (const { test, repeat, rows } of found) {
          yield `{"kind":"rows","evaluation":${evaluation},"test":${test},"repeat":${repeat},"rows":${rows}}\n`;
        }
      }
    }
    yield `${JSON.stringify({ kind: 'end' })}\n`;
  }
  // Whoever waits for the part finds it whole.
  await pipeline(lines(), createWriteStream(`${path}.draft`));
  renameSync(`${path}.draft`, path);
  return path;
}

/** The steps in the part of a folder. @throws MetaScError as {@link rowsOfPart} */
export async function stepsOfPart(folder: string, plan: Plan): Promise<readonly UnitStep[]> {
  const steps: UnitStep[] = [];
  for await (const { kind, ...line } of linesOf(folder, plan)) {
    if (kind === 'rows') break;
    if (kind === 'step') steps.push(line as unknown as UnitStep);
  }
  return steps;
}

/**
 * The rows in the part of a folder, in the order of the plan.
 *
 * @throws MetaScError `FILE_UNREADABLE`; `JOURNAL_DAMAGED` for a part that is incomplete or of another plan
 */
export async function* rowsOfPart(folder: string, plan: Plan): AsyncIterable<PlacedRows> {
  for await (const { kind, evaluation, test, repeat, rows } of linesOf(folder, plan)) {
    if (kind !== 'rows') continue;
    yield {
      ...{ evaluation: numberOf(evaluation) ?? -1, test: numberOf(test) ?? -1, repeat: numberOf(repeat) ?? -1 },
      ...{ rows: rows as readonly Readonly<Record<string, unknown>>[], from: folder },
    };
  }
}

async function* linesOf(folder: string, plan: Plan): AsyncIterable<Readonly<Record<string, unknown>>> {
  const path = join(folder, PART_FILE);
  const damaged = (because: string) =>
    new MetaScError(`part: ${path} ${because}`, {
      code: 'JOURNAL_DAMAGED',
      help: 'Run its metasc work --shard again: it goes on where it ended.',
    });
  let isBegun = false;
  let isEnded = false;
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      const json = tryJson(line);
      const parsed = fieldsOf(json);
      if (json === undefined) throw damaged('holds a line that is no JSON');
      if (!isBegun && textOf(parsed.plan) !== plan.id) {
        throw damaged(`belongs to plan ${textOf(parsed.plan) ?? 'none'}, not to ${plan.id}`);
      }
      isBegun = true;
      if (parsed.kind === 'end') isEnded = true;
      else yield parsed;
    }
  } catch (error) {
    if (error instanceof MetaScError) throw error;
    throw new MetaScError(`part: can't read ${path}: ${messageOf(error)}`, { code: 'FILE_UNREADABLE', cause: error });
  }
  if (!isEnded) throw damaged('is incomplete');
}
