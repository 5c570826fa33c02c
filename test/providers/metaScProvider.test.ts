import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import MetaScProvider from '../../providers/metaScProvider.ts';
import { SamplingSchema } from '../../providers/models/callOptions.ts';
import { readProviderConfig } from '../../providers/options/providerConfig.ts';
import { prepareVariant } from '../../providers/options/variantSetup.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';
import { trialCsv } from '../support/trialSet.ts';

/** What the server is sent when two columns of one evaluation answer the same prompt. */
async function bodiesOf(samplings: readonly object[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
  await using server = await startLoopbackServer(() => 'well met');
  const evaluationId = randomUUID();
  const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
  const columns = samplings.map(
    (sampling) => new MetaScProvider({ config: { variant: 'baseline', model, sampling, journalDir: false } }),
  );
  const context = { evaluationId, vars: {}, prompt: { raw: 'hello', label: 'hello' } };
  const rows = await Promise.all(columns.map((column) => column.callApi('hello', context)));
  expect(rows.map(({ output }) => output)).toEqual(samplings.map(() => 'well met'));
  await Promise.all(columns.map((column) => column.cleanup()));
  return server.calls.map(({ body }) => body);
}

describe('two columns', () => {
  it.each(Object.entries(SamplingSchema.properties))(
    'that differ in sampling.%s get a call each, and the server another body',
    async (name, schema) => {
      const [example] = (schema as { readonly examples?: readonly unknown[] }).examples ?? [];
      const bodies = await bodiesOf([{}, { [name]: example }]);
      expect(bodies).toHaveLength(2);
      expect(bodies[0]).not.toEqual(bodies[1]);
    },
  );

  it('of equal sampling share their call', async () => {
    expect(await bodiesOf([{ temperature: 0.5 }, { temperature: 0.5 }])).toHaveLength(1);
  });
});

describe('a column whose key was changed', () => {
  const folder = createTemporaryFolder({ 'trial.csv': trialCsv() });
  afterAll(() => folder[Symbol.dispose]());
  const first = {
    model: 'key-1111',
    reviewModel: 'key-1111',
    metaModel: 'key-1111',
    'the judge of a trial': 'key-1111',
  };
  const setUp = (keys: typeof first) => {
    const at = (url: string, key: string) => ({ id: url, config: { headers: { Authorization: key } } });
    return prepareVariant(
      readProviderConfig({
        model: { type: 'openai', name: 'm', baseURL: 'http://127.0.0.1:1/v1' },
        reviewModel: { id: 'openai:chat:m', config: { apiKey: keys.reviewModel } },
        metaModel: at('http://127.0.0.1:1/meta', keys.metaModel),
        adapt: {
          trial: {
            cases: folder.join('trial.csv'),
            judge: at('http://127.0.0.1:1/judge', keys['the judge of a trial']),
          },
        },
      }),
      { OPENAI_API_KEY: keys.model },
    );
  };

  it.each(Object.keys(first))('of %s continues its journals and shares nothing with what it was', (name) => {
    const [before, after, again] = [setUp(first), setUp({ ...first, [name]: 'key-2222' }), setUp(first)];
    expect(after.hash).toBe(before.hash);
    expect(after.identity).not.toBe(before.identity);
    expect(again.identity).toBe(before.identity);
  });
});

describe('a column that gets no answers', () => {
  it('ends for itself, and not for another that asks the same model with another key', async () => {
    await using server = await startLoopbackServer(({ headers }) =>
      headers.authorization === 'Bearer key-of-tenant-1' ? { status: 401 } : 'well met',
    );
    const env = { KEY_1: 'key-of-tenant-1', KEY_2: 'key-of-tenant-2' };
    const [refused, taken] = Object.keys(env).map((apiKeyEnvar) => {
      const model = { type: 'openai', name: 'm', baseURL: server.baseURL, apiKeyEnvar };
      return new MetaScProvider({
        env,
        config: { variant: 'baseline', model, journalDir: false, limits: { maxFailedCases: 1 } },
      });
    });
    const context = { evaluationId: randomUUID(), vars: {}, prompt: { raw: 'hello', label: 'hello' } };
    await refused?.callApi('hello', context);
    expect(await refused?.callApi('hello again', context)).toMatchObject({ metadata: { errorCode: 'RUN_STOPPED' } });
    expect(await taken?.callApi('hello', context)).toMatchObject({ output: 'well met' });
    await Promise.all([refused, taken].map((one) => one?.cleanup()));
  });
});
