import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import MetaScProvider from '../../providers/metaScProvider.ts';
import { SamplingSchema } from '../../providers/models/callOptions.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';

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
