import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { estimateSuites } from '../../../../cli/commands/doctor/suiteCosts.ts';
import { readProviderConfig } from '../../../../providers/options/providerConfig.ts';
import {
  type LoopbackReply,
  type LoopbackServer,
  type ReceivedCall,
  startLoopbackServer,
} from '../../../support/loopbackServer.ts';
import { runMetasc } from '../../../support/metasc.ts';
import { IS_NIGHT } from '../../../support/night.ts';

const KEY = 'sk-planted-0123456789abcdef';

/** `metasc doctor --model openai:m` at the server. */
const runDoctor = ({ baseURL }: Pick<LoopbackServer, 'baseURL'>, ...args: string[]) =>
  runMetasc(['doctor', '--model', 'openai:m', ...args], { env: { OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: KEY } });

const diagnose = async (server: LoopbackServer, ...args: string[]) => {
  const { exitCode, stdout, stderr } = await runDoctor(server, '--json', ...args);
  expect(stderr).toBe('');
  return { exitCode, ...JSON.parse(stdout) };
};

/** Turns down every call with one of the parameters, by name, and answers the others. */
const declining =
  (names: readonly string[], answer: (call: ReceivedCall) => LoopbackReply | string = () => 'Six.') =>
  (call: ReceivedCall): LoopbackReply | string => {
    const sent = { ...call.body, ...(call.messages.some(({ role }) => role === 'system') ? { system: true } : {}) };
    const declined = names.find((name) => name in sent);
    if (declined === undefined) return answer(call);
    const words = declined === 'system' ? 'The role system is not supported' : `Unsupported parameter: '${declined}'`;
    return { status: 400, errorMessage: words };
  };

/** What a judge's prompt wants back, at the level given. */
function verdict({ messages }: ReceivedCall, levelOf: (prompt: string) => number): string {
  const prompt = JSON.stringify(messages).replaceAll('\\"', '"');
  const nonce = /"nonce": "([0-9a-f]{20})"/.exec(prompt)?.[1];
  return JSON.stringify({ nonce, reason: 'as it is', level: levelOf(prompt) });
}

describe('metasc doctor', () => {
  it('examines an ordinary model in three calls and needs no option but the reference', async () => {
    await using server = await startLoopbackServer(({ body }) => ({
      content: 'response_format' in body ? '{"count": 6}' : 'There are six.',
      ...('logprobs' in body
        ? { logprobs: [{ token: 'There', logprob: -0.1, top_logprobs: [{ token: 'There', logprob: -0.1 }] }] }
        : {}),
    }));
    const { exitCode, model, config, suites } = await diagnose(server);
    expect(exitCode).toBe(0);
    expect(model).toMatchObject({
      isUsable: true,
      answer: 'There are six.',
      accepted: ['temperature', 'seed', 'maxTokens', 'system prompt'],
      warnings: [],
      form: { content: 'text', thoughtFields: [] },
      room: { used: 3 },
      schema: 'yes',
      logprobs: 'yes',
      calls: 3,
    });
    expect(model.reasoning).toBeUndefined();
    expect(server.calls).toHaveLength(3);
    expect(parse(config)).toEqual({ model: 'openai:m' });
    expect(suites.find(({ suite }: { suite: string }) => suite === 'jailbreak').costUsd).toBeUndefined();
  });

  it('finds out what a strict model that reasons takes, and how much room it needs', async () => {
    const thought = 'The jar holds eight marbles at first. '.repeat(60);
    const answer = () => `<think>\n${thought}\n</think>\n\nSix.`;
    await using server = await startLoopbackServer(declining(['max_tokens', 'temperature'], answer));
    const { exitCode, model, config } = await diagnose(server);
    expect(exitCode).toBe(0);
    expect(model).toMatchObject({
      answer: 'Six.',
      accepted: ['seed', 'system prompt'],
      warnings: [expect.stringMatching(/^maxTokens is sent as/), expect.stringMatching(/^temperature is not sent/)],
      reasoning: { isEstimated: true, tokens: Math.ceil(thought.trim().length / 4) },
      calls: 6,
    });
    expect(server.calls).toHaveLength(6);
    expect(parse(config)).toEqual({ model: 'openai:m', sampling: { maxTokens: 3072 } });
    expect(readProviderConfig(parse(config)).sampling.maxTokens.response).toBe(3072);
    const { stdout } = await runDoctor(server);
    expect(stdout).toContain('  adapted        temperature is not sent: the server declined it\n');
    expect(stdout).toMatch(/reasoning {6}about \d+ tokens of thoughts inside the content, kept out of answers/);
    expect(stdout).toContain('  sampling:\n    maxTokens: 3072\n');
  });

  it('asks in more room where the default is used up by thoughts', async () => {
    await using server = await startLoopbackServer(({ body }) =>
      Number(body.max_tokens) <= 512 ? { content: null, finishReason: 'length' } : { content: 'Six.' },
    );
    const { exitCode, model } = await diagnose(server);
    expect(exitCode).toBe(0);
    expect(model).toMatchObject({ isUsable: true, room: { underSmallRoom: 'cut' }, calls: 4 });
    expect(server.calls.slice(0, 2).map(({ body }) => body.max_tokens)).toEqual([512, 4096]);
  });

  it('never sends more than six requests, whatever the server declines', async () => {
    const all = ['max_tokens', 'max_completion_tokens', 'temperature', 'seed', 'system', 'response_format', 'logprobs'];
    await using server = await startLoopbackServer(declining(all));
    const { exitCode, model } = await diagnose(server);
    expect(server.calls).toHaveLength(6);
    expect(exitCode).toBe(0);
    expect(model).toMatchObject({ isUsable: true, accepted: [], schema: 'not asked', logprobs: 'not asked', calls: 6 });
    expect(model.warnings).toHaveLength(4);
    expect(model.warnings.filter((warning: string) => warning.includes('maxTokens'))).toHaveLength(1);
  });

  it('tells a declined schema and declined logprobs from ignored ones', async () => {
    await using server = await startLoopbackServer(declining(['response_format']));
    expect((await diagnose(server)).model).toMatchObject({ schema: 'declined', logprobs: 'ignored', calls: 4 });
  });

  it.each<[string, LoopbackReply, RegExp, number]>([
    [
      'a key',
      { status: 401, errorMessage: `Incorrect API key: ${KEY}` },
      /Incorrect API key: \[secret\]\n.*Check OPENAI/,
      1,
    ],
    [
      'a model',
      { status: 404, errorMessage: 'The model m does not exist' },
      /The model m does not exist\n.*Check the mod/,
      1,
    ],
    [
      'a quota',
      { status: 429, errorMessage: 'You exceeded your current quota' },
      /exceeded your current quota\n.*credit/,
      1,
    ],
    [
      'a filter',
      { content: null, finishReason: 'content_filter' },
      /withheld .*content_filter.*\n.*relax the filter/,
      1,
    ],
    ['a long wait', { status: 429, headers: { 'retry-after': '900' }, errorMessage: 'slow' }, /to wait 900 s/, 1],
    ['an outage', { status: 503, errorMessage: 'overloaded' }, /503 overloaded/, 2],
  ])('ends with the server’s words and what to do on %s', async (_, reply, words, calls) => {
    await using server = await startLoopbackServer(() => reply);
    const { exitCode, stdout } = await runDoctor(server);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(words);
    expect(stdout).toContain(`not usable (${calls} of at most 6 calls)`);
    expect(stdout).not.toContain(KEY);
    expect(stdout).not.toContain('Put into the config');
    expect(server.calls).toHaveLength(calls);
  });

  it('ends where there is no server', async () => {
    const { baseURL } = await startLoopbackServer(() => 'gone').then(async (server) => {
      await server[Symbol.asyncDispose]();
      return server;
    });
    const { exitCode, stdout } = await runDoctor({ baseURL });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/can't reach .*ECONNREFUSED.*\n.*Check baseURL/);
  });

  it('goes by the price and the thoughts, and prints both with the cost', async () => {
    await using server = await startLoopbackServer(() => 'Six.');
    const prices = ['--input-usd-per-mtok', '1', '--output-usd-per-mtok', '2'];
    const { config, suites } = await diagnose(server, ...prices);
    const pricing = { inputUsdPerMTok: 1, outputUsdPerMTok: 2 };
    expect(parse(config)).toEqual({ model: 'openai:m', pricing });
    const [{ promptTokens, completionTokens, costUsd }] = suites;
    expect(costUsd).toBeCloseTo((promptTokens + 2 * completionTokens) / 1e6, 6);
  });

  it('never prints a secret that stands in the reference', async () => {
    const ref = { type: 'promptfoo', id: 'echo', config: { apiKey: 'a-planted-secret', apiKeyEnvar: 'MY_KEY' } };
    const { stdout } = await runMetasc(['doctor', '--model', JSON.stringify(ref)], { env: {} });
    expect(stdout).toContain('apiKey: "[secret]"');
    expect(stdout).toContain('apiKeyEnvar: MY_KEY');
    expect(stdout).not.toContain('a-planted-secret');
  });

  it.each([
    [['--input-usd-per-mtok', '1'], /--output-usd-per-mtok together, got one/],
    [['--output-usd-per-mtok', '-1'], /Expected US dollars/],
    [['--model', '{"type": "openai"}'], /model.*name/s],
    [['--model', '{type'], /--model: expected a model reference or a JSON object/],
    [['--judge', '{"type": "guard"}'], /judge/],
    [['--model', 'openai:m'], /expected a key in the environment variable OPENAI_API_KEY/],
  ])('exits with 1 on %j', async (args, words) => {
    const { exitCode, stdout, stderr } = await runMetasc(['doctor', ...args], { env: process.env });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(words);
  });
});

describe('the judge of metasc doctor', () => {
  const isHarmful = (prompt: string) => prompt.includes('letterbox');

  it('scores a harmful and a harmless response in two calls', async () => {
    await using server = await startLoopbackServer((call) =>
      call.body.model === 'm' ? 'Six.' : verdict(call, (prompt) => (isHarmful(prompt) ? 1 : 5)),
    );
    const { exitCode, judge, suites } = await diagnose(server, '--judge', 'openai:j');
    expect(exitCode).toBe(0);
    expect(judge).toMatchObject({
      isUsable: true,
      calls: 2,
      callsPerVerdict: 1,
      unscored: [],
      verdicts: [
        { response: 'harmful', outcome: 'scored', isRight: true },
        { response: 'harmless', outcome: 'scored', isRight: true },
      ],
    });
    expect(server.calls.filter(({ body }) => body.model === 'j')).toHaveLength(2);
    expect(suites[0].verdicts).toEqual({ harm: 272, refusal: 272 });
  });

  it('says so where a clear case is judged wrong', async () => {
    await using server = await startLoopbackServer((call) =>
      call.body.model === 'm' ? 'Six.' : verdict(call, () => 5),
    );
    const { exitCode, stdout } = await runDoctor(server, '--judge', 'openai:j');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/harmful response +1 \(wrong\)/);
    expect(stdout).toContain('measure the judge with metasc calibrate');
  });

  it('exits with 1 where no verdict comes, with the reason, after two calls', async () => {
    await using server = await startLoopbackServer(({ body }) =>
      body.model === 'm' ? 'Six.' : { status: 404, errorMessage: 'no such model: j' },
    );
    const { exitCode, stdout } = await runDoctor(server, '--judge', 'openai:j');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/Judge .*not usable \(2 of at most 2 calls\)/);
    expect(stdout).toContain('no such model: j');
    expect(stdout).toContain('Unscored: every row');
    expect(server.calls.filter(({ body }) => body.model === 'j')).toHaveLength(2);
  });

  it('is not asked a third time where the first verdict took both calls', async () => {
    await using server = await startLoopbackServer((call) => (call.body.model === 'm' ? 'Six.' : 'Looks fine to me.'));
    const { exitCode, judge } = await diagnose(server, '--judge', 'openai:j');
    expect(exitCode).toBe(1);
    expect(judge).toMatchObject({ calls: 2, verdicts: [{ outcome: 'unscored' }, { outcome: 'not asked' }] });
    expect(server.calls.filter(({ body }) => body.model === 'j')).toHaveLength(2);
  });

  it('asks both judges of a cascade, also where the first one would decide', async () => {
    const isDown = (call: ReceivedCall) => JSON.stringify(call.body.model) === '"down"';
    await using server = await startLoopbackServer((call) => {
      if (call.body.model === 'm') return 'Six.';
      return isDown(call)
        ? { status: 404, errorMessage: 'no such model: down' }
        : verdict(call, (prompt) => (isHarmful(prompt) ? 1 : 5));
    });
    const cascade = (then: string) =>
      JSON.stringify({ type: 'cascade', first: 'local', then, when: { below: 0.5, above: 0.5 } });
    const { exitCode, judge } = await diagnose(server, '--judge', cascade('openai:j'));
    expect({ exitCode, judge }).toMatchObject({
      exitCode: 0,
      judge: {
        isUsable: true,
        models: 1,
        calls: 2,
        callsPerVerdict: 1,
        verdicts: [{ isRight: true }, { isRight: true }],
      },
    });
    expect(await diagnose(server, '--judge', cascade('openai:down'))).toMatchObject({
      exitCode: 1,
      judge: { isUsable: false },
    });
  });

  it('names the metrics that a guard model leaves unscored', async () => {
    await using server = await startLoopbackServer(({ body, messages }) =>
      body.model === 'm' ? 'Six.' : JSON.stringify(messages).includes('letterbox') ? 'unsafe\nS1' : 'safe',
    );
    const guard = JSON.stringify({ type: 'guard', format: 'llama-guard', model: 'openai:j' });
    const { exitCode, judge } = await diagnose(server, '--judge', guard);
    expect(exitCode).toBe(0);
    expect(judge.verdicts.map(({ isRight }: { isRight: boolean }) => isRight)).toEqual([true, true]);
    expect(judge.unscored.map(({ metric }: { metric: string }) => metric)).toEqual(
      expect.arrayContaining(['refusal', 'overRefusal', 'honesty', 'rating']),
    );
  });
});

// By day, servers stand for it here, and embeddedModel.test.ts asks it.
describe.runIf(IS_NIGHT)('metasc doctor on the embedded model', () => {
  it('needs no server, no key and no option', async () => {
    const { METASC_MODEL: _m, METASC_JUDGE: _j, ...env } = process.env;
    const { exitCode, stdout } = await runMetasc(['doctor'], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Model embedded:.*: usable \(3 of at most 6 calls\)\n/);
    expect(stdout).toContain('  model: embedded\n');
    expect(stdout).toMatch(/rating \(208 rows of moral\): no local judge scores it/);
  });
});

describe('the cost of the suites', () => {
  it('has the calls that docs/suites.md measured', async () => {
    const page = await readFile(new URL('../../../../docs/suites.md', import.meta.url), 'utf8');
    const measured = new Map(
      [...page.matchAll(/^\| ([\w-]+) \| [^|]+ \| (\d+) \| (\d+) \| (\d+) \|/gm)].map(([, suite, ...counts]) => [
        suite,
        counts.map(Number),
      ]),
    );
    const known = (await estimateSuites({ model: 'openai:any' })).filter((suite) => 'calls' in suite);
    expect(known.length).toBeGreaterThanOrEqual(7);
    for (const { suite, cases, columns, calls } of known) {
      const [measuredCases, measuredColumns, measuredCalls = 0] = measured.get(suite) ?? [];
      expect([cases, columns], suite).toEqual([measuredCases, measuredColumns]);
      // Answers that differ, and attacks that fail, take the most.
      const most = ['defences', 'adaptive'].includes(suite)
        ? Math.min(calls, Math.floor(1.05 * measuredCalls))
        : measuredCalls;
      expect(calls, suite).toBe(most);
    }
  });

  it('counts thoughts with every call', async () => {
    const [plain, thinking] = await Promise.all([
      estimateSuites({ model: 'openai:any' }),
      estimateSuites({ model: 'openai:any', thoughtTokens: 100 }),
    ]);
    const [first, second] = [plain[0], thinking[0]];
    if (first === undefined || second === undefined || !('calls' in first) || !('calls' in second)) throw new Error();
    expect(second.completionTokens).toBe(first.completionTokens + 100 * first.calls);
  });
});
