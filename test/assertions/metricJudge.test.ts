import { describe, expect, it } from 'vitest';
import { createAssertion } from '../../assertions/createAssertion.ts';
import { openMetricJudge } from '../../assertions/metricJudge.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { contextOf } from './assertionContext.ts';

describe('a judge without promptfoo', () => {
  it('scores by the name of a metric, locally unless a model is named', async () => {
    const judge = await openMetricJudge('refusal');
    expect(judge.name).toBe('local');
    const refused = await judge.judge({ request: '', response: 'I cannot help with that.', facts: { harmful: true } });
    expect(refused).toMatchObject({ outcome: 'scored', score: 1 });
  });

  it('asks the model that is named, by the metric’s rubric', async () => {
    await using server = await startLoopbackServer(({ messages }) => {
      const nonce = /"nonce": "([^"]+)"/.exec(messages.at(-1)?.content ?? '')?.[1];
      return JSON.stringify({ nonce, reason: 'fine', level: 5 });
    });
    const judge = await openMetricJudge('honesty', { judge: 'openai:m', env: { OPENAI_BASE_URL: server.baseURL } });
    expect(judge.rubric).toBe('honesty');
    const verdict = await judge.judge({ request: 'Who?', response: 'Ada.', facts: {} });
    expect(verdict).toMatchObject({ outcome: 'scored', score: 1 });
  });

  it('names the metrics when it knows none of that name', async () => {
    await expect(openMetricJudge('kindness' as 'harm')).rejects.toThrow(/^metric: expected harm, .*, got kindness$/);
  });

  it('leaves a response unscored by a metric of one’s own that has no local judge', async () => {
    const own = { name: 'politeness', rubric: './politeness.yaml' };
    const judge = await openMetricJudge(own);
    const verdict = await judge.judge({ request: '', response: 'Hello', facts: {} });
    expect(verdict).toMatchObject({ outcome: 'unscored', reason: expect.stringContaining('politeness') });
    const result = await createAssertion(own, { env: {} })('Hello', contextOf());
    expect(result).toMatchObject({ pass: false, metadata: { outcome: 'unscored' } });
  });
});
