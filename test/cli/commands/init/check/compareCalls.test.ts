import { describe, expect, it } from 'vitest';
import type { RecordedRequest, WatchedCall } from '../../../../../cli/commands/init/check/callRecord.ts';
import { compareCalls } from '../../../../../cli/commands/init/check/compareCalls.ts';

const sending = (body: unknown, request: Partial<RecordedRequest> = {}): WatchedCall => ({
  handed: [],
  sent: [
    {
      method: 'POST',
      path: '/chat',
      headers: { host: 'a.test', authorization: 'Bearer sk-1234567890', 'content-length': '9' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      isSecure: false,
      ...request,
    },
  ],
});

const handing = (prompt: string, vars: Record<string, unknown> = {}): WatchedCall => ({
  handed: [{ prompt, vars }],
  sent: [],
});

const differences = (own: WatchedCall, baseline: WatchedCall) => compareCalls([own], [baseline]).differences;

describe('what reaches the server in two runs', () => {
  it('is equal where the bytes are', () => {
    const call = sending({ model: 'm', messages: [] });
    expect(compareCalls([call, call], [call, call])).toEqual({
      seen: true,
      requests: 2,
      exceptIds: false,
      differences: [],
    });
  });

  it.each([
    ['a value', { t: 0.3 }, { t: 1 }, 'case 1: request.body.t: 0.3 became 1'],
    ['a field less', { a: 1, t: 0.3 }, { a: 1 }, 'case 1: request.body.t: 0.3 became nothing'],
    ['a field more', { a: 1 }, { a: 1, t: null }, 'case 1: request.body.t: nothing became null'],
    [
      'a text inside',
      { m: [{ content: 'Hi' }] },
      { m: [{ content: 'Ho' }] },
      'case 1: request.body.m[0].content: "Hi" became "Ho"',
    ],
    ['a text for an object', { a: 1 }, 'plain', 'case 1: request.body: {"a":1} became "plain"'],
    ['other bytes of the same JSON', '{"a": 1}', '{"a":1}', 'case 1: request.body: the same JSON, written otherwise'],
  ])('differs by name: %s', (_, before, after, difference) => {
    expect(differences(sending(before), sending(after))).toEqual([difference]);
  });

  it('differs by name in method, address and headers', () => {
    const headers = { host: 'b.test', authorization: 'Bearer sk-0987654321', 'content-length': '9', 'x-stage': 'eval' };
    const found = differences(sending({}), sending({}, { method: 'PUT', path: '/v2', headers, isSecure: true }));
    expect(found).toEqual([
      'case 1: request.method: "POST" became "PUT"',
      'case 1: request.url: "http://a.test/chat" became "https://b.test/v2"',
      expect.stringMatching(/^case 1: request\.headers\.host: /),
      expect.stringMatching(/^case 1: request\.headers\.authorization: "\[secret \w{6}\]" became "\[secret \w{6}\]"$/),
      'case 1: request.headers.x-stage: nothing became "eval"',
    ]);
    expect(found.join()).not.toContain('sk-');
  });

  it('does not show a secret in a body', () => {
    const found = differences(sending({ apiKey: 'sk-1234567890' }), sending({ apiKey: 'sk-0987654321' }));
    expect(found).toEqual(['case 1: request.body.apiKey: [secret] became [secret]']);
  });

  it('is equal where only ids, times and the boundaries of forms differ, and says so', () => {
    const body = (id: string, time: string) => ({ session: id, at: time, q: 'Why?' });
    const before = sending(body('0b8f2a34-8a3c-4d55-9d7e-0a1b2c3d4e5f', '2026-01-02T03:04:05.678Z'));
    const after = sending(body('1c8f2a34-8a3c-4d55-9d7e-0a1b2c3d4e5f', '2026-01-02T03:04:06.789Z'));
    expect(compareCalls([before], [after])).toMatchObject({ exceptIds: true, differences: [] });
    const form = (boundary: string) =>
      sending(`--${boundary}\r\nq\r\n--${boundary}--`, {
        headers: { host: 'a.test', 'content-type': `multipart/form-data; boundary=${boundary}` },
      });
    expect(differences(form('one'), form('two'))).toEqual([]);
  });

  it('differs where a request or a call is missing', () => {
    const [call, silent] = [sending({}), { handed: [], sent: [] }];
    expect(differences(call, silent)).toEqual(['case 1: requests: 1 became 0']);
    expect(compareCalls([call, call], [call]).differences).toEqual(['calls: 2 became 1']);
  });

  it('is what the target is handed, where it makes its requests outside Node', () => {
    expect(compareCalls([handing('Hi', { a: 1 })], [handing('Hi', { a: 1 })])).toMatchObject({
      seen: false,
      differences: [],
    });
    expect(differences(handing('Hi', { a: 1, b: 2 }), handing('[{"role":"user"}]', { a: 1 }))).toEqual([
      'case 1: handed[0].prompt: "Hi" became "[{"role":"user"}]"',
      'case 1: handed[0].vars.b: 2 became nothing',
    ]);
  });
});
