import { describe, expect, it } from 'vitest';
import { type PlannedColumn, planCalls, planVerdicts, totalSpending, trialRequestsOf } from '../../cli/callPlan.ts';
import { planDefence } from '../../cli/defencePlan.ts';
import { loadPrompts } from '../../providers/options/promptsFile.ts';
import { readProviderConfig } from '../../providers/options/providerConfig.ts';

function column(options: Readonly<Record<string, unknown>>, rest: Partial<PlannedColumn> = {}): PlannedColumn {
  const config = readProviderConfig({ model: 'openai:m', ...options });
  const cases = ['one', 'two', 'three'].map((request) => ({ request, vars: { request }, metadata: {} }));
  return { config, prompts: loadPrompts(config).prompts, cases, ...rest };
}
const BASELINE = { variant: 'baseline' };
const STATIC = { variant: 'static-critique' };
const METASC = { variant: 'metasc', adapt: { steps: 'all' } };

const callsOf = (...columns: PlannedColumn[]) => planCalls(columns).map(({ calls }) => calls);

describe('the calls of columns', () => {
  it('are those that no column before makes: responses, and what follows them under the same spec', () => {
    expect(callsOf(column(BASELINE), column(STATIC), column(METASC))).toEqual([3, 6, 2 * 2 + 3]);
    expect(callsOf(column(METASC), column(BASELINE))).toEqual([3 * 4, 0]);
    expect(callsOf(column(METASC), column(METASC))).toEqual([12, 0]);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['another model', { model: 'openai:n' }],
    ['another system prompt', { systemPrompt: 'Be kind.' }],
    ['another temperature', { sampling: { temperature: 0 } }],
  ])('share nothing with %s', (_, options) => {
    expect(callsOf(column(STATIC), column({ ...STATIC, ...options }))).toEqual([9, 9]);
  });

  it('share the response with other wordings and other limits on later replies', () => {
    expect(callsOf(column(STATIC), column({ ...STATIC, prompts: { critique: 'What of {{spec}}?' } }))).toEqual([9, 6]);
    expect(callsOf(column(STATIC), column({ ...STATIC, spec: 'honesty' }))).toEqual([9, 6]);
    expect(callsOf(column(STATIC), column({ ...STATIC, sampling: { maxTokens: { critique: 9 } } }))).toEqual([9, 3]);
  });

  it('propose within the window, once per batch, and on every chain', () => {
    expect(callsOf(column({ adapt: { steps: 0 } }))).toEqual([9]);
    expect(callsOf(column({ adapt: { steps: 2 } }))).toEqual([9 + 2]);
    expect(callsOf(column({ adapt: { steps: 'all', batchSize: 2 } }))).toEqual([9 + 1]);
    expect(callsOf(column({ adapt: { steps: 1 }, chain: '{{ request }}' }))).toEqual([9 + 3]);
  });

  it('try every proposal on the cases of a trial, and the current spec only where it is new', () => {
    const adapt = { steps: 'all', trial: { judge: 'openai:j' } };
    const trialRequests = ['four', 'five'];
    const perSpec = trialRequests.length * 3;
    expect(callsOf(column({ adapt }, { trialRequests }))).toEqual([12 + trialRequests.length + 4 * perSpec]);
  });

  it('are tried on as many requests of each side as the column says', () => {
    const requestsOf = (trial: object) =>
      trialRequestsOf(readProviderConfig({ adapt: { trial: { judge: 'openai:j', ...trial } } }));
    expect([requestsOf({}), requestsOf({ perSide: 16 })].map(({ length }) => length)).toEqual([64, 32]);
    expect(trialRequestsOf(readProviderConfig({}))).toEqual([]);
  });

  it('of a defence are those that it makes on replies that decline nothing, its response shared', async () => {
    const defended = async (variant: string) => {
      const planned = column({ variant, defence: { copies: 4 } });
      return { ...planned, defencePlans: await planDefence(planned.config, planned.cases, 200) };
    };
    const variants = ['self-reminder', 'response-check', 'backtranslation', 'smooth', 'best-of-n', 'intention'];
    const columns = await Promise.all(variants.map(defended));
    expect(callsOf(column(BASELINE), ...columns)).toEqual([3, 3, 3, 6, 12, 12, 6]);
    expect(planCalls(columns).map(({ callsInARow }) => callsInARow)).toEqual([1, 2, 3, 1, 2, 2]);
  });

  it('of a cascade are those of metasc, and a look at each response', () => {
    expect(callsOf(column(METASC), column({ ...METASC, variant: 'cascade' }))).toEqual([12, 3]);
  });

  it('cost what each model costs', () => {
    const pricing = {
      inputUsdPerMTok: 0,
      outputUsdPerMTok: 1e6,
      metaModel: { inputUsdPerMTok: 0, outputUsdPerMTok: 0 },
    };
    const [priced] = planCalls([column({ ...METASC, pricing })]);
    expect(priced?.costUsd).toBe(9 * 200);
    const [unpriced] = planCalls([column(METASC)]);
    expect(unpriced).not.toHaveProperty('costUsd');
  });
});

describe('the calls in a row', () => {
  const rowOf = (options: Readonly<Record<string, unknown>>) => planCalls([column(options)])[0]?.callsInARow;

  it.each<[string, number, Readonly<Record<string, unknown>>]>([
    ['one of a baseline', 1, BASELINE],
    ['three of a static critique', 3, STATIC],
    ['three for each case of the window, after the first response', 10, METASC],
    ['two more for the cases behind the window', 1 + 3 * 2 + 2, { adapt: { steps: 2 } }],
    ['three for each batch', 1 + 3 * 2, { adapt: { steps: 'all', batchSize: 2 } }],
    ['those of the longest chain', 4, { adapt: { steps: 'all' }, chain: '{{ request }}' }],
    ['all of the others, where one is made at a time', 1 + 6, { ...STATIC, limits: { maxConcurrentCalls: 1 } }],
  ])('are %s', (_, calls, options) => {
    expect(rowOf(options)).toBe(calls);
  });
});

describe('the calls in a row of a column with a trial', () => {
  const trialRequests = Array.from({ length: 64 }, (_, index) => `request ${index}`);
  const rowOf = (limits: object) => {
    const adapt = { steps: 2, trial: { judge: 'openai:j' } };
    return planCalls([column({ adapt, limits }, { trialRequests })])[0]?.callsInARow;
  };

  it('have four waves more for each proposal, and four under the first spec', () => {
    expect(rowOf({})).toBe(1 + 3 * 2 + 2 + 4 * (4 + 3 * 2));
    expect(rowOf({ maxConcurrentCalls: 8 })).toBe(1 + 3 * 2 + 2 + 8 * (4 + 3 * 2));
  });
});

describe('the total of columns', () => {
  const parts = { calls: 1, callsInARow: 3, promptTokens: 2, completionTokens: 3 };

  it('has a cost only if every part has one', () => {
    expect(
      totalSpending([
        { ...parts, costUsd: 1 },
        { ...parts, callsInARow: 7, costUsd: 2 },
      ]),
    ).toEqual({
      calls: 2,
      callsInARow: 7,
      promptTokens: 4,
      completionTokens: 6,
      costUsd: 3,
    });
    expect(totalSpending([{ ...parts, costUsd: 1 }, parts])).not.toHaveProperty('costUsd');
  });
});

describe('the verdicts of a judge', () => {
  it('are one call per request, over request and answer, at the price of the judge', () => {
    const price = { inputUsdPerMTok: 10, outputUsdPerMTok: 1000 };
    expect(planVerdicts(['12345678', 'abcd'], price)).toEqual({
      calls: 2,
      callsInARow: 1,
      promptTokens: 2 + 1 + 2 * 200,
      completionTokens: 2,
      costUsd: (403 * 10 + 2 * 1000) / 1e6,
    });
    expect(planVerdicts(['abcd'], undefined)).not.toHaveProperty('costUsd');
  });
});
