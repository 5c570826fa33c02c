import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ownFile } from '../../datasets/findSetFile.ts';
import { loadPoisonSpecs } from '../../datasets/loadPoisonSpecs.ts';

describe('the bad specs of the set poisoning', () => {
  it('are 40, each one line, none twice, with the counts that DATASET.md gives for their aims', async () => {
    const specs = await loadPoisonSpecs();
    expect(specs).toHaveLength(40);
    expect(new Set(specs.map(({ spec }) => spec)).size).toBe(40);
    for (const { spec } of specs) expect(spec).toMatch(/^\S.*\.$/);
    const text = (await readFile(ownFile('poisoning', 'DATASET.md'), 'utf8')).split('## General specs')[1] ?? '';
    const stated = Array.from(text.matchAll(/^\| `(\w+)` \| (\d+) \|/gm), ([, aim, count]) => [aim, Number(count)]);
    const counted = Map.groupBy(specs, ({ aim }) => aim);
    expect(Object.fromEntries(stated)).toEqual(
      Object.fromEntries(Array.from(counted, ([aim, { length }]) => [aim, length])),
    );
  });
});
