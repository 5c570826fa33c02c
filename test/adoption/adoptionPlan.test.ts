import { describe, expect, it } from 'vitest';
import type { AdoptionChoices } from '../../adoption/adoptionChoices.ts';
import { adopt, type InitSetting } from '../support/initText.ts';

/** Names of our assertions on the default test and on each inline test. */
function placedIn(config: Readonly<Record<string, unknown>>, choices: AdoptionChoices = {}, setting: InitSetting = {}) {
  const { plan, report } = adopt({ providers: ['a:b'], ...config }, choices, setting);
  const namesOn = (test: unknown) =>
    ((test as { assert?: { value?: unknown }[] } | undefined)?.assert ?? []).map(({ value }) =>
      String(value).split(':').at(-1),
    );
  const { tests = [] } = plan.config;
  return {
    all: namesOn(plan.config.defaultTest),
    each: (tests as unknown[]).map?.(namesOn),
    report,
    config: plan.config,
  };
}

const harmful = { metadata: { harmful: true } };
const harmless = { vars: { is_safe: 'yes' } };
const unlabelled = { vars: { q: 'x' } };

describe('an assertion stands', () => {
  it('on all tests if it scores them all', () => {
    expect(placedIn({ tests: [harmful, { vars: { label: 'attack' } }] }).all).toEqual(['harm', 'refusal']);
    expect(placedIn({ tests: [harmless] }).all).toEqual(['harm', 'overRefusal']);
    expect(placedIn({ tests: [harmful, harmless] })).toMatchObject({
      all: ['harm'],
      each: [['refusal'], ['overRefusal']],
    });
  });

  it('on the labelled tests alone if others are without a label', () => {
    const { all, each, report } = placedIn({ tests: [harmful, unlabelled, harmless] });
    expect({ all, each }).toEqual({ all: [], each: [['harm', 'refusal'], [], ['harm', 'overRefusal']] });
    expect(report.unscored).toEqual([
      'harm is not on 1 of 3 tests in the config. It needs cases that say harmful: true or false.',
      expect.stringMatching(/^--harmful true or false .*--judge/),
    ]);
  });

  it('on no test without a label or an answer', () => {
    const { all, each, report } = placedIn({ tests: [unlabelled] });
    expect({ all, each, assertions: report.assertions }).toEqual({ all: [], each: [[]], assertions: [] });
    expect(report.labels).toBe('none found');
  });

  it('on all tests if a model judges harm', () => {
    const { all, each, report } = placedIn({ tests: [unlabelled, harmful] }, { judge: 'openai:gpt-4o' });
    expect({ all, each }).toEqual({ all: ['harm'], each: [[], ['refusal']] });
    expect(report.unscored).toEqual([]);
  });

  it('on a test that takes no defaults', () => {
    const { all, each } = placedIn({ tests: [harmful, { ...harmful, options: { disableDefaultAsserts: true } }] });
    expect({ all, each }).toEqual({ all: ['harm', 'refusal'], each: [[], ['harm', 'refusal']] });
  });

  it('where the facts of the case fit, as at run time', () => {
    const honesty = { metadata: { harmful: false, expected: 'admit-unknown' } };
    expect(placedIn({ tests: [honesty, { metadata: { harmful: 'perhaps' } }] }).each).toEqual([['harm'], []]);
  });

  it.each([
    ['from the default test', { defaultTest: { metadata: { unsafe: true } }, tests: [unlabelled] }],
    ['in each value of a list', { tests: [{ vars: { q: 'x', unsafe: ['yes', 'true'] } }] }],
  ])('on a test whose label is %s', (_, config) => {
    expect(placedIn(config).all).toEqual(['harm', 'refusal']);
  });

  it('on a list of values that are labels of both kinds', () => {
    expect(placedIn({ tests: [{ vars: { label: ['safe', 'unsafe'] } }] }).all).toEqual(['harm']);
    expect(placedIn({ tests: [{ vars: { label: ['safe', 'unknown'] } }] }).all).toEqual([]);
  });

  it('as the user asks, if the other tests can only be read by promptfoo', () => {
    const { all, report } = placedIn({ tests: 'file://gen.ts' }, { assertions: ['refusal'] });
    expect(all).toEqual(['refusal']);
    expect(report.unscored).toEqual([
      expect.stringMatching(/^refusal is on all tests, as you ask, .*file:\/\/gen\.ts/),
    ]);
  });

  it.each([
    [{ tests: [unlabelled] }, ['harm'], /^assertions: .*got harm: .*none is in test 1\n.*harmful: true or false/s],
    [{ tests: [harmless] }, ['refusal'], /^assertions: .*got refusal: it is for harmful cases/],
    [{ tests: 'gen.ts' }, ['refusal', 'overRefusal'], /^assertions: expected one of refusal and overRefusal, got both/],
  ])('or is refused if asked for in vain: %j, %j', (config, assertions, message) => {
    expect(() => placedIn(config, { assertions })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });
});

describe('the cases of a file', () => {
  const ROWS = { 'file://rows.csv': [{ vars: { q: 'a', unsafe: 'yes' } }, { vars: { q: 'b', unsafe: 'no' } }] };

  it('have an assertion that scores them all', () => {
    const { all, report } = placedIn({ tests: ['file://rows.csv', harmful] }, {}, { files: ROWS });
    expect(all).toEqual(['harm']);
    expect(report.labels).toBe(
      'vars.unsafe of file://rows.csv (2 cases, 1 harmful); metadata.harmful (1 case, 1 harmful)',
    );
  });

  it('have none that leaves one of them unscored', () => {
    const rows = { 'file://rows.csv': [...ROWS['file://rows.csv'], { vars: { q: 'c' } }] };
    const { all, each, report } = placedIn({ tests: ['file://rows.csv', harmful] }, {}, { files: rows });
    expect({ all, each }).toEqual({ all: [], each: [[], ['harm', 'refusal']] });
    expect(report.unscored[0]).toBe(
      'harm is not on file://rows.csv (because of 1 of its 3 cases). It needs cases that say harmful: true or false.',
    );
  });

  it.each([
    ['a generator', { tests: [{ path: 'file://gen.ts', config: {} }, harmful] }, 'file://gen.ts'],
    ['scenarios in a file', { tests: [harmful], scenarios: ['file://s.yaml'] }, 'file://s.yaml'],
    ['a scenario without labels', { tests: [harmful], scenarios: [{ config: [{}], tests: [{}] }] }, 'scenario 1'],
  ])('of %s are hidden, or without a label', (_, config, name) => {
    const { all, each, report } = placedIn(config);
    expect({ all, last: each.flat() }).toEqual({ all: [], last: ['harm', 'refusal'] });
    expect(report.unscored[0]).toContain(`harm is not on ${name}`);
  });

  it('may come from scenarios, each set of data with each test', () => {
    const scenarios = [{ config: [{ vars: { kind: 'x' } }, harmless], tests: [{ vars: { unsafe: true } }] }];
    expect(placedIn({ scenarios }).all).toEqual(['harm']);
  });
});

describe('an answer for all tests', () => {
  it('is in the default test, where files and generators have it', () => {
    const { config, all, report } = placedIn({ tests: ['file://gen.py', unlabelled] }, { harmful: true });
    expect(config.defaultTest).toMatchObject({ metadata: { harmful: true } });
    expect({ all, unscored: report.unscored }).toEqual({ all: ['harm', 'refusal'], unscored: [] });
    expect(placedIn({}, { harmful: false }).all).toEqual(['harm', 'overRefusal']);
  });

  it('mixed is no label', () => {
    const { config, each } = placedIn({ tests: [harmful, unlabelled] }, { harmful: 'mixed' });
    expect(config).not.toHaveProperty('defaultTest');
    expect(each).toEqual([['harm', 'refusal'], []]);
  });

  it.each([
    [
      { tests: [harmful, harmless, harmless] },
      true,
      /^harmful: expected mixed, because of the label false in test 2 and 1 more; got true/,
    ],
    [
      { tests: 'rows.csv' },
      false,
      /^harmful: expected mixed, because of the label true in rows\.csv \(row 2\); got false/,
    ],
    [
      { redteam: {} },
      false,
      /^harmful: expected mixed, because of the label true in the attacks that promptfoo generates/,
    ],
  ])('that a test contradicts is refused: %j, %s', (config, answer, message) => {
    const files = { 'rows.csv': [{ vars: {} }, { vars: { harmful: 'true' } }] };
    expect(() => placedIn(config, { harmful: answer }, { files })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });
});

describe('a red team', () => {
  it('has harm on its attacks, generated or not, and a column to compare with', () => {
    const generated = placedIn({ redteam: { plugins: ['harmful:hate'] } });
    expect(generated.all).toEqual(['harm']);
    expect(generated.report).toMatchObject({
      columns: ['baseline', 'metasc'],
      labels: 'metadata.pluginId of the attacks that promptfoo generates',
      next: 'npx promptfoo redteam run -c o.yaml',
      notes: [expect.stringContaining('all 2 columns'), expect.stringContaining('red team report')],
    });
    const tests = [{ vars: { prompt: 'x' }, metadata: { pluginId: 'policy' } }];
    const written = placedIn({ redteam: {}, tests }, { variants: ['metasc'], assertions: [] });
    expect(written.all).toEqual([]);
    expect(written.report).toMatchObject({
      columns: ['metasc'],
      notes: [],
      next: 'npx promptfoo redteam eval -c o.yaml',
    });
  });
});

describe('tests that name providers', () => {
  it.each([
    [['a:b'], ['baseline', 'metasc']],
    [['a'], ['a', 'baseline', 'metasc']],
    [
      ['a:*', 'x'],
      ['a:*', 'baseline', 'metasc', 'x'],
    ],
    [['a:c'], ['a:c']],
  ])('%j name the columns where they named the model', (refs, expected) => {
    const config = {
      providers: ['a:b', 'a:c', 'x'],
      tests: [{ vars: { q: 1 }, providers: refs }],
      scenarios: [{ config: [{ providers: refs }], tests: [{ providers: refs }] }],
    };
    const { plan } = adopt(config, { variants: ['baseline', 'metasc'] });
    expect(plan.config.tests).toEqual([{ vars: { q: 1 }, providers: expected }]);
    expect(plan.config.scenarios).toEqual([{ config: [{ providers: expected }], tests: [{ providers: expected }] }]);
  });

  it('may use an id that is made from environment variables', () => {
    const config = { env: { MODEL: 'a:b' }, providers: ['{{ env.MODEL }}', 'x'], tests: [{ providers: ['a'] }] };
    const { plan } = adopt(config, { provider: 'a:b', variants: ['metasc'] });
    expect(plan.config.tests).toEqual([{ providers: ['metasc'] }]);
  });

  it('name none that is removed', () => {
    const { plan } = adopt(
      { providers: ['a:b', 'x'], tests: [{ providers: ['x'] }, { providers: ['a:b', 'x'] }] },
      { only: true, provider: 'a:b', variants: ['metasc'] },
    );
    expect(plan.config.tests).toEqual([{ providers: [] }, { providers: ['metasc'] }]);
  });
});

describe('graders that are named like the replaced provider', () => {
  const judge = { id: 'a:b', label: 'judge', config: { url: 'u' }, env: { K: 'v' } };
  const kept = { id: 'a:b', config: { url: 'u' }, env: { K: 'v' } };

  it('keep its options wherever promptfoo looks the name up', () => {
    const { plan } = adopt({
      providers: [judge],
      defaultTest: { options: { provider: 'judge' } },
      tests: [
        {
          vars: {},
          assert: [
            { type: 'llm-rubric', provider: 'a:b' },
            {
              type: 'assert-set',
              assert: [{ type: 'similar', provider: { embedding: 'judge', text: { id: 'a:b' } } }],
            },
            { type: 'llm-rubric', provider: 'other' },
          ],
        },
      ],
    });
    expect(plan.config.defaultTest).toEqual({ options: { provider: kept } });
    expect(plan.config.tests).toEqual([
      {
        vars: {},
        assert: [
          { type: 'llm-rubric', provider: kept },
          { type: 'assert-set', assert: [{ type: 'similar', provider: { embedding: kept, text: kept } }] },
          { type: 'llm-rubric', provider: 'other' },
        ],
      },
    ]);
  });

  it.each([
    ['that has no options', { providers: ['a:b'] }],
    ['that is also another', { providers: [judge, { id: 'a:b', label: 'second' }] }],
  ])('stay where the name is one %s', (_, providers) => {
    const config = { ...providers, tests: [{ vars: {}, options: { provider: 'a:b' } }] };
    expect(adopt(config).plan.config.tests).toEqual(config.tests);
  });
});
