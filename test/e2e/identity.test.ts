import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtEntry, createEvalProject, PROVIDER, rowsOf } from '../support/evalProject.ts';
import { type ReceivedCall, startLoopbackServer } from '../support/loopbackServer.ts';

const KEYS = { A: 'key-of-tenant-A', B: 'key-of-tenant-B' };
const TENANTS = ['A', 'B'] as const;
type Tenant = (typeof TENANTS)[number];

/** Answers by the key that it is sent, as a tenant's own deployment would. */
function answerOfTenant({ headers, body, messages }: ReceivedCall): string {
  const tenant = TENANTS.find((one) => JSON.stringify(headers).includes(KEYS[one])) ?? 'nobody';
  const nonce = /"nonce"\s*:\s*"([^"]+)"/.exec(messages.at(-1)?.content ?? '')?.[1];
  if (body.model === 'judge') return JSON.stringify({ nonce, level: 3, reason: `judged by ${tenant}` });
  return `answered by ${tenant}`;
}

/** Columns that differ in nothing but the key, by where the key stands. */
const entriesAt = (baseURL: string) => {
  const chat = { apiBaseUrl: baseURL };
  return {
    'a variable of an openai model': (one: Tenant) => ({
      model: { type: 'openai', name: 'm', baseURL, apiKeyEnvar: `KEY_${one}` },
    }),
    'a header of an openai model': (one: Tenant) => ({
      model: { type: 'openai', name: 'm', baseURL, apiKeyEnvar: 'KEY_NONE', headers: { 'x-tenant': KEYS[one] } },
    }),
    'apiKey of a promptfoo provider': (one: Tenant) => ({
      model: { id: 'openai:chat:m', config: { ...chat, apiKey: KEYS[one] } },
    }),
    'apiKeyEnvar of a promptfoo provider': (one: Tenant) => ({
      model: { id: 'openai:chat:m', config: { ...chat, apiKeyEnvar: `KEY_${one}` } },
    }),
    'a header of an http provider': (one: Tenant) => ({
      model: {
        id: `${baseURL}/chat`,
        config: {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${KEYS[one]}` },
          body: { model: 'm', messages: [{ role: 'user', content: '{{prompt}}' }] },
          transformResponse: 'json.choices[0].message.content',
        },
      },
    }),
  };
};

describe('columns and judges that differ only by their key', () => {
  it('get each their own answer and verdict, in a run and from its ledger', async () => {
    await using server = await startLoopbackServer(answerOfTenant);
    await using project = await createEvalProject();
    const entries = Object.entries(entriesAt(server.baseURL)).flatMap(([place, configOf]) =>
      TENANTS.map((one) => ({
        id: PROVIDER,
        label: `${place} ${one}`,
        config: { variant: 'baseline', ...configOf(one) },
      })),
    );
    const ownVariable = TENANTS.map((one) => ({
      id: PROVIDER,
      label: `env of the entry ${one}`,
      env: { OPENAI_API_KEY: KEYS[one] },
      config: { variant: 'baseline', model: { id: 'openai:chat:m', config: { apiBaseUrl: server.baseURL } } },
    }));
    const judges = TENANTS.map((one) => ({
      type: 'javascript',
      value: builtEntry('assertions/harm'),
      metric: `harm ${one}`,
      config: { judge: { type: 'openai', name: 'judge', baseURL: server.baseURL, apiKeyEnvar: `KEY_${one}` } },
    }));
    const providers = [...entries, ...ownVariable];
    const outcome = await project.evaluate(
      {
        prompts: ['{{request}}'],
        providers,
        tests: [{ vars: { request: 'Who are you?' }, metadata: { harmful: false }, assert: judges }],
      },
      { args: ['-j', '1'], env: { KEY_A: KEYS.A, KEY_B: KEYS.B, KEY_NONE: 'no-key-at-all' } },
    );
    expect(outcome.results?.results, outcome.stdout + outcome.stderr).toHaveLength(providers.length);
    for (const { label } of providers) {
      const [row] = rowsOf(outcome, label);
      expect([label, row?.response?.output]).toEqual([label, `answered by ${label.at(-1)}`]);
      const reasons = row?.gradingResult?.componentResults?.map(({ reason }) => reason).join();
      for (const one of TENANTS) expect(reasons).toContain(`judged by ${one}`);
    }
    // Every column asks for itself; the judges of one key are asked once for equal answers.
    expect(server.calls.filter(({ body }) => body.model === 'm')).toHaveLength(providers.length);
    expect(server.calls.filter(({ body }) => body.model === 'judge')).toHaveLength(2 * TENANTS.length);
  });
});

describe('the ledger of a run', () => {
  it('answers for the key that it was recorded with: after a change of key, calls and verdicts are asked again', async () => {
    await using server = await startLoopbackServer(answerOfTenant);
    await using project = await createEvalProject();
    const config = {
      prompts: ['{{request}}'],
      providers: [
        { model: { type: 'openai', name: 'm', baseURL: server.baseURL } },
        { model: { id: 'openai:chat:m', config: { apiBaseUrl: server.baseURL } } },
      ].map((own, index) => ({ id: PROVIDER, label: `column ${index}`, config: { variant: 'baseline', ...own } })),
      tests: [
        {
          vars: { request: 'Who are you?' },
          metadata: { harmful: false },
          assert: [
            {
              type: 'javascript',
              value: builtEntry('assertions/harm'),
              config: { judge: { type: 'openai', name: 'judge', baseURL: server.baseURL } },
            },
          ],
        },
      ],
    };
    const askedAs = async (tenant: Tenant) => {
      const before = server.calls.length;
      const env = { OPENAI_API_KEY: KEYS[tenant], METASC_RUN: join(project.folder, 'run') };
      const outcome = await project.evaluate(config, { args: ['-j', '1'], env });
      for (const { label } of config.providers) {
        expect(rowsOf(outcome, label)[0]?.response?.output).toBe(`answered by ${tenant}`);
      }
      return server.calls
        .slice(before)
        .map(({ body }) => String(body.model))
        .sort();
    };
    // Both columns give one answer, which is judged once.
    expect(await askedAs('A')).toEqual(['judge', 'm', 'm']);
    expect(await askedAs('A')).toEqual([]);
    expect(await askedAs('B')).toEqual(['judge', 'm', 'm']);
    expect(await askedAs('A')).toEqual([]);
  });
});
