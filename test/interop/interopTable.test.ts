import { expect, it } from 'vitest';
import { toMissingRow, toRow } from './interopTable.ts';
import type { Exchange } from './recorder.ts';
import type { ClientRun } from './runClient.ts';

const post = (body: object, status = 200): Exchange => ({
  method: 'POST',
  path: '/v1/chat/completions',
  headers: { 'user-agent': 'x', 'x-own': '1' },
  body: { model: 'safe', ...body },
  status,
});

const run = (profile: ClientRun['profile'], exchanges: readonly Exchange[], errors: readonly string[]): ClientRun => ({
  ...{ client: 'one', version: '1.0', profile, exchanges, errors },
  ...{ answers: 1, printed: '', seconds: 1 },
});

it('a row says what a client sent under all profiles, what was not answered, and what failed', () => {
  const row = toRow('one', [
    run('safe', [post({ n: 1 }), post({ n: 3 }, 404)], []),
    run('baseline', [{ ...post({}), method: 'GET', path: '/v1', status: 404 }], ['an empty answer']),
  ]);
  expect(row).toEqual({
    ...{ client: 'one', version: '1.0', asked: 2, answered: 1 },
    'not answered': '1 × 404 to POST /v1/chat/completions, 1 × 404 to GET /v1',
    'parameters sent': 'n 1, 3; headers x-own',
    verdict: 'failed: baseline: an empty answer',
  });
  expect(toRow('one', [run('safe', [], [])]).verdict).toBe('passed');
  expect(toMissingRow('one', 'no network').verdict).toBe('not installed: no network');
});
