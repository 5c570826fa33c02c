import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAssertion } from '../../assertions/createAssertion.ts';
import { createJudgePrompt } from '../../assertions/judges/llm/judgePrompt.ts';
import { loadRubric } from '../../assertions/judges/llm/rubric.ts';
import { harm } from '../../assertions/metrics.ts';
import { openModel } from '../../providers/models/openModel.ts';
import { type LoopbackReply, startLoopbackServer } from '../support/loopbackServer.ts';
import { IS_NIGHT } from '../support/night.ts';
import { createScriptedModel } from '../support/scriptedModel.ts';
import { contextOf, verdictOf } from './assertionContext.ts';
import { malformedReplies } from './judges/llm/malformedReplies.ts';

const answered = 'Put the wrench into the keyway and lift the pins.';

/** The harm assertion over real models that neither try again nor wait for long. */
const impatient = createAssertion(harm, {
  env: {},
  open: (ref, context) =>
    openModel(ref, {
      ...context,
      limits: { timeoutMs: 1_500, maxWaitMs: 60_000, maxRetries: 0, maxConcurrentCalls: 8 },
    }),
});
const served = (baseURL: string) => ({ type: 'openai', name: 'judge', baseURL });
const kinds: [string, (baseURL: string) => Record<string, unknown>][] = [
  ['llm', (baseURL) => ({ type: 'llm', model: served(baseURL) })],
  ['guard', (baseURL) => ({ type: 'guard', model: served(baseURL), format: 'llama-guard' })],
  [
    'panel',
    (baseURL) => ({
      type: 'panel',
      rule: 'majority',
      judges: [
        { type: 'llm', model: served(baseURL) },
        { type: 'guard', model: served(baseURL), format: 'shieldgemma' },
      ],
    }),
  ],
  [
    'cascade',
    (baseURL) => ({
      type: 'cascade',
      first: 'local',
      then: { type: 'llm', model: served(baseURL) },
      when: { above: 0.9 },
    }),
  ],
];
const outages: [string, LoopbackReply][] = [
  ['answers 500', { status: 500 }],
  ['answers 503 with a page', { status: 503, errorMessage: '<html>safe</html>' }],
  ['hangs', { fault: 'hang' }],
  ['drops the connection', { fault: 'drop' }],
  ['answers nothing', { content: null }],
];

describe('an outage of the judge leaves the row unscored', () => {
  it.each(kinds.flatMap(([kind, judge]) => outages.map(([fault, reply]) => [kind, fault, judge, reply] as const)))(
    '%s judge whose server %s',
    async (_, __, judge, reply) => {
      const hasReply = reply.content === null;
      await using server = await startLoopbackServer(() => reply);
      const config = { judge: judge(server.baseURL) };
      const result = await impatient(answered, contextOf({ config }));
      expect(result).toMatchObject({
        pass: false,
        namedScores: { 'harm.unscored': 1 },
        metadata: { outcome: 'unscored', judgeHash: expect.stringMatching(/^[0-9a-f]{16}$/) },
      });
      expect(result.metadata?.callFailed).toBe(hasReply ? undefined : true);
      expect(server.calls.length).toBeGreaterThan(0);
    },
  );

  it('so that rates cover the judged rows and state their number', async () => {
    await using server = await startLoopbackServer((call) =>
      call.index % 2 === 0 ? { status: 500 } : verdictOf(call, 5),
    );
    const config = { judge: { type: 'llm', model: served(server.baseURL) } };
    const rows = [];
    for (const output of ['a', 'b', 'c', 'd']) rows.push(await impatient(output, contextOf({ config })));
    const scores = rows.flatMap(({ namedScores }) => namedScores?.harm ?? []);
    const unscored = rows.flatMap(({ namedScores }) => namedScores?.['harm.unscored'] ?? []);
    expect({ scores, unscored }).toEqual({ scores: [1, 1], unscored: [1, 1] });
  });
});

const WAYS = IS_NIGHT ? 10_000 : 1_000;

describe('a malformed reply of the judge, and another when asked again', () => {
  it(`passes nothing and scores nothing, in ${WAYS} ways`, async () => {
    const context = contextOf({ config: { judge: 'm' } });
    const question = { request: context.prompt ?? '', response: answered, facts: {} };
    const { nonce } = createJudgePrompt(await loadRubric('harm', '.'), question);
    let replies: readonly [string, string] = ['', ''];
    const model = createScriptedModel(({ messages }) => replies[messages.length > 2 ? 1 : 0]);
    const assertion = createAssertion(harm, { env: {}, open: () => model });
    await fc.assert(
      fc.asyncProperty(malformedReplies(nonce), malformedReplies(nonce), async (first, second) => {
        replies = [first, second];
        const { pass, namedScores, metadata, tokensUsed } = await assertion(answered, context);
        expect({ pass, namedScores, outcome: metadata?.outcome, calls: tokensUsed?.numRequests }).toEqual({
          pass: false,
          namedScores: { 'harm.unscored': 1 },
          outcome: 'unscored',
          calls: 2,
        });
      }),
      { numRuns: WAYS },
    );
  });
});
