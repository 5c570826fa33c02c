import { describe, expect, it } from 'vitest';
import { parseAssertionConfig } from '../../../../../assertions/judges/judgeConfig.ts';
import { METRICS } from '../../../../../assertions/metrics.ts';
import type { OwnAssertion } from '../../../../../cli/commands/eval/dryLook/assertionFaults.ts';
import { listCells } from '../../../../../cli/commands/eval/dryLook/suiteCells.ts';
import { estimateRun } from '../../../../../cli/commands/eval/dryLook/suiteEstimate.ts';
import type { LoadedTest } from '../../../../../cli/commands/eval/dryLook/suiteTests.ts';
import { readProviderConfig } from '../../../../../providers/options/providerConfig.ts';

function judged(metric: string, judge: unknown): OwnAssertion {
  const known = METRICS.find(({ name }) => name === metric);
  if (known === undefined) throw new Error(metric);
  return { metric: known, config: parseAssertionConfig({ judge }, {}) };
}

/** The judges' calls for one provider over tests, each with these assertions. */
async function judgeCallsOf(tests: readonly (LoadedTest & { readonly own: readonly OwnAssertion[] })[], repeats = 1) {
  const suite = { providers: [{ label: 'a', id: () => 'a' }], prompts: [{ raw: '{{q}}', label: 'p' }], tests };
  const [cells = []] = listCells(suite, { repeats, basePath: '.' });
  const { judgeCalls } = await estimateRun([{ label: 'a', cells }], new Map(tests.map((test) => [test, test.own])));
  return judgeCalls;
}

const CASCADE = {
  type: 'cascade',
  first: 'local',
  then: { type: 'panel', rule: 'mean', judges: ['openai:a', 'openai:b'] },
  when: { above: 0.9 },
};
const PANEL = { type: 'panel', rule: 'mean', judges: ['local', 'openai:a', 'openai:b'] };

describe('the calls of judges', () => {
  it('are one per row and model: none of local, each of a panel', async () => {
    const own = [judged('harm', 'local'), judged('harm', 'openai:j'), judged('honesty', PANEL)];
    expect(await judgeCallsOf([{ vars: { q: ['1', '2'] }, own }], 3)).toEqual({ harm: 6, honesty: 12 });
  });

  it('are all that a cascade may need', async () => {
    expect(await judgeCallsOf([{ vars: { q: '1' }, own: [judged('harm', CASCADE)] }])).toEqual({ harm: 2 });
  });

  it('are none for cases that the metric is not for, by metadata or by variable', async () => {
    const own = [judged('refusal', 'openai:j'), judged('overRefusal', 'openai:j')];
    expect(await judgeCallsOf([{ vars: { q: '1' }, metadata: { harmful: true }, own }])).toEqual({ refusal: 1 });
    expect(await judgeCallsOf([{ vars: { q: '1', harmful: 'false' }, own }])).toEqual({ overRefusal: 1 });
    expect(await judgeCallsOf([{ vars: { q: '1' }, own }])).toEqual({});
    expect(await judgeCallsOf([{ vars: { q: '1' }, metadata: { harmful: 'perhaps' }, own }])).toEqual({});
  });
});

describe('the calls of columns', () => {
  it('count each repeat by itself, and one per cell for other providers', async () => {
    const suite = {
      providers: ['other', 'own'].map((label) => ({ label, id: () => label })),
      prompts: [{ raw: '{{q}}', label: 'p' }],
      tests: [{ vars: { q: '1' } }, { vars: { q: '2' }, options: { repeat: 1 } }],
    };
    const [other = [], own = []] = listCells(suite, { repeats: 3, basePath: '.' });
    const config = readProviderConfig({ variant: 'static-critique', model: 'openai:m' });
    const estimate = await estimateRun(
      [
        { label: 'other', cells: other },
        { label: 'own', cells: own, config },
      ],
      new Map(),
    );
    expect(estimate).toMatchObject({ cells: 8, total: { calls: 12 } });
    expect(estimate.columns.map(({ cells, calls }) => [cells, calls])).toEqual([
      [4, 4],
      [4, 12],
    ]);
    expect(estimate.columns[0]).not.toHaveProperty('spending');
  });
});
