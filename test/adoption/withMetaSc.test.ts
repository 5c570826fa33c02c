import type { ApiProvider } from 'promptfoo';
import { describe, expect, it } from 'vitest';
import { withMetaSc } from '../../adoption/withMetaSc.ts';
import MetaScProvider from '../../providers/metaScProvider.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const CONFIG = { prompts: ['{{q}}'], providers: ['a:b'], tests: [{ vars: { q: 'x' }, metadata: { harmful: true } }] };

interface Column {
  readonly id: string;
  readonly label: string;
  readonly config: { readonly variant: string; readonly model: { readonly id: string } };
}

const columnsOf = (config: object) =>
  ('targets' in config ? config.targets : 'providers' in config ? config.providers : []) as readonly Column[];

describe('withMetaSc', () => {
  it('gives a config columns and assertions, and leaves the config as it is', () => {
    const before = structuredClone(CONFIG);
    const config = withMetaSc(CONFIG, { steps: 'all' });
    expect(CONFIG).toEqual(before);
    expect(config).toMatchObject({ prompts: CONFIG.prompts, tests: CONFIG.tests });
    expect(columnsOf(config).map(({ label, config: { model } }) => [label, model])).toEqual([
      ['baseline', { id: 'a:b' }],
      ['static-critique', { id: 'a:b' }],
      ['metasc', { id: 'a:b' }],
    ]);
    expect(columnsOf(config).at(-1)?.config).toMatchObject({ adapt: { steps: 'all' } });
    expect(config).toMatchObject({ defaultTest: { assert: [{ type: 'javascript' }, { type: 'javascript' }] } });
  });

  it.each([
    ['a function', () => CONFIG],
    ['an asynchronous function', async () => CONFIG],
  ])('gives %s that makes the config one of the same arguments', async (_, make) => {
    const given: unknown[] = [];
    const wrapped = withMetaSc((...args: [number, string]) => {
      given.push(...args);
      return make();
    });
    expect(columnsOf(await wrapped(1, 'two'))).toHaveLength(3);
    expect(given).toEqual([1, 'two']);
  });

  it('takes a promise, and what a module exports', async () => {
    expect(columnsOf(await withMetaSc(Promise.resolve(CONFIG)))).toHaveLength(3);
    expect(columnsOf(withMetaSc({ default: CONFIG }))).toHaveLength(3);
  });

  class Bot implements ApiProvider {
    readonly #answer = 'said: ';
    label = 'bot';
    transform = 'output.trim()';
    id(): string {
      return 'bot:1';
    }
    async callApi(prompt: string) {
      return { output: this.#answer + prompt };
    }
  }
  const answer = Object.assign(async (prompt: string) => ({ output: `fn: ${prompt}` }), { label: 'fn', delay: 1 });

  it.each([
    ['an instance', [new Bot()], 'said: hi', { transform: 'output.trim()' }],
    [
      'an object with functions',
      [{ id: (): string => 'o', callApi: async (p: string) => ({ output: `o: ${p}` }) }],
      'o: hi',
      {},
    ],
    ['a function', [answer], 'fn: hi', { delay: 1 }],
    ['a single function', answer, 'fn: hi', { delay: 1 }],
  ])('asks a provider that is %s', async (_, providers, output, carried) => {
    const config = withMetaSc({ ...CONFIG, providers }, { variants: ['baseline'] });
    const [column] = columnsOf(config);
    expect(column).toMatchObject(carried);
    // promptfoo copies options before it makes a provider of them.
    const provider = new MetaScProvider({ config: { ...structuredClone(column?.config), journalDir: false } });
    expect(await provider.callApi('hi')).toMatchObject({ output });
  });

  it('finds a provider by label, by id, or by promptfoo’s name for a function', () => {
    const config = { ...CONFIG, providers: ['a:b', new Bot(), async () => ({ output: '' })] };
    const wrapped = (provider: string) => columnsOf(withMetaSc(config, { provider, variants: ['metasc'], only: true }));
    for (const name of ['a:b', 'bot', 'bot:1', 'custom-function-2']) expect(wrapped(name)).toHaveLength(1);
    expect(() => withMetaSc(config)).toThrow(/^provider: .*several: a:b, bot \(bot:1\), custom-function-2/);
  });

  it('keeps a grader that is the replaced instance', async () => {
    const config = withMetaSc({ ...CONFIG, providers: [new Bot()], defaultTest: { options: { provider: 'bot' } } });
    const { provider } = (config.defaultTest as { options: { provider: unknown } }).options;
    const grader = { ...(provider as ApiProvider) };
    expect(await grader.callApi('x')).toEqual({ output: 'said: x' });
  });

  it('reads the files that the config names from its folder', () => {
    using folder = createTemporaryFolder({ 'rows.csv': 'q,unsafe\na,no\n', 'p.yaml': '[a:b, c:d]' });
    const config = { ...CONFIG, targets: 'file://p.yaml', providers: undefined, tests: 'file://rows.csv' };
    const wrapped = withMetaSc(config, { provider: 'c:d', variants: ['metasc'], folder: folder.path });
    expect(columnsOf(wrapped)).toMatchObject(['a:b', { label: 'metasc' }]);
    expect(wrapped).toMatchObject({ defaultTest: { assert: [{}, {}] } });
  });

  it.each([
    [{ ...CONFIG, providers: [] }, {}, /^withMetaSc: providers: expected at least one/],
    [CONFIG, { harmfull: true }, /^withMetaSc options: .*harmfull: unknown option.*"harmful"/s],
    [CONFIG, { variants: ['frozen'] }, /variants/],
    [CONFIG, { judge: { type: 'llm' } }, /judge/],
    [CONFIG, { harmful: false }, /^harmful: expected mixed/],
    [[CONFIG], {}, /^withMetaSc: expected a promptfoo config, .* got a list/],
    ['c.yaml', {}, /^withMetaSc: expected a promptfoo config, .* got c\.yaml/],
    [{ ...CONFIG, providers: [new MetaScProvider({ config: { journalDir: false } })] }, {}, /MetaSC column already/],
  ])('refuses %j with %j', (config, options, message) => {
    expect(() => withMetaSc(config as object, options as object)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });
});
