import { describe, expect, it } from 'vitest';
import { listCells } from '../../../../../cli/commands/eval/dryLook/suiteCells.ts';
import type { LoadedSuite } from '../../../../../cli/commands/eval/dryLook/suiteTests.ts';

/** The requests of each provider, `×n` for those that repeat. */
function requestsOf(suite: Partial<LoadedSuite>, repeats = 1): readonly (readonly string[])[] {
  const whole = { providers: [provider('a')], prompts: [{ raw: '{{q}}', label: '{{q}}' }], ...suite };
  return listCells(whole, { repeats, basePath: '.' }).map((cells) =>
    cells.map((cell) => (cell.repeats === 1 ? cell.request : `${cell.request} ×${cell.repeats}`)),
  );
}

const provider = (label: string) => ({ label, id: () => `id:${label}` });
const ask = (q: unknown, rest: object = {}) => ({ vars: { q }, ...rest });

describe('the cells of a config', () => {
  it('are one per test, prompt and provider, and one where there is no test', () => {
    const prompts = [
      { raw: 'x {{q}}', label: 'x' },
      { raw: 'y', label: 'y' },
    ];
    expect(requestsOf({ tests: [ask(1)], prompts, providers: [provider('a'), provider('b')] })).toEqual([
      ['x 1', 'y'],
      ['x 1', 'y'],
    ]);
    expect(requestsOf({ prompts: [{ raw: 'Hello', label: 'h' }] })).toEqual([['Hello']]);
    expect(requestsOf({ tests: [], scenarios: [] })).toEqual([[]]);
  });

  it('expand lists of texts, and nothing else', () => {
    expect(requestsOf({ tests: [{ vars: { q: ['1', '2'], r: ['3', '4'] } }] })[0]).toHaveLength(4);
    expect(requestsOf({ tests: [ask([1, 2]), ask([])] })[0]).toHaveLength(2);
    expect(requestsOf({ tests: [ask(['1', '2'], { options: { disableVarExpansion: true } })] })[0]).toHaveLength(1);
  });

  it('follow the names of providers and prompts: exact, before a colon, before *', () => {
    const providers = [provider('a'), provider('ab:c')];
    const named = (...names: string[]) =>
      requestsOf({ providers, tests: [ask(1, { providers: names })] }).map((own) => own.length);
    expect(named('a')).toEqual([1, 0]);
    expect(named('id:ab:c')).toEqual([0, 1]);
    expect(named('ab')).toEqual([0, 1]);
    expect(named('a*')).toEqual([1, 1]);
    expect(named()).toEqual([0, 0]);
    const prompts = ['p', 'q:1'].map((label) => ({ raw: label, label }));
    expect(requestsOf({ prompts, tests: [ask(1, { prompts: ['q'] })] })).toEqual([['q:1']]);
    expect(requestsOf({ prompts, tests: [ask(1)], providerPromptMap: { a: ['p'] } })).toEqual([['p']]);
  });

  it('repeat as the test says, else as the run', () => {
    expect(requestsOf({ tests: [ask(1), ask(2, { options: { repeat: 3 } })] }, 2)).toEqual([['1 ×2', '2 ×3']]);
  });

  it("merge the default test, a scenario's data and its tests, the last word counts", () => {
    const suite = {
      defaultTest: { vars: { q: 'default', w: 'w' }, options: { prefix: '<', suffix: '>' } },
      tests: [{ vars: { r: 1 } }],
      scenarios: [{ config: [{ vars: { q: 'data' } }, {}], tests: [{}, { vars: { q: 'inner {{w}}' } }] }],
    };
    expect(requestsOf(suite)).toEqual([['<default>', '<data>', '<inner w>', '<default>', '<inner w>']]);
  });

  it('keep a template that needs what only promptfoo has', () => {
    expect(requestsOf({ prompts: [{ raw: '{{ q | own }}', label: 'p' }], tests: [ask('x')] })).toEqual([
      ['{{ q | own }}\nx'],
    ]);
  });
});
