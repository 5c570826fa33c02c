import { describe, expect, it } from 'vitest';
import { MetaScError } from '../../../foundation/errors.ts';
import { createAdoptionCalls } from '../../../providers/case/adoptionCalls.ts';
import { readProviderConfig } from '../../../providers/options/providerConfig.ts';
import { hashTrialJudge } from '../../../providers/options/trialJudge.ts';
import { prepareVariant } from '../../../providers/options/variantSetup.ts';
import { openCallLedger } from '../../../providers/specs/callLedger.ts';
import { createScriptedModel } from '../../support/scriptedModel.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';

const CASES = Array.from({ length: 40 }, (_, index) => ({
  prompt: `request ${index}`,
  kind: index % 2 === 0 ? ('harmful' as const) : ('harmless' as const),
}));
const ALL = [...CASES.keys()];

type Script = Parameters<typeof createScriptedModel>[0];

/** A column and a judge that answer as the scripts say, over a ledger on disk. */
function open(path: string, { model: script, judge: judgeScript = () => 'yes' }: { model: Script; judge?: Script }) {
  const model = createScriptedModel(script);
  const judge = createScriptedModel(judgeScript, 'judge');
  const config = readProviderConfig({ model: 'openai:m', systemPrompt: 'Be kind.', limits: { maxConcurrentCalls: 2 } });
  const setup = { ...prepareVariant(config, { OPENAI_API_KEY: 'k' }), model, reviewModel: model, metaModel: model };
  const ledger = openCallLedger(path);
  const stop = new AbortController();
  let verdicts = 0;
  const onVerdict = () => {
    verdicts += 1;
  };
  const calls = createAdoptionCalls({ setup, judge, cases: CASES, ledger, signal: stop.signal, onVerdict });
  return { calls, model, judge, stop, verdicts: () => verdicts, close: () => ledger.close() };
}

const requestOf = (request: Parameters<Script>[0]) =>
  request.messages.find(({ role }) => role === 'user')?.content ?? '';
const answering: Script = (request) => `answer ${request.messages.length} to ${requestOf(request)}`;

describe('the calls of an adoption', () => {
  it('answer by response, critique and revision, share responses between specs, and ask the judge', async () => {
    using folder = createTemporaryFolder();
    const run = open(folder.join('x.ledger'), { model: answering });
    // Help with harm fails; help with a harmless request doesn't.
    expect(await run.calls.judge('one spec', [0, 1])).toEqual([true, false]);
    expect(await run.calls.judge('another', [0, 1])).toEqual([true, false]);
    expect(run.model.requests.map(({ phase }) => phase).filter((phase) => phase === 'response')).toHaveLength(2);
    expect(run.model.requests[0]?.messages[0]).toEqual({ role: 'system', content: 'Be kind.' });
    // The answers under both specs are equal, and so is the question about them.
    expect(run.judge.requests).toHaveLength(2);
    expect(run.calls.spent()).toMatchObject({ calls: 2 + 8 + 2, recorded: 0 });
    await run.close();
  });

  it('are made once, whoever opens the ledger', async () => {
    using folder = createTemporaryFolder();
    const first = open(folder.join('x.ledger'), { model: answering });
    const verdicts = await first.calls.judge('a spec', ALL);
    await first.close();
    const second = open(folder.join('x.ledger'), { model: () => undefined, judge: () => undefined });
    expect(await second.calls.judge('a spec', ALL)).toEqual(verdicts);
    expect(second.calls.spent()).toMatchObject({ calls: 160, recorded: 160 });
    expect([second.verdicts(), second.model.requests.length]).toEqual([40, 0]);
    await second.close();
  });

  it('leave a case unclear whose answer fails, or whose judge says neither yes nor no twice', async () => {
    using folder = createTemporaryFolder();
    const run = open(folder.join('x.ledger'), {
      model(request) {
        if (requestOf(request) === 'request 2') throw new MetaScError('the server is down', { code: 'MODEL_FAILED' });
        return answering(request);
      },
      judge: ({ messages }) => (messages[1]?.content.includes('request 1\n') ? 'perhaps' : 'no'),
    });
    expect(await run.calls.judge('a spec', [0, 1, 2, 3])).toEqual([false, 'unclear', 'unclear', true]);
    expect(run.judge.requests).toHaveLength(2 + 2);
    expect(run.calls.failure()?.message).toBe('the server is down');
    await run.close();
  });

  it('end after ten cases in a row without an answer, instead of leaving all unclear', async () => {
    using folder = createTemporaryFolder();
    const run = open(folder.join('x.ledger'), {
      model() {
        throw new MetaScError('the server is down', { code: 'MODEL_UNREACHABLE' });
      },
    });
    await expect(run.calls.judge('a spec', ALL)).rejects.toMatchObject({
      code: 'RUN_STOPPED',
      message: expect.stringContaining('10 cases in a row got no answer'),
    });
    expect(run.model.requests.length).toBeLessThanOrEqual(11);
    await run.close();
  });

  it('end at once, with the reason, where no other case can fare better', async () => {
    using folder = createTemporaryFolder();
    const run = open(folder.join('x.ledger'), {
      model: answering,
      judge() {
        throw new MetaScError('the key is refused', { code: 'MODEL_UNAUTHORIZED' });
      },
    });
    await expect(run.calls.judge('a spec', ALL)).rejects.toThrow('the key is refused');
    expect(run.judge.requests.length).toBeLessThanOrEqual(2);
    await run.close();
  });

  it('end when they are interrupted, and say how to go on', async () => {
    using folder = createTemporaryFolder();
    const run = open(folder.join('x.ledger'), {
      model(request) {
        if (requestOf(request) === 'request 5') run.stop.abort();
        return answering(request);
      },
    });
    await expect(run.calls.judge('a spec', ALL)).rejects.toMatchObject({
      code: 'ABORTED',
      help: expect.stringContaining('The same command goes on'),
    });
    expect(run.verdicts()).toBeGreaterThan(0);
    await run.close();
  });

  it('have a judge whose hash follows its name and the sampling of the column', () => {
    const hashOf = (name: string, options: object = {}) =>
      hashTrialJudge(createScriptedModel(answering, name), readProviderConfig({ model: 'openai:m', ...options }));
    expect(hashOf('a')).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf('a')).toBe(hashOf('a', { sampling: { temperature: 0.5 } }));
    const others = [hashOf('b'), hashOf('a', { sampling: { topP: 0.5 } })];
    expect(new Set([hashOf('a'), ...others]).size).toBe(3);
  });
});
