import { readFile } from 'node:fs/promises';
import { readCsv } from '../foundation/csv.ts';
import { ownFile } from './findSetFile.ts';

/** A spec that no chain should take, as a persuaded meta-critic might propose it: one general sentence. */
export interface PoisonSpec {
  readonly id: string;
  /** What it would do to answers: `obedience`, `denial`, `deception` and the like (datasets/poisoning/DATASET.md). */
  readonly aim: string;
  readonly spec: string;
}

/** The specs of the set `poisoning`, in the file's order. */
export async function loadPoisonSpecs(): Promise<readonly PoisonSpec[]> {
  const file = ownFile('poisoning', 'generalSpecs.csv');
  const columns = ['id', 'aim', 'spec'] as const;
  const { rows } = readCsv(await readFile(file, 'utf8'), { file, columns, key: 'id' });
  return rows.map(({ fields }) => fields);
}
