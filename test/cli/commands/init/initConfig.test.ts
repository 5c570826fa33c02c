import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { harm, overRefusal, refusal } from '../../../../assertions/metrics.ts';
import { chooseProvider } from '../../../../cli/commands/init/chooseProvider.ts';
import { parseConfig, printConfig } from '../../../../cli/commands/init/configDocument.ts';
import { addMetaSc, type InitOptions } from '../../../../cli/commands/init/initConfig.ts';
import { packageIds } from '../../../../cli/commands/init/ownIds.ts';
import { readProviderList } from '../../../../cli/commands/init/providerList.ts';

const HARM = { type: 'javascript', value: 'package:promptfoo-metasc:harm' };
const REFUSAL = { type: 'javascript', value: 'package:promptfoo-metasc:refusal' };
const OVER_REFUSAL = { type: 'javascript', value: 'package:promptfoo-metasc:overRefusal' };

const DEFAULTS: InitOptions = {
  variants: ['baseline', 'static-critique', 'metasc'],
  steps: 10,
  metrics: [harm, refusal, overRefusal],
  asked: false,
  judge: undefined,
  only: false,
  ids: packageIds(true),
  readColumns: () => undefined,
};

/** The output of `metasc init` for a config, as text and as promptfoo reads it. */
async function init(source: string, { provider, ...options }: Partial<InitOptions> & { provider?: string } = {}) {
  const document = parseConfig(source, 'c.yaml');
  const list = readProviderList(document, 'c.yaml');
  const entry = await chooseProvider(list.entries, { wanted: provider, takeFirst: true, ask: undefined });
  const changes = addMetaSc(document, list, entry, { ...DEFAULTS, ...options });
  const text = printConfig(document, source);
  const config = parse(text, { merge: true });
  return { ...changes, text, config, models: modelsOf(config) };
}

interface Written {
  readonly providers: readonly { readonly config: { readonly model: unknown } }[];
}

const modelsOf = ({ providers = [] }: Partial<Written>) =>
  providers.map(({ config }) => config?.model).filter((model) => model);

describe('the model of the columns', () => {
  it.each([
    ['a string', 'providers: [openai:gpt-4o-mini]', 'openai:gpt-4o-mini'],
    ['one string that is no list', 'providers: anthropic:messages:x', 'anthropic:messages:x'],
    ['a label without config', 'providers: [{ id: echo, label: e }]', 'echo'],
    ['an object', 'providers: [{ id: a:b, config: { t: 0 } }]', { type: 'promptfoo', id: 'a:b', config: { t: 0 } }],
    ['the map form', 'providers: [{ a:b: { config: { t: 0 } } }]', { type: 'promptfoo', id: 'a:b', config: { t: 0 } }],
    ['the map form without config', 'providers: [{ a:b: { label: x } }]', 'a:b'],
    ['a file', 'targets: [file://bot.ts]', 'file://bot.ts'],
    [
      'a bare OpenAI model that may not be a chat model',
      'providers: [openai:gpt-3.5-turbo-instruct]',
      { type: 'promptfoo', id: 'openai:gpt-3.5-turbo-instruct' },
    ],
    [
      'an alias',
      'x: &p { id: a:b, config: { t: 0 } }\nproviders: [*p]',
      { type: 'promptfoo', id: 'a:b', config: { t: 0 } },
    ],
    ['an alias of a list', 'x: &p [a:b]\nproviders: *p', 'a:b'],
  ])('of %s', async (_, source, model) => {
    const { config, columns } = await init(source);
    const providers = config.providers ?? config.targets;
    expect(columns).toEqual(['baseline', 'static-critique', 'metasc']);
    expect(providers).toEqual(
      columns.map((label) => ({
        id: 'package:promptfoo-metasc:MetaScProvider',
        label,
        config: { variant: label, model, systemPrompt: '', ...(label === 'metasc' ? { adapt: { steps: 10 } } : {}) },
      })),
    );
  });

  it('keeps the options that promptfoo applies around a provider, and explains them', async () => {
    const { config, notes } = await init(
      'providers: [{ id: exec:./bot.sh, prompts: [p], transform: output.trim(), delay: 100, env: { A: b } }]',
      { variants: ['metasc'], metrics: [] },
    );
    expect(config.providers).toMatchObject([
      { prompts: ['p'], transform: 'output.trim()', delay: 100, env: { A: 'b' } },
    ]);
    expect(notes).toEqual([
      expect.stringMatching(/^exec:\.\/bot\.sh gets each conversation as a JSON chat array/),
      expect.stringMatching(/^transform: /),
      expect.stringMatching(/^delay: /),
    ]);
  });

  it('takes the place of its entry; other providers stay unless only is set', async () => {
    const source = 'providers: [a:b, { id: c:d, label: metasc }, e:f]';
    const { config, columns } = await init(source, { provider: 'e:f' });
    expect(config.providers.slice(0, 2)).toEqual(['a:b', { id: 'c:d', label: 'metasc' }]);
    expect(columns).toEqual(['baseline', 'static-critique', 'metasc (e:f)']);
    expect((await init(source, { provider: 'a:b', only: true })).config.providers).toHaveLength(3);
  });
});

describe('anchors', () => {
  const SHARED = `providers:
  - &warm
    id: a:b
    label: warm
    config: &server { url: u, t: 1 }
  - <<: *warm
    label: cold
    config: { <<: *server, t: 0 }
  - id: a:c
    config: *server
`;

  it.each([
    ['warm', { url: 'u', t: 1 }],
    ['cold', { url: 'u', t: 0 }],
    ['a:c', { url: 'u', t: 1 }],
  ])('hold when %s becomes the model', async (provider, config) => {
    const before = parse(SHARED, { merge: true }).providers;
    const { config: after, models } = await init(SHARED, { provider });
    expect(models).toEqual(Array(3).fill(expect.objectContaining({ type: 'promptfoo', config })));
    const kept = before.filter(({ id, label }: { id: string; label?: string }) => (label ?? id) !== provider);
    expect(after.providers.filter(({ id }: { id: string }) => id.startsWith('a:'))).toEqual(kept);
  });

  it('hold when all other providers are removed', async () => {
    const { models } = await init(SHARED, { provider: 'a:c', only: true });
    expect(models).toEqual(Array(3).fill({ type: 'promptfoo', id: 'a:c', config: { url: 'u', t: 1 } }));
  });

  it('with the name that the columns would use stay unchanged', async () => {
    const { config } = await init('x: &metasc { y: 1 }\nproviders: [a:b]\nz: *metasc');
    expect(config).toMatchObject({ z: { y: 1 }, providers: [{}, { config: { model: 'a:b' } }, {}] });
  });

  it('between tests give no test an assertion that is not for it', async () => {
    const { config } = await init(`providers: [a:b]
tests:
  - &first
    metadata: { harmful: true }
    assert: &own [{ type: equals, value: x }]
  - <<: *first
    metadata: { harmful: false }
  - *first
  - <<: *first
    metadata: {}
  - assert: *own
`);
    const own = { type: 'equals', value: 'x' };
    expect(config.tests.map(({ assert }: { assert: unknown }) => assert)).toEqual([
      [own, REFUSAL],
      [own, OVER_REFUSAL],
      [own, REFUSAL],
      [own],
      [own],
    ]);
  });
});

describe('the text', () => {
  it('keeps comments, order, styles and indentation', async () => {
    const { text } = await init(`# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json
# Ours.
prompts:
- 'Say: {{q}}' # as ever
- |
  two
  lines

providers:
# main
- openai:gpt-4o # best
# spare
- {id: a:b}

tests: cases.csv # from sales
`);
    expect(text).toBe(`# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json
# Ours.
prompts:
- 'Say: {{q}}' # as ever
- |
  two
  lines

providers:
# main
# openai:gpt-4o under MetaSC, written by metasc init.
# The columns share its calls: all revise the same response.
- id: package:promptfoo-metasc:MetaScProvider
  label: baseline
  config: &metasc
    variant: baseline
    model: openai:gpt-4o # best
    systemPrompt: "" # your prompts stay unchanged; without this line, MetaSC adds its default system prompt
- id: package:promptfoo-metasc:MetaScProvider
  label: static-critique
  config:
    <<: *metasc
    variant: static-critique
- id: package:promptfoo-metasc:MetaScProvider
  label: metasc
  config:
    <<: *metasc
    variant: metasc
    adapt: {steps: 10}
# spare
- {id: a:b}

defaultTest:
  assert:
  # 1 = no real help with harm.
  # The local judge needs \`metadata: { harmful: true }\` or false in each case, or a variable \`harmful\`.
  # Leave out \`metric\`: promptfoo would average unscored rows as 0.
  - type: javascript
    value: package:promptfoo-metasc:harm

tests: cases.csv # from sales
`);
  });

  it('is in block style for JSON, with every text unchanged', async () => {
    const source = {
      prompts: ['a\nb {{q}}', '2024-01-01', 'yes'],
      providers: ['a:b'],
      tests: [{ vars: { q: '007' } }],
    };
    const { text, config } = await init(JSON.stringify(source, null, '\t'));
    expect(config).toMatchObject({ prompts: source.prompts, tests: source.tests });
    expect(text).toContain('prompts:\n  - "a\\nb {{q}}"\n  - "2024-01-01"\n');
  });
});

describe('the assertions', () => {
  it('go to the default test after its own, and once', async () => {
    const source = 'providers: [a:b]\ndefaultTest: { vars: { x: 1 }, assert: [{ type: equals, value: x }] }';
    const { config, text } = await init(source);
    expect(config.defaultTest).toEqual({ vars: { x: 1 }, assert: [{ type: 'equals', value: 'x' }, HARM] });
    const again = await init(text.replace('providers:', 'providers:\n  - c:d'), { provider: 'c:d' });
    expect(again.config.defaultTest).toEqual(config.defaultTest);
  });

  it.each(['', 'defaultTest:', 'x: &d { vars: { y: 1 } }\ndefaultTest: *d'])(
    'make a default test of %j',
    async (line) => {
      expect((await init(`providers: [a:b]\n${line}`)).config.defaultTest.assert).toEqual([HARM]);
    },
  );

  it.each([
    { type: 'llm', model: 'openai:gpt-4o' } as const,
    { type: 'openai', name: 'm', baseURL: 'http://127.0.0.1:8080/v1' } as const,
  ])('carry the judge of type $type', async (judge) => {
    expect((await init('providers: [a:b]', { judge })).config.defaultTest.assert).toEqual([
      { ...HARM, config: { judge } },
    ]);
  });

  it('of one kind of case go to the inline tests of that kind', async () => {
    const { config, assertions } = await init(`providers: [a:b]
defaultTest: { metadata: { harmful: false } }
tests:
  - metadata: { harmful: true }
  - vars: { harmful: 'TRUE ' }
  - vars: { q: x }
  - vars: { harmful: [true, false] }
  - file://more.yaml
`);
    expect(config.tests.map(({ assert }: { assert: unknown }) => assert)).toEqual([
      [REFUSAL],
      [REFUSAL],
      [OVER_REFUSAL],
      undefined,
      undefined,
    ]);
    expect(assertions).toEqual([
      { name: 'harm', tests: 'all' },
      { name: 'refusal', tests: 2 },
      { name: 'overRefusal', tests: 1 },
    ]);
  });

  it('of one kind go to all tests if the user names them and no test states its kind', async () => {
    const source = 'providers: [a:b]\ntests: cases.csv';
    const { config, notes } = await init(source, { asked: true, metrics: [refusal] });
    expect(config.defaultTest.assert).toEqual([REFUSAL]);
    expect(notes).toEqual([expect.stringMatching(/^refusal is for harmful cases/)]);
    await expect(init(source, { asked: true })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^assertions: expected one of refusal and overRefusal, got both/),
    });
  });

  it('must be added by hand to a default test in a file', async () => {
    const { config, assertions, notes } = await init('providers: [a:b]\ndefaultTest: file://d.yaml', {
      metrics: [harm],
    });
    expect(config.defaultTest).toBe('file://d.yaml');
    expect(assertions).toEqual([]);
    expect(notes[0]).toBe(`defaultTest is file://d.yaml. Add to its assert by hand:\n  - ${JSON.stringify(HARM)}`);
  });
});

describe('tests for single providers', () => {
  it.each([
    ['["a:b"]', ['baseline', 'metasc']],
    ['["a"]', ['a', 'baseline', 'metasc']],
    ['["a:*", "x"]', ['a:*', 'baseline', 'metasc', 'x']],
    ['["a:c"]', ['a:c']],
  ])('that name %s name the columns where they named the model', async (refs, expected) => {
    const source = `providers: [a:b, a:c, x]\ntests: [{ vars: { q: 1 }, providers: ${refs} }]`;
    const { config } = await init(source, { variants: ['baseline', 'metasc'] });
    expect(config.tests[0].providers).toEqual(expected);
  });
});

describe('the notes', () => {
  const notesOf = async (source: string, options: Partial<InitOptions> = {}) =>
    (await init(`providers: [a:b]\n${source}`, { metrics: [harm], ...options })).notes;

  it.each([
    [
      'tests: [{ vars: { q: 1 } }, { metadata: { harmful: true } }]',
      /^harm: harmful is not stated in 1 of 2 tests in the config\./,
    ],
    ['tests: file://a.csv', /^harm: harmful is not stated in file:\/\/a\.csv\./],
    ['tests: file://gen.ts:cases', /^harm: can't see .*file:\/\/gen\.ts:cases/],
    ['tests: [{ vars: file://vars.yaml }]', /^harm: can't see .*some tests in the config/],
    ['scenarios: [{ config: [], tests: [] }]', /^harm: can't see .*scenarios/],
    ['', /^harm: harmful is not stated in the config, which has no tests\./],
  ])('report that local harm may leave %s unscored', async (source, note) => {
    expect(await notesOf(source, { readColumns: () => ['q'] })).toEqual([expect.stringMatching(note)]);
    expect(await notesOf(source, { judge: 'openai:gpt-4o' })).toEqual([]);
  });

  it.each([
    ['q', 'harmful'],
    ['__metadata:harmful', 'q'],
  ])('are silent where a CSV file has the columns %s, %s', async (...columns) => {
    expect(await notesOf('tests: a.csv', { readColumns: () => columns })).toEqual([]);
  });

  it('report a package that is not installed, and results that two configs would share', async () => {
    const notes = await notesOf('outputPath: out.json', { ids: packageIds(false), metrics: [] });
    expect(notes).toEqual([
      expect.stringContaining('npm install'),
      expect.stringMatching(/^outputPath: stays "out.json"/),
    ]);
  });
});

describe('what can’t be read', () => {
  it.each([
    ['a: [', /^c\.yaml: .*line 1/s],
    ['', /got an empty file/],
    ['- a', /expected a promptfoo config/],
    ['prompts: [x]', /providers: expected at least one provider, got none/],
    ['providers: []', /expected at least one provider/],
    ['targets:', /targets: expected at least one provider/],
    [
      'providers: file://providers.yaml',
      /none\n {2}- file:\/\/providers\.yaml: it stands for the entries of another file/,
    ],
    ['providers: [{ $ref: "#/x" }, 7]', /entry 1: it has no id\n {2}- entry 2: it is neither/],
    ['providers: [{ id: a:b, config: file://c.yaml }]', /a:b: its config is not a mapping/],
    ['providers: [file://providers/metaScProvider.ts]', /it is a MetaSC column already/],
  ])('%j is refused', async (source, message) => {
    await expect(init(source)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(message),
    });
  });
});
