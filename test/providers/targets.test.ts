import { randomUUID } from 'node:crypto';
import type { CallApiContextParams, ProviderResponse } from 'promptfoo';
import { describe, expect, it } from 'vitest';
import { readCaseRecord } from '../../providers/case/caseRecord.ts';
import MetaScProvider from '../../providers/metaScProvider.ts';
import { registerLiveProvider } from '../../providers/models/promptfoo/liveProviders.ts';
import { createTurnWriter } from '../../providers/models/promptfoo/targetTurn.ts';

type Seen = { readonly prompt: string; readonly context: CallApiContextParams | undefined };

/** A provider function that keeps what it is handed, and answers what `answer` says. */
function createTarget(answer: (prompt: string, index: number) => ProviderResponse) {
  const seen: Seen[] = [];
  const call = async (prompt: string, context?: CallApiContextParams) => {
    seen.push({ prompt, context });
    return answer(prompt, seen.length - 1);
  };
  return { seen, call: Object.assign(call, { label: randomUUID() }) };
}

interface Asking {
  readonly vars?: Record<string, string>;
  readonly raw?: string;
  readonly promptConfig?: unknown;
}

async function ask(config: object, prompt: string, { vars = {}, raw = '{{q}}', promptConfig }: Asking = {}) {
  const column = new MetaScProvider({ config: { journalDir: false, adapt: { steps: 0 }, ...config } });
  const response = await column.callApi(prompt, {
    vars,
    prompt: { raw, label: 'p', ...(promptConfig === undefined ? {} : { config: promptConfig }) },
    evaluationId: randomUUID(),
    testIdx: 0,
  });
  await column.cleanup();
  return { ...response, record: readCaseRecord(response.metadata) };
}

const numbered = (_: string, index: number): ProviderResponse => ({ output: `text ${index}` });

describe('a target', () => {
  it('gets the prompt as it is, then the conversation as a script', async () => {
    const { seen, call } = createTarget(numbered);
    const { output } = await ask({ model: call }, 'Why?\n');
    expect(output).toBe('text 2');
    expect(seen.map(({ prompt }) => prompt)).toEqual([
      'Why?\n',
      expect.stringMatching(/^User: Why\?\n\n\nAssistant: text 0\n\nUser: [\s\S]+\n\nAssistant:$/),
      expect.stringMatching(/^User: Why\?\n\n\nAssistant: text 0\n\nUser: [\s\S]+Assistant: text 1\n\nUser: [\s\S]+/),
    ]);
  });

  it('gets a chat array where the project sends one', async () => {
    const { seen, call } = createTarget(numbered);
    const chat = '[ {"role":"system","content":"Be terse."},{"role":"user","content":"Why?"} ]';
    await ask({ model: call }, chat);
    expect(seen[0]?.prompt).toBe(chat);
    expect(JSON.parse(seen[1]?.prompt ?? '')).toMatchObject([
      { role: 'system', content: 'Be terse.' },
      { role: 'user', content: 'Why?' },
      { role: 'assistant', content: 'text 0' },
      { role: 'user' },
    ]);
  });

  it.each([
    ['chat', 'chat', /^\[\{"role":"user","content":"Why\?"\},\{"role":"assistant"/],
    ['text', 'text', /^User: Why\?/],
    ['its last turn, by a template', { template: '{{ turn }}' }, /^(?!User:|\[)/],
  ])('gets %s if told so', async (_, turns, expected) => {
    const { call, seen } = createTarget(numbered);
    const id = registerLiveProvider(call);
    await ask({ model: { id, turns } }, 'Why?');
    expect(seen[1]?.prompt).toMatch(expected);
  });

  it('gets the whole context, with the turn in the variables that hold the request', async () => {
    const { seen, call } = createTarget(numbered);
    await ask({ model: call }, 'Why?', { vars: { q: 'Why?', user: 'Ann' }, promptConfig: { stop: ['x'] } });
    expect(seen[0]?.context).toMatchObject({ vars: { q: 'Why?', user: 'Ann' }, prompt: { raw: '{{q}}' } });
    expect(seen[1]?.context?.vars).toEqual({ q: seen[1]?.prompt, user: 'Ann' });
    expect(seen.map(({ context }) => context?.prompt.config)).toEqual(Array(3).fill({ stop: ['x'] }));
  });

  it('gets options of form and tools for response and revision alone', async () => {
    const { seen, call } = createTarget(numbered);
    const promptConfig = { response_format: { type: 'json_object' }, tools: [{}], temperature: 0.1 };
    await ask({ model: call }, 'Why?', { promptConfig });
    expect(seen.map(({ context }) => context?.prompt.config)).toEqual([
      promptConfig,
      { temperature: 0.1 },
      promptConfig,
    ]);
  });

  it('is asked for every request of its own, also where only a variable differs', async () => {
    const { seen, call } = createTarget(numbered);
    const column = new MetaScProvider({ config: { model: call, variant: 'baseline', journalDir: false } });
    const evaluationId = randomUUID();
    for (const [testIdx, user] of ['Ann', 'Bob', 'Bob'].entries()) {
      await column.callApi('Why?', { vars: { user }, prompt: { raw: '', label: '' }, evaluationId, testIdx });
    }
    expect(seen).toHaveLength(2);
  });
});

describe('an answer of a target', () => {
  it.each<[string, ProviderResponse, unknown]>([
    ['an object', { output: { mood: 'calm' } }, { mood: 'calm' }],
    ['a number', { output: 42 as unknown as string }, 42],
    ['a list of the app', { output: [{ type: 'hit', id: 1 }] as unknown as string }, [{ type: 'hit', id: 1 }]],
  ])('keeps its type: %s', async (_, response, expected) => {
    const { call } = createTarget(() => response);
    expect((await ask({ model: call, variant: 'baseline' }, 'Why?')).output).toEqual(expected);
    expect((await ask({ model: call }, 'Why?')).output).toEqual(expected);
  });

  it('is revised into the same type by a review model', async () => {
    const { call } = createTarget(() => ({ output: { mood: 'cross' } }));
    const review = createTarget(() => ({ output: '```json\n{"mood": "calm"}\n```' }));
    const { output } = await ask({ model: call, reviewModel: review.call }, 'Why?');
    expect(output).toEqual({ mood: 'calm' });
  });

  it('says when a revision lost the type', async () => {
    const { call } = createTarget(() => ({ output: { mood: 'cross' } }));
    const review = createTarget(() => ({ output: 'Be calm.' }));
    const { output, record } = await ask({ model: call, reviewModel: review.call }, 'Why?');
    expect(output).toBe('Be calm.');
    expect(record?.warnings).toEqual(['revision: expected structured output as in the response, got text']);
  });

  it.each<[string, ProviderResponse, RegExp]>([
    ['a tool call', { output: [{ type: 'function', function: { name: 'f' } }] as unknown as string }, /tool call/],
    ['an image', { output: [{ type: 'image', url: 'x' }] as unknown as string }, /parts other than text/],
  ])('passes unrevised: %s', async (_, response, reason) => {
    const { seen, call } = createTarget(() => response);
    const { output, record, error } = await ask({ model: call }, 'Why?');
    expect({ output, error, calls: seen.length }).toEqual({ output: response.output, error: undefined, calls: 1 });
    expect(record?.skipped).toMatch(reason);
  });

  it('passes unrevised if the prompt is no conversation that can go on', async () => {
    const { seen, call } = createTarget(numbered);
    const prompt = '[{"role":"user","content":[{"type":"image_url","image_url":"x"}]}]';
    const { output, record } = await ask({ model: call }, prompt);
    expect([output, seen[0]?.prompt]).toEqual(['text 0', prompt]);
    expect(record?.skipped).toContain("the prompt can't be continued");
  });

  it('brings what else the target says, without a status that ends the evaluation', async () => {
    const { call } = createTarget(() => ({
      output: 'fine',
      sessionId: 's1',
      metadata: { source: 'app', http: { status: 200, statusText: 'OK', headers: { 'retry-after': '60', a: 'b' } } },
    }));
    const fine = await ask({ model: call, variant: 'baseline' }, 'Why?');
    expect(fine).toMatchObject({
      sessionId: 's1',
      metadata: { source: 'app', http: { status: 200, headers: { a: 'b' } } },
    });
    expect(JSON.stringify(fine)).not.toContain('retry-after');
    const bad = createTarget(() => ({ output: 'fine', metadata: { http: { status: 401, statusText: '' } } }));
    const { metadata } = await ask({ model: bad.call, variant: 'baseline' }, 'Why?');
    expect(metadata?.http).toBeUndefined();
  });

  it('is asked by promptfoo’s assertions on tool and function calls through the column', async () => {
    const asked: unknown[] = [];
    const target = {
      id: () => 'tools',
      callApi: async () => ({ output: 'fine' }),
      validateFunctionToolCall(...call: unknown[]) {
        asked.push(this === target, ...call);
      },
    };
    const id = registerLiveProvider(target);
    const column = new MetaScProvider({
      config: { journalDir: false, variant: 'baseline', model: { id, config: { tools: [1] } } },
    });
    expect(column.config).toEqual({ tools: [1] });
    expect(() => column.validateFunctionToolCall('{}', {})).toThrow('checks no function calls');
    await column.callApi('Why?');
    column.validateFunctionToolCall('{}', { a: 1 });
    expect(asked).toEqual([true, '{}', { a: 1 }]);
    expect(new MetaScProvider({ config: { model: 'openai:chat:m' } }).config).toEqual({});
  });

  it('that comes again for the critique is pointed out', async () => {
    const { call } = createTarget(() => ({ output: 'Always this.' }));
    const { record } = await ask({ model: call }, 'Why?');
    expect(record?.warnings).toEqual([expect.stringContaining('the target gave its response again')]);
  });
});

describe('a review model', () => {
  it('critiques and revises, so that the target is called once; calls and cost are counted', async () => {
    const app = createTarget(() => ({ output: 'raw' }));
    const review = createTarget((_, index) => ({
      output: `Answers should be kind ${index}.`,
      tokenUsage: { prompt: 1_000_000, completion: 0 },
    }));
    const { output, record, cost } = await ask(
      {
        model: app.call,
        reviewModel: review.call,
        adapt: { steps: 1, acceptance: 'always' },
        pricing: {
          inputUsdPerMTok: 100,
          outputUsdPerMTok: 0,
          reviewModel: { inputUsdPerMTok: 2, outputUsdPerMTok: 0 },
        },
      },
      'Why?',
    );
    expect([app.seen.length, review.seen.length]).toEqual([1, 3]);
    expect(output).toBe('Answers should be kind 1.');
    expect(record).toMatchObject({ model: expect.any(String), reviewModel: expect.any(String) });
    expect(record?.model).not.toBe(record?.reviewModel);
    // Critique, revision and, by default, the meta-critique.
    expect(cost).toBe(6);
  });
});

describe('a target whose request is a template', () => {
  const TARGET = 'https://127.0.0.1:9/app';

  it.each([
    ['the variable that holds most of the request', { body: { q: '{{question}}', lang: '{{lang}}' } }, 'question'],
    ['the variable that is named', { body: { q: '{{lang}}' }, turns: { variable: 'lang' } }, 'lang'],
  ])('gets the turn in %s', (_, { turns, ...config }: { body: object; turns?: object }, name) => {
    const writer = createTurnWriter({ id: TARGET, config, ...(turns && { turns }) });
    const vars = { question: 'Why is it so?', lang: 'so' };
    const turn = writer.write([{ role: 'user', content: 'Critique it.' }], {
      isChat: false,
      request: 'Answer: Why is it so?',
      context: { vars, prompt: { raw: '', label: '' } },
    });
    expect(turn).toEqual({ prompt: 'Critique it.', vars: { ...vars, [name]: 'Critique it.' } });
  });

  it('is an error if no variable holds the request: every turn would send the same', async () => {
    const writer = createTurnWriter({ id: TARGET, config: { body: { q: '{{topic}}' } } });
    const write = () =>
      writer.write([{ role: 'user', content: 'Critique it.' }], {
        isChat: false,
        request: 'Why?',
        context: { vars: { topic: 'other' }, prompt: { raw: '', label: '' } },
      });
    expect(write).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
