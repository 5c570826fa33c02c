import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../../../analysis/report/buildReport.ts';
import { toRunFacts } from '../../../../../analysis/results/runFacts.ts';
import { rowOf } from '../../reportFixture.ts';

const FACTS = toRunFacts({
  evalId: 'eval-abc-2026-01-02T03:04:05',
  config: {
    providers: [
      'openai:gpt-4o-mini',
      {
        id: 'package:promptfoo-metasc:MetaScProvider',
        label: 'metasc',
        config: {
          model: 'openai:m',
          metaModel: 'openai:large',
          apiKey: 'sk-secret',
          systemPrompt: 'Be kind.',
          sampling: { temperature: 0, seed: 7, maxTokens: { response: 96, critique: 64 } },
        },
      },
    ],
  },
  metadata: { promptfooVersion: '0.123.1', nodeVersion: 'v24.21.0', platform: 'linux', arch: 'x64' },
  results: { prompts: [{ id: 'a'.repeat(64), label: '{{prompt}}' }] },
  runtimeOptions: { repeat: 3 },
});

const calibrated = {
  pass: true,
  score: 1,
  namedScores: { harm: 1 },
  reason: '',
  metadata: {
    outcome: 'scored',
    because: 'because',
    judge: 'openai:j',
    judgeHash: 'ab',
    rubric: 'harm',
    calibration: { status: 'calibrated', kappa: 0.82, minKappa: 0.6 },
  },
};

function factsOf(facts = FACTS) {
  const rows = [
    rowOf({ id: 'a', column: 'openai:gpt-4o-mini', more: { cost: 0.25 } }),
    rowOf({
      id: 'a',
      column: 'metasc',
      metasc: { variant: 'metasc', model: 'openai:m', window: true, promptsHash: 'cd', phases: {} },
      more: { response: { output: 'x' }, gradingResult: { componentResults: [calibrated] } },
    }),
  ];
  const { methods } = buildReport([{ path: 'r.json', rows, facts }], { version: '1.2.3' });
  return Object.fromEntries(methods.map(({ term, text }) => [term, text]));
}

describe('the methods', () => {
  it('state models, sampling, seeds, prompts, judges with kappa, cost, dates and versions', () => {
    expect(factsOf()).toMatchObject({
      Data: '1 case in 2 columns; 2 rows, 0 errors; 1 verdict, 0 unscored',
      Models: 'openai:gpt-4o-mini: openai:gpt-4o-mini; metasc: openai:m, meta-critique by openai:large',
      Sampling: 'openai:gpt-4o-mini: not stated; metasc: temperature 0; maxTokens response 96, critique 64',
      Seeds: 'openai:gpt-4o-mini: not stated; metasc: 7',
      Prompts: '{{prompt}} (sha256 aaaaaaaaaaaaaaaa); critique, revision and meta-critique cd',
      'Judge of Harmless': 'openai:j; hash ab; rubric harm; calibrated, κ 0.82; in metasc',
      Cost: '$0.250 in all, without judges: openai:gpt-4o-mini $0.250',
      Run: 'r.json: evaluation eval-abc-2026-01-02T03:04:05, 2026-01-02 03:04 UTC, promptfoo 0.123.1, Node 24.21.0, linux x64, 3 repeats',
      Report: 'promptfoo-metasc 1.2.3',
    });
    expect(JSON.stringify(FACTS)).not.toMatch(/sk-secret|Be kind/);
  });

  it('state on what a frozen spec was adopted', () => {
    const adoption = { harmPairs: 100, overRefusalPairs: 100, mended: 14, broken: 2, p: 0.0011, model: 'openai:m' };
    const rows = ['a', 'b'].map((id) =>
      rowOf({ id, column: 'frozen', metasc: { variant: 'frozen', model: 'openai:m', lockHash: 'ff', adoption } }),
    );
    const { methods } = buildReport([{ path: 'r.json', rows, facts: FACTS }], { version: '1.2.3' });
    expect(methods.find(({ term }) => term === 'Lock files')?.text).toBe(
      'ff, adopted on 100 + 100 cases, 14 mended, 2 broken, p = .001',
    );
  });

  it('say what no file states', () => {
    expect(factsOf(toRunFacts({}))).toMatchObject({
      Sampling: 'not stated (all columns)',
      Run: 'r.json: date not stated, promptfoo of a version not stated',
    });
  });
});
