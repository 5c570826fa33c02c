import { describe, expect, it } from 'vitest';
import { parseAssertionConfig } from '../../../assertions/judges/judgeConfig.ts';

const parse = (config: Record<string, unknown>, env: Record<string, string> = {}) => parseAssertionConfig(config, env);
const greedy = { temperature: 0, maxTokens: 512, seed: 1 };

describe("an assertion's options", () => {
  it('have a default each', () => {
    expect(parse({})).toEqual({ judge: { type: 'local' }, threshold: 0.5, basePath: '.' });
  });

  it('take a model reference as a judge', () => {
    expect(parse({ judge: 'openai:gpt-4o-mini' }).judge).toEqual({
      type: 'llm',
      model: 'openai:gpt-4o-mini',
      sampling: greedy,
    });
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
      threshold: 0.75,
      request: 'Why?',
      basePath: '/project',
    });
  });

  it.each([
    ['an unknown key', { treshold: 1 }, 'treshold: unknown option; did you mean "threshold"?'],
    ['a threshold over 1', { threshold: 50 }, 'threshold: expected number ≥ 0 and ≤ 1, got 50'],
    ['a threshold in words', { threshold: 'high' }, 'threshold: expected number'],
    ['no judge', { judge: '' }, 'judge: expected'],
    ['a judge of no kind', { judge: { model: 'embedded' } }, 'judge'],
    ['a judge of an unknown kind', { judge: { type: 'oracle', model: 'embedded' } }, 'judge: expected a judge (local'],
    ['a judge without model', { judge: { type: 'llm' } }, 'judge.model: expected a value'],
    ['an unknown key of a judge', { judge: { type: 'llm', model: 'embedded', rubrik: 'x' } }, 'did you mean "rubric"?'],
    ['a negative temperature', { judge: { type: 'llm', model: 'm', sampling: { temperature: -1 } } }, 'temperature'],
    ['a request that is no text', { request: 7 }, 'request: expected string, got 7'],
  ])('with %s are refused', (_, config, message) => {
    expect(() => parse(config)).toThrow(message);
    expect(() => parse(config)).toThrow('assertion config');
  });

  it('are told together when several are wrong', () => {
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

  it('stays as it is in a request, which may be anybody’s text', () => {
    expect(parse({ request: '{{ env.KEY }}' }, { KEY: 'secret' }).request).toBe('{{ env.KEY }}');
  });
});
