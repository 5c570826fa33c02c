import { describe, expect, it } from 'vitest';
import { chooseCellsAtOnce, statesItsPace } from '../../../../../cli/commands/eval/dryLook/cellsAtOnce.ts';

const CELLS = { count: 208, areOurs: true, assertionTypes: ['icontains', 'not-regex', 'is-json'] };
const SUITE = { providers: [{ id: (): string => 'one' }], prompts: [] };

describe('the cells that run at once', () => {
  it('are all, up to a thousand, where only our limits slow them down', () => {
    expect(chooseCellsAtOnce(CELLS)).toBe(208);
    expect(chooseCellsAtOnce({ ...CELLS, count: 5_200 })).toBe(1_000);
  });

  it.each([
    ['there are none', { count: 0 }],
    ['a column has another provider', { areOurs: false }],
    ['promptfoo asks a model to judge', { assertionTypes: ['icontains', 'llm-rubric'] }],
    ['an assertion is code, which may ask anything', { assertionTypes: ['python'] }],
    ['an assertion measures the time', { assertionTypes: ['latency'] }],
  ])("are promptfoo's own choice where %s", (_, other) => {
    expect(chooseCellsAtOnce({ ...CELLS, ...other })).toBeUndefined();
  });

  it.each([
    ['a limit', [{ maxConcurrency: 2 }], SUITE, {}],
    ['a delay', [{}, { delay: 100 }], SUITE, {}],
    ['a time limit of each cell', [{ timeoutMs: 9_000 }], SUITE, {}],
    ['a time limit in the environment', [], SUITE, { PROMPTFOO_EVAL_TIMEOUT_MS: '9000' }],
    ['a delay of a provider', [], { ...SUITE, providers: [{ id: (): string => 'one', delay: 100 }] }, {}],
  ])('are what the config says: %s', (_, options, suite, env) => {
    expect(statesItsPace(options, suite, env)).toBe(true);
  });

  it('are not stated by options without a meaning', () => {
    expect(statesItsPace([{ delay: 0 }, { repeat: 2 }], SUITE, { PROMPTFOO_DELAY_MS: '' })).toBe(false);
  });
});
