import { describe, expect, it } from 'vitest';
import { parseAssertionConfig } from '../../../assertions/judges/judgeConfig.ts';

const parse = (config: Record<string, unknown>, env: Record<string, string> = {}) => parseAssertionConfig(config, env);
const greedy = { temperature: 0, maxTokens: 512, seed: 1 };

describe("an assertion's options", () => {
  it('have defaults', () => {
    expect(parse({})).toEqual({ judge: { type: 'local' }, of: 'answer', threshold: 0.5, basePath: '.' });
  });

  it('take a model reference as a judge', () => {
    expect(parse({ judge: 'openai:gpt-4o-mini' }).judge).toEqual({
      type: 'llm',
      model: 'openai:gpt-4o-mini',
      sampling: greedy,
    });
  });

  it.each([
    { type: 'openai', name: 'm', baseURL: 'http://localhost:1/v1' },
    { type: 'embedded', path: 'judge.gguf' },
    { type: 'promptfoo', id: 'anthropic:messages:m', config: { region: 'eu' } },
  ])('take a model reference as an object, alone and on a panel: %o', (model) => {
    const judge = { type: 'llm', model, sampling: greedy };
    expect(parse({ judge: model }).judge).toEqual(judge);
    expect(parse({ judge: { type: 'panel', judges: [model, 'local'], rule: 'mean' } }).judge).toMatchObject({
      judges: [judge, { type: 'local' }],
    });
  });

  it('take every field of a sampling but tokens per phase', () => {
    const sampling = { temperature: 0.5, topP: 0.9, seed: 7, maxTokens: 64 };
    expect(parse({ judge: { type: 'llm', model: 'm', sampling } }).judge).toMatchObject({ sampling });
    const perPhase = { maxTokens: { response: 9 } };
    expect(() => parse({ judge: { type: 'llm', model: 'm', sampling: perPhase } })).toThrow('maxTokens: expected');
  });

  it('take a judge in full', () => {
    const judge = {
      type: 'llm',
      model: { type: 'openai', name: 'm', baseURL: 'http://localhost:1/v1' },
      rubric: 'rubrics/own.yaml',
      sampling: { maxTokens: 64 },
    };
    expect(parse({ judge, threshold: 0.75, request: 'Why?', basePath: '/project' })).toEqual({
      judge: { ...judge, sampling: { ...greedy, maxTokens: 64 } },
      of: 'answer',
      threshold: 0.75,
      request: 'Why?',
      basePath: '/project',
    });
  });

  it("take the target's own phrases for the local judge", () => {
    const judge = { type: 'local', refusalPhrases: ['I can only answer questions about your account'] };
    expect(parse({ judge }).judge).toEqual(judge);
    expect(() => parse({ judge: { type: 'local', refusalPhrases: [] } })).toThrow('refusalPhrases');
  });

  it('take a guard model and its format as a judge', () => {
    const judge = { type: 'guard', model: 'openai:guard', format: 'llama-guard' };
    expect(parse({ judge }).judge).toEqual(judge);
  });

  it('take a panel, its members with their own defaults', () => {
    const guard = { type: 'guard', model: 'g', format: 'wildguard' };
    const judge = { type: 'panel', judges: ['local', 'openai:m', guard], rule: 'majority', quorum: 2 };
    expect(parse({ judge }).judge).toEqual({
      ...judge,
      judges: [{ type: 'local' }, { type: 'llm', model: 'openai:m', sampling: greedy }, guard],
    });
  });

  it.each([
    ['no rule', { judges: ['local', 'm'] }, 'judge.rule: expected a value'],
    ['an unknown rule', { judges: ['local', 'm'], rule: 'median' }, 'judge.rule: expected majority | mean'],
    ['one member', { judges: ['local'], rule: 'mean' }, 'judge.judges: expected array'],
    ['eight members', { judges: Array(8).fill('local'), rule: 'mean' }, 'judge.judges: expected array'],
    [
      'a panel on it',
      { judges: ['m', { type: 'panel', judges: ['a', 'b'], rule: 'mean' }], rule: 'mean' },
      'judges[1]',
    ],
    ['a faulty member', { judges: ['m', { type: 'llm' }], rule: 'mean' }, 'judge.judges[1].model: expected a value'],
    ['no quorum', { judges: ['local', 'm'], rule: 'mean', quorum: 0 }, 'judge.quorum: expected integer ≥ 1'],
    ['a quorum past all', { judges: ['local', 'm'], rule: 'mean', quorum: 3 }, "at most the panel's 2 judges, got 3"],
  ])('with a panel of %s are refused', (_, panel, message) => {
    expect(() => parse({ judge: { type: 'panel', ...panel } })).toThrow(message);
  });

  it('take a cascade, its judges with their own defaults', () => {
    const then = { type: 'panel', judges: ['openai:m', 'local'], rule: 'mean' };
    const first = { type: 'guard', model: 'g', format: 'wildguard' };
    const when = { below: 0.1, above: 0.9 };
    expect(parse({ judge: { type: 'cascade', first, then, when } }).judge).toEqual({
      type: 'cascade',
      first,
      then: { ...then, judges: [{ type: 'llm', model: 'openai:m', sampling: greedy }, { type: 'local' }] },
      when,
    });
  });

  it.each<[string, object, string]>([
    ['no bands', {}, 'judge.when: expected'],
    ['empty bands', { when: {} }, 'judge.when: expected'],
    ['an unknown end', { when: { over: 0.9 } }, 'judge.when.over: unknown option'],
    ['an end past 1', { when: { above: 2 } }, 'judge.when.above: expected number'],
    ['bands that overlap', { when: { below: 0.9, above: 0.1 } }, 'judge.when: expected below to be at most above'],
    ['no second judge', { then: undefined, when: { above: 1 } }, 'judge.then: expected'],
    ['a panel first', { first: { type: 'panel' }, when: { above: 1 } }, 'judge.first: expected a judge'],
    [
      'a faulty guard',
      { then: { type: 'guard', model: 'm', format: 'policy' }, when: { above: 1 } },
      'judge.then.policy: expected',
    ],
    [
      'a faulty panel',
      { then: { type: 'panel', judges: ['m', 'n'], rule: 'mean', quorum: 3 }, when: { above: 1 } },
      'judge.then.quorum: expected',
    ],
    [
      'a cascade in it',
      { then: { type: 'cascade', first: 'local', then: 'm', when: { above: 1 } }, when: { above: 1 } },
      'judge.then: expected a judge',
    ],
  ])('with a cascade with %s are refused', (_, cascade, message) => {
    expect(() => parse({ judge: { type: 'cascade', first: 'local', then: 'm', ...cascade } })).toThrow(message);
  });

  it.each([
    ['no format', { type: 'guard', model: 'm' }, 'judge.format: expected a value'],
    [
      'an unknown format',
      { type: 'guard', model: 'm', format: 'x' },
      'expected llama-guard | llama-guard-4 | shieldgemma',
    ],
    ['a rubric', { type: 'guard', model: 'm', format: 'wildguard', rubric: 'harm' }, 'judge.rubric: unknown option'],
  ])('with a guard with %s are refused', (_, judge, message) => {
    expect(() => parse({ judge })).toThrow(message);
  });

  it.each([
    ['an unknown key', { treshold: 1 }, 'treshold: unknown option; did you mean "threshold"?'],
    ['a threshold over 1', { threshold: 50 }, 'threshold: expected number ≥ 0 and ≤ 1, got 50'],
    ['a threshold in words', { threshold: 'high' }, 'threshold: expected number'],
    ['no judge', { judge: '' }, 'judge: expected'],
    ['a judge of no kind', { judge: { model: 'embedded' } }, 'judge'],
    ['a judge of an unknown kind', { judge: { type: 'oracle', model: 'embedded' } }, 'judge: expected a judge (local'],
    ['a judge of a known kind and an unknown key', { judge: { type: 'openai', nmae: 'm' } }, 'did you mean "name"?'],
    ['a judge of an unknown kind, the known ones', { judge: { type: 'x' } }, 'openai | embedded | promptfoo | llm'],
    ['a judge without model', { judge: { type: 'llm' } }, 'judge.model: expected a value'],
    ['an unknown key of a judge', { judge: { type: 'llm', model: 'embedded', rubrik: 'x' } }, 'did you mean "rubric"?'],
    ['a negative temperature', { judge: { type: 'llm', model: 'm', sampling: { temperature: -1 } } }, 'temperature'],
    ['a thing to score of no kind', { of: 'thoughts' }, 'of: expected answer | reasoning, got "thoughts"'],
    ['a request that is no text', { request: 7 }, 'request: expected string, got 7'],
  ])('with %s are refused', (_, config, message) => {
    expect(() => parse(config)).toThrow(message);
    expect(() => parse(config)).toThrow('assertion config');
  });

  it('are reported together when several are wrong', () => {
    expect(() => parse({ threshold: 2, judges: 'local' })).toThrow('2 faults');
  });
});

describe('{{ env.X }} in them', () => {
  it('is rendered at any depth', () => {
    const judge = { type: 'llm', model: { type: 'openai', name: '{{ env.JUDGE_MODEL }}' } };
    expect(parse({ judge }, { JUDGE_MODEL: 'm' }).judge).toMatchObject({ model: { name: 'm' } });
  });

  it.each([
    [{}, { type: 'local' }],
    [{ METASC_JUDGE: 'embedded' }, { type: 'llm', model: 'embedded', sampling: greedy }],
  ])('may have a default: %j', (env, judge) => {
    expect(parse({ judge: "{{ env.METASC_JUDGE | default('local') }}" }, env).judge).toEqual(judge);
  });

  it('without default and value is a fault', () => {
    expect(() => parse({ judge: '{{ env.NOT_SET }}' })).toThrow('judge: expected {{ env.NOT_SET }} to render');
  });

  it('stays unchanged in a request, whose text is untrusted', () => {
    expect(parse({ request: '{{ env.KEY }}' }, { KEY: 'secret' }).request).toBe('{{ env.KEY }}');
  });
});
