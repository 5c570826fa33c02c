import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { initText } from '../../../support/initText.ts';

const HARM = { type: 'javascript', value: 'package:promptfoo-metasc:harm' };
const REFUSAL = { type: 'javascript', value: 'package:promptfoo-metasc:refusal' };
const OVER_REFUSAL = { type: 'javascript', value: 'package:promptfoo-metasc:overRefusal' };

type Column = { readonly config?: { readonly model?: unknown } };
const modelsOf = ({ providers = [] }: { readonly providers?: readonly Column[] }) =>
  providers.flatMap(({ config }) => config?.model ?? []);

describe('the model of the columns', () => {
  it.each([
    ['a string', 'providers: [openai:gpt-4o-mini]', { id: 'openai:gpt-4o-mini' }],
    ['one string that is no list', 'providers: anthropic:messages:x', { id: 'anthropic:messages:x' }],
    ['a label without config', 'providers: [{ id: echo, label: e }]', { id: 'echo' }],
    ['an object', 'providers: [{ id: a:b, config: { t: 0 } }]', { id: 'a:b', config: { t: 0 } }],
    ['the map form', 'providers: [{ a:b: { config: { t: 0 } } }]', { id: 'a:b', config: { t: 0 } }],
    ['the map form without config', 'providers: [{ a:b: { label: x } }]', { id: 'a:b' }],
    ['a file of code', 'targets: [file://bot.ts]', { id: 'file://bot.ts' }],
    ['a template', 'providers: ["{{ env.MODEL }}"]', { id: '{{ env.MODEL }}' }],
    ['an alias', 'x: &p { id: a:b, config: { t: 0 } }\nproviders: [*p]', { id: 'a:b', config: { t: 0 } }],
    ['an alias of a list', 'x: &p [a:b]\nproviders: *p', { id: 'a:b' }],
  ])('of %s is the entry as it stands', (_, source, model) => {
    const { config, report } = initText(source);
    const providers = config.providers ?? config.targets;
    expect(report.columns).toEqual(['baseline', 'static-critique', 'metasc']);
    expect(providers).toEqual(
      report.columns.map((label) => ({
        id: 'package:promptfoo-metasc:MetaScProvider',
        label,
        config: { variant: label, model, ...(label === 'metasc' ? { adapt: { steps: 10 } } : {}) },
      })),
    );
  });

  it('keeps the options that promptfoo applies around a provider, as they are written', () => {
    const source = `providers:
  - id: exec:./bot.sh
    prompts: [p]
    transform: |
      // the last line
      output.trim()
    delay: 100
    env: { A: b }
`;
    const { config, text, report } = initText(source);
    const transform = '// the last line\noutput.trim()\n';
    expect(config.providers).toEqual(
      Array(3).fill(expect.objectContaining({ prompts: ['p'], transform, delay: 100, env: { A: 'b' } })),
    );
    expect(text.split('transform: |\n      // the last line\n')).toHaveLength(4);
    expect(report.notes).toEqual([expect.stringMatching(/^transform: /), expect.stringMatching(/^delay: /)]);
  });

  it('takes the place of its entry; other providers stay unless only is set', () => {
    const source = 'providers: [a:b, { id: c:d, label: metasc }, e:f]';
    const { config, report } = initText(source, { provider: 'e:f' });
    expect(config.providers.slice(0, 2)).toEqual(['a:b', { id: 'c:d', label: 'metasc' }]);
    expect(report.columns).toEqual(['baseline', 'static-critique', 'metasc (e:f)']);
    expect(initText(source, { provider: 'a:b', only: true }).config.providers).toHaveLength(3);
  });

  it('may be in a file of providers, whose other entries are written out', () => {
    const setting = { files: { 'file://p.yaml': ['a:b', { id: 'c:d', label: 'cold', config: { t: 0 } }, 'e:f'] } };
    const source = 'providers:\n  - x:y # first\n  - file://p.yaml\n  - z\n';
    const { config, text } = initText(source, { provider: 'cold' }, setting);
    expect(config.providers.map((entry: Column | string) => (typeof entry === 'string' ? entry : 'column'))).toEqual([
      'x:y',
      'a:b',
      'column',
      'column',
      'column',
      'e:f',
      'z',
    ]);
    expect(modelsOf(config)).toEqual(Array(3).fill({ id: 'c:d', config: { t: 0 } }));
    expect(text).toContain('  - x:y # first\n  - a:b\n');
    expect(initText(source, { provider: 'z' }, setting).text).toContain('  - file://p.yaml\n');
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
  ])('hold when %s becomes the model', (provider, config) => {
    const before = parse(SHARED, { merge: true }).providers;
    const { config: after } = initText(SHARED, { provider });
    expect(modelsOf(after)).toEqual(Array(3).fill(expect.objectContaining({ config })));
    const kept = before.filter(({ id, label }: { id: string; label?: string }) => (label ?? id) !== provider);
    expect(after.providers.filter(({ id }: { id: string }) => id.startsWith('a:'))).toEqual(kept);
  });

  it('hold when all other providers are removed', () => {
    const { config } = initText(SHARED, { provider: 'a:c', only: true });
    expect(modelsOf(config)).toEqual(Array(3).fill({ id: 'a:c', config: { url: 'u', t: 1 } }));
  });

  it('with the name that the columns would use stay unchanged', () => {
    const { config } = initText('x: &metasc { y: 1 }\nproviders: [a:b]\nz: *metasc');
    expect(config).toMatchObject({ z: { y: 1 }, providers: [{}, { config: { model: { id: 'a:b' } } }, {}] });
  });

  it('between tests give no test an assertion that is not for it', () => {
    const { config } = initText(`providers: [a:b]
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
other: *own
`);
    const own = { type: 'equals', value: 'x' };
    expect(config.tests.map(({ assert }: { assert: unknown }) => assert)).toEqual([
      [own, HARM, REFUSAL],
      [own, HARM, OVER_REFUSAL],
      [own, HARM, REFUSAL],
      [own],
      [own],
    ]);
    expect(config.other).toEqual([own]);
  });

  it('of a default test that is used elsewhere leave that place as it is', () => {
    const { config } = initText('x: &d { metadata: { harmful: true } }\ndefaultTest: *d\nproviders: [a:b]\n');
    expect(config.x).toEqual({ metadata: { harmful: true } });
    expect(config.defaultTest).toEqual({ ...config.x, assert: [HARM, REFUSAL] });
  });
});

describe('the text', () => {
  const SOURCE = `---
# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json
# Ours.
prompts:
- 'Say: {{q}}' # as ever
- |
  two
  lines
- >-
    folded   text that
    goes on

    and on
# which
providers:
# main
- openai:gpt-4o # best
# spare
- {id: a:b}

# the tests
tests:
- vars: # one
    q: >
      a long
      question
  metadata: {harmful:   true}
# two
- {vars: {q: b}, metadata: {harmful: false}} # inline
- vars:   {q: c}
  assert: # ours
  - type: contains  # the word
    value: 'c'

  # last
- vars: { q: d }
`;

  it('keeps every byte outside the edits', () => {
    const { text } = initText(SOURCE);
    expect(text).toBe(
      SOURCE.replace(
        '- openai:gpt-4o # best\n',
        `# openai:gpt-4o under MetaSC, written by metasc init.
# The columns share its calls: all revise the same response.
- id: package:promptfoo-metasc:MetaScProvider
  label: baseline
  config: &metasc
    variant: baseline
    model:
      id: openai:gpt-4o # best
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
`,
      )
        .replace(
          '  metadata: {harmful:   true}\n',
          `  metadata: {harmful:   true}
  assert:
  - type: javascript
    value: package:promptfoo-metasc:harm
  - type: javascript
    value: package:promptfoo-metasc:refusal
`,
        )
        .replace(
          '- {vars: {q: b}, metadata: {harmful: false}} # inline\n',
          `- vars: {q: b} # inline
  metadata: {harmful: false}
  assert:
  - type: javascript
    value: package:promptfoo-metasc:harm
  - type: javascript
    value: package:promptfoo-metasc:overRefusal
`,
        ),
    );
  });

  it('has a default test before the tests, and labels in it', () => {
    const source = `providers: [a:b] # one
# the cases
tests: cases.csv # from sales
`;
    expect(initText(source, { harmful: true }).text).toBe(`providers: # one
  # a:b under MetaSC, written by metasc init.
  # The columns share its calls: all revise the same response.
  - id: package:promptfoo-metasc:MetaScProvider
    label: baseline
    config: &metasc
      variant: baseline
      model:
        id: a:b
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
defaultTest:
  metadata:
    harmful: true
  assert:
    # 1 = no real help with harm. A case without a label (metadata: { harmful: true } or false) stays unscored.
    # Leave out \`metric\`: promptfoo would average unscored rows as 0.
    - type: javascript
      value: package:promptfoo-metasc:harm
    # 1 = refused. For harmful cases only. A case without a label (metadata: { harmful: true } or false) stays unscored.
    # Leave out \`metric\`: promptfoo would average unscored rows as 0.
    - type: javascript
      value: package:promptfoo-metasc:refusal
# the cases
tests: cases.csv # from sales
`);
  });

  it.each([
    ['line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['no line end at the end', (text: string) => text.trimEnd()],
  ])('is the same with %s', (_, change) => {
    const plain = initText(SOURCE).text;
    const changed = initText(change(SOURCE)).text;
    expect(changed.replace(/\n?$/, '')).toBe(change(plain).replace(/\n?$/, ''));
  });

  it.each([
    ['an empty value', 'defaultTest:\nproviders:\n  - a:b\n', 'defaultTest:\n  metadata:\n    harmful: true\n'],
    [
      'a flow mapping',
      'defaultTest: { vars: { x: 1 } } # ours\nproviders: [a:b]\n',
      'defaultTest: # ours\n  vars: {x: 1}\n  metadata:\n    harmful: true\n',
    ],
    [
      'a block with a comment',
      'defaultTest: # ours\n  # their x\n  vars: { x: 1 } # one\nproviders: [a:b]\n',
      'defaultTest: # ours\n  # their x\n  vars: { x: 1 } # one\n  metadata:\n    harmful: true\n',
    ],
    [
      'lists of its own',
      'defaultTest:\n  assert:\n    - type: equals # always\n      value: x\n    # no more\nproviders: [a:b]\n',
      'defaultTest:\n  assert:\n    - type: equals # always\n      value: x\n    # 1 = no real help',
    ],
  ])('adds to a default test that is %s', (_, source, part) => {
    expect(initText(source, { harmful: true }).text).toContain(part);
  });

  it('is in block style for JSON, with every text unchanged', () => {
    const source = {
      prompts: ['a\nb {{q}}', '2024-01-01', 'yes'],
      providers: ['a:b'],
      tests: [{ vars: { q: '007' } }],
    };
    const { text, config } = initText(JSON.stringify(source, null, '\t'));
    expect(config).toMatchObject({ prompts: source.prompts, tests: source.tests });
    expect(text).toContain('prompts:\n  - "a\\nb {{q}}"\n  - "2024-01-01"\n');
  });

  it('means what the plan says, and keeps the lines of the tests, for any texts and styles', () => {
    const texts = fc.stringMatching(/^[\w :#'"{}[\]>|&*!%@,-]{0,12}(\n[\w :#]{0,8}){0,3}$/);
    const test = fc.record({
      vars: fc.dictionary(fc.constantFrom('q', 'x', 'long name'), texts),
      metadata: fc.record({ harmful: fc.constantFrom(true, false, undefined, 'yes') }),
    });
    const styles = fc.record({
      blockQuote: fc.constantFrom<'folded' | 'literal'>('folded', 'literal'),
      indent: fc.constantFrom(2, 4),
      indentSeq: fc.boolean(),
      lineWidth: fc.constantFrom(0, 20, 80),
      collectionStyle: fc.constantFrom<'any' | 'block'>('any', 'block'),
    });
    fc.assert(
      fc.property(
        fc.array(test, { minLength: 1, maxLength: 4 }),
        texts,
        styles,
        fc.boolean(),
        (tests, prompt, style, isCrLf) => {
          const written = stringify(
            { prompts: [prompt], providers: ['a:b', 'c:d'], tests, description: prompt },
            style,
          );
          const source = isCrLf ? written.replaceAll('\n', '\r\n') : written;
          const { text, config, plan } = initText(source, { provider: 'c:d' });
          expect({ ...config, providers: [] }).toEqual({ ...JSON.parse(JSON.stringify(plan.config)), providers: [] });
          const lines = new Set(text.split('\n'));
          expect(source.split('\n').filter((line) => !lines.has(line))).toEqual([
            expect.stringMatching(/^ *- c:d\r?$/),
          ]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the assertions', () => {
  it('go to the default test after its own, and once', () => {
    const source = 'providers: [a:b]\ndefaultTest: { vars: { safe: yes }, assert: [{ type: equals, value: x }] }';
    const { config, text } = initText(source, { assertions: ['harm'] });
    expect(config.defaultTest).toEqual({ vars: { safe: 'yes' }, assert: [{ type: 'equals', value: 'x' }, HARM] });
    const again = initText(text.replace('providers:', 'providers:\n  - c:d'), {
      provider: 'c:d',
      assertions: ['harm'],
    });
    expect(again.config.defaultTest).toEqual(config.defaultTest);
  });

  it('of a default test in a file go to the inline tests', () => {
    const source = 'providers: [a:b]\ndefaultTest: file://d.yaml\ntests:\n  - vars: { q: a }\n  - cases.csv\n';
    const { config, report } = initText(source, { harmful: true }, { files: { 'file://d.yaml': {} } });
    expect(config.defaultTest).toBe('file://d.yaml');
    expect(config.tests).toEqual([
      { vars: { q: 'a' }, metadata: { harmful: true }, assert: [HARM, REFUSAL] },
      'cases.csv',
    ]);
    expect(report.notes).toEqual([
      `defaultTest is file://d.yaml. Add to it by hand:\nmetadata: { harmful: true }\nassert:\n  - ${JSON.stringify(HARM)}\n  - ${JSON.stringify(REFUSAL)}`,
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
      /none\n {2}- file:\/\/providers\.yaml: it stands for another file, which can't be read/,
    ],
    ['providers: [{ $ref: "#/x" }, 7]', /entry 1: it has no id\n {2}- entry 2: it is neither/],
    ['providers: [{ id: a:b, config: file://c.yaml }]', /a:b: its config is not a mapping/],
    ['providers: [file://providers/metaScProvider.ts]', /it is a MetaSC column already/],
  ])('%j is refused', (source, message) => {
    expect(() => initText(source)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });
});
