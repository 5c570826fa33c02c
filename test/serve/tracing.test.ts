import { afterAll, describe, expect, it } from 'vitest';
import { knowSecrets } from '../../foundation/secrets.ts';
import { openTelemetry } from '../../serve/openTelemetry.ts';
import { tracingSettings } from '../../serve/tracing.ts';
import { deterministicReply } from '../support/deterministicModel.ts';
import { type ReceivedCall, startLoopbackServer } from '../support/loopbackServer.ts';
import { ADMIN_KEY, type ServedOptions, serveProfiles } from '../support/servedProfiles.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';
import { type CollectedSpan, startTraceCollector, type TraceCollector } from '../support/traceCollector.ts';

const root = createTemporaryFolder();
let folders = 0;
afterAll(() => root[Symbol.dispose]());

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const PARENT = { traceparent: `00-${TRACE}-${CALLER}-01`, tracestate: 'vendor=x' };
const answerAll = ({ messages }: ReceivedCall) => deterministicReply(messages);

/** A server whose spans have all been sent when it has stopped. */
const serveTraced = ({ origin }: TraceCollector, options: Partial<ServedOptions> = {}, texts = false) =>
  serveProfiles({
    stateDir: root.join(String(folders++)),
    answer: answerAll,
    ...options,
    config: { ...options.config, tracing: { endpoint: origin, texts } },
  });

const rootOf = (spans: readonly CollectedSpan[]) => spans.find(({ kind }) => kind === 2);
const callsOf = (spans: readonly CollectedSpan[]) => spans.filter(({ kind }) => kind === 3);
const phasesOf = (spans: readonly CollectedSpan[]) =>
  callsOf(spans).map(({ attributes }) => attributes['metasc.phase']);

describe('a traced request', () => {
  it('is a span that goes on from its caller’s, with a child for each call, which the model’s server can go on from', async () => {
    await using collector = await startTraceCollector();
    await using server = await serveTraced(collector);
    const { body } = await server.ask(
      { temperature: 0.5, seed: 3, max_tokens: 60 },
      { ...PARENT, 'x-metasc-chain': 'team-7' },
    );
    const sent = server.upstream.calls.map(({ headers }) => [headers.traceparent, headers.tracestate]);
    await server.stop();

    const request = rootOf(collector.spans);
    expect(collector.spans).toHaveLength(4);
    expect(request).toMatchObject({ name: 'invoke_workflow safe', traceId: TRACE, parentSpanId: CALLER, status: 0 });
    expect(request?.attributes).toEqual({
      ...{ 'http.request.method': 'POST', 'http.route': '/v1/chat/completions', 'http.response.status_code': 200 },
      ...{ 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.workflow.name': 'safe' },
      ...{ 'metasc.profile': 'safe', 'metasc.chain': 'team-7', 'metasc.mode': 'frozen', 'metasc.outcome': 'answered' },
      ...{ 'metasc.spec.version': 0, 'metasc.spec.hash': body.metasc.specHash },
    });
    const calls = callsOf(collector.spans);
    expect(phasesOf(collector.spans)).toEqual(['response', 'critique', 'revision']);
    for (const [index, call] of calls.entries()) {
      expect(call).toMatchObject({ name: 'chat m', traceId: TRACE, parentSpanId: request?.spanId, status: 0 });
      expect(call.attributes).toMatchObject({
        ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'm' },
        ...{ 'gen_ai.request.temperature': 0.5, 'gen_ai.request.seed': 3 },
        ...{ 'gen_ai.response.finish_reasons': ['stop'], 'metasc.outcome': 'answered' },
      });
      expect(sent[index]).toEqual([`00-${TRACE}-${call.spanId}-01`, 'vendor=x']);
    }
    expect(calls.map(({ attributes }) => attributes['gen_ai.request.max_tokens'])).toEqual([undefined, undefined, 60]);
    const tokens = calls.map(({ attributes }) => Number(attributes['gen_ai.usage.input_tokens']));
    expect(tokens.reduce((sum, count) => sum + count)).toBe(body.usage.prompt_tokens);
    expect(collector.resource).toMatchObject({ 'service.name': 'metasc-serve' });
  });

  it('says nothing of texts and keys unless it is asked to, and never a known secret', async () => {
    const secret = 'secret-that-a-user-pasted-1';
    knowSecrets([secret]);
    const ask = async (texts: boolean) => {
      await using collector = await startTraceCollector();
      await using server = await serveTraced(collector, {}, texts);
      const messages = [{ role: 'user', content: `QUESTION with ${secret}` }];
      await server.ask({ messages, model: 'safe' }, { authorization: `Bearer ${ADMIN_KEY}` });
      await server.ask({ messages, model: 'TEXT as a model' });
      await server.ask({ messages, mode: 'x', metadata: { metasc_chain: 'TEXT / chain' } });
      await server.stop();
      return { sent: collector.bodies.join('\n'), spans: collector.spans };
    };
    const without = await ask(false);
    expect(without.spans).toHaveLength(6);
    for (const text of ['QUESTION', 'TEXT', secret, ADMIN_KEY, 'revision ', 'safety']) {
      expect(without.sent).not.toContain(text);
    }
    const withTexts = await ask(true);
    const [response] = callsOf(withTexts.spans);
    expect(JSON.parse(String(response?.attributes['gen_ai.input.messages']))).toEqual([
      { role: 'user', parts: [{ type: 'text', content: expect.stringMatching(/^QUESTION with (?!secret)/) }] },
    ]);
    expect(JSON.parse(String(response?.attributes['gen_ai.output.messages']))).toMatchObject([
      { role: 'assistant', parts: [{ type: 'text' }], finish_reason: 'stop' },
    ]);
    for (const text of [secret, ADMIN_KEY, 'TEXT']) expect(withTexts.sent).not.toContain(text);
  });

  it('is an error where no model answers, and none where the client is at fault', async () => {
    await using collector = await startTraceCollector();
    await using server = await serveTraced(collector, { answer: () => ({ status: 500 }) });
    expect((await server.ask({})).status).toBe(503);
    expect((await server.ask({ model: 'nobody' })).status).toBe(404);
    expect((await server.ask({ n: 0 })).status).toBe(400);
    await server.stop();
    const [call, failed, unknown, invalid] = collector.spans;
    expect(call).toMatchObject({ status: 2, attributes: { 'error.type': 'model_failed', 'metasc.phase': 'response' } });
    expect(failed).toMatchObject({
      name: 'invoke_workflow safe',
      status: 2,
      attributes: { 'error.type': 'model_failed', 'http.response.status_code': 503 },
    });
    expect(unknown).toMatchObject({
      name: 'POST /v1/chat/completions',
      status: 0,
      attributes: { 'error.type': 'model_not_found', 'http.response.status_code': 404 },
    });
    expect(invalid?.attributes['error.type']).toBe('invalid_request');
  });

  it('ends with its stream, and passes tools through in one call', async () => {
    await using collector = await startTraceCollector();
    await using server = await serveTraced(collector);
    expect((await server.ask({ stream: true })).body).toContain('[DONE]');
    await server.ask({ model: 'baseline', tools: [{ type: 'function', function: { name: 'f' } }] }, PARENT);
    expect(server.upstream.calls.at(-1)?.headers.traceparent).toContain(TRACE);
    await server.stop();
    expect(phasesOf(collector.spans)).toEqual(['response', 'critique', 'revision', 'response']);
    const passed = collector.spans.at(-1);
    expect(passed?.attributes).toMatchObject({ 'metasc.mode': 'passed-through', 'metasc.outcome': 'answered' });
  });

  it('names the meta-critique of one that learns, and the calls of its trial', async () => {
    await using collector = await startTraceCollector();
    await using upstream = await startLoopbackServer(answerAll);
    const judge = { type: 'openai', name: 'judge', baseURL: upstream.baseURL };
    const adapt = { steps: 1, acceptance: 'evidence', trial: { judge, perSide: 16 } };
    const profiles = { safe: { variant: 'metasc', adapt } };
    await using server = await serveTraced(collector, { upstream, profiles });
    const learned = await server.ask({}, { 'x-metasc-mode': 'learn', authorization: `Bearer ${ADMIN_KEY}` });
    expect(learned.body.metasc).toMatchObject({ mode: 'learn', step: 0 });
    await server.stop();
    const phases = new Set(phasesOf(collector.spans));
    expect([...phases]).toEqual(['response', 'critique', 'revision', 'metaCritique', 'trial']);
    const forms = callsOf(collector.spans).filter(({ attributes }) => attributes['metasc.phase'] === 'trial');
    expect(new Set(forms.map(({ attributes }) => attributes['metasc.call']))).toContain('judge');
    expect(rootOf(collector.spans)?.attributes).toMatchObject({ 'metasc.mode': 'learn', 'metasc.step': 0 });
  });

  it('may be a proxy’s guardrail, whose response costs no call', async () => {
    await using collector = await startTraceCollector();
    await using server = await serveTraced(collector);
    const structured_messages = [{ role: 'user', content: 'hi' }];
    await fetch(`${server.origin}/beta/litellm_basic_guardrail_api`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input_type: 'response', texts: ['ho'], structured_messages }),
    });
    await server.stop();
    expect(phasesOf(collector.spans)).toEqual(['critique', 'revision']);
    expect(rootOf(collector.spans)?.attributes).toMatchObject({
      'http.route': '/beta/litellm_basic_guardrail_api',
      'metasc.profile': 'safe',
      'metasc.guardrail.action': 'GUARDRAIL_INTERVENED',
    });
  });

  it('begins a trace of its own where its caller’s can’t be read', async () => {
    await using collector = await startTraceCollector();
    await using server = await serveTraced(collector);
    for (const traceparent of ['nonsense', `00-${'0'.repeat(32)}-${CALLER}-01`, `00-${'z'.repeat(32)}-${CALLER}-01`]) {
      expect((await server.ask({ model: 'baseline' }, { traceparent })).status).toBe(200);
    }
    await server.stop();
    for (const { parentSpanId } of collector.spans.filter(({ kind }) => kind === 2)) expect(parentSpanId).toBeFalsy();
    expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(3);
  });
});

it('harms no request with a collector that is down, and says so once', async () => {
  await using collector = await startTraceCollector(400);
  await using server = await serveTraced(collector);
  expect((await server.ask({})).status).toBe(200);
  await server.stop();
  expect(server.log).toEqual([expect.stringMatching(/^tracing: spans can't be sent: /)]);
  await collector[Symbol.asyncDispose]();
  await using alone = await serveTraced(collector);
  expect((await alone.ask({})).status).toBe(200);
});

describe('tracing', () => {
  const none = undefined;

  it('is off unless the config or a standard variable turns it on', () => {
    expect(tracingSettings(none, {})).toBeUndefined();
    expect(tracingSettings(none, { OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBeUndefined();
    expect(tracingSettings({ texts: false }, {})).toEqual({ url: 'http://127.0.0.1:4318/v1/traces', hasTexts: false });
    expect(tracingSettings(none, { OTEL_TRACES_EXPORTER: 'otlp' })?.url).toBe('http://127.0.0.1:4318/v1/traces');
    expect(tracingSettings(none, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:1/' })?.url).toBe('http://a:1/v1/traces');
    expect(tracingSettings(none, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://a:1/in' })?.url).toBe('http://a:1/in');
    const endpoint = 'http://own:1';
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:1', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://a:1/in' };
    expect(tracingSettings({ endpoint, texts: true }, env)).toEqual({ url: `${endpoint}/v1/traces`, hasTexts: true });
  });

  it('is turned off by the standard variables', () => {
    expect(tracingSettings({ texts: false }, { OTEL_TRACES_EXPORTER: 'none' })).toBeUndefined();
    expect(tracingSettings({ texts: false }, { OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
  });

  it('declines what it can’t send', () => {
    expect(() => tracingSettings(none, { OTEL_TRACES_EXPORTER: 'jaeger' })).toThrow(
      'OTEL_TRACES_EXPORTER: expected otlp or none, got "jaeger"',
    );
    expect(() => tracingSettings({ texts: false }, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow('http/json');
    expect(() => tracingSettings({ endpoint: 'collector', texts: false }, {})).toThrow('the URL of a collector');
  });

  it('names the package that is missing', async () => {
    const missing = { resources: () => Promise.reject(new Error('Cannot find package')) };
    await expect(openTelemetry({ url: 'http://127.0.0.1:1', hasTexts: false }, () => {}, missing)).rejects.toThrow(
      /expected the package @opentelemetry\/resources, got none.*npm install @opentelemetry\/api/s,
    );
  });
});
