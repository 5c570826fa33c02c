import { describe, expect, it } from 'vitest';
import { type ErrorCode, MetaScError } from '../../../foundation/errors.ts';
import { createBreaker } from '../../../providers/case/breaker.ts';

const errorOf = (code: ErrorCode) => new MetaScError('no room', { code, help: 'Make some.' });
const isStopped = expect.objectContaining({
  code: 'RUN_STOPPED',
  message: expect.stringMatching(/stopped: .*no room\nMake some\.\nMend the cause, then resume the run/s),
});

describe('the breaker of an evaluation', () => {
  it('stops all models when nothing can be recorded', () => {
    const breaker = createBreaker();
    breaker.check('a');
    breaker.failed('a', errorOf('FILE_UNWRITABLE'), 10);
    for (const model of ['a', 'b']) expect(() => breaker.check(model)).toThrow(isStopped);
  });

  it.each(['QUOTA_EXHAUSTED', 'WAIT_TOO_LONG'] as const)('stops the one model at its first %s', (code) => {
    const breaker = createBreaker();
    breaker.failed('a', errorOf(code), 10);
    expect(() => breaker.check('a')).toThrow(isStopped);
    breaker.check('b');
  });

  it('stops a model after so many cases in a row without an answer', () => {
    const breaker = createBreaker();
    for (const code of ['TIMEOUT', 'MODEL_FAILED'] as const) breaker.failed('a', errorOf(code), 3);
    breaker.answered('a');
    for (const code of ['TIMEOUT', 'CONTEXT_OVERFLOW', 'REPLY_CUT'] as const) breaker.failed('a', errorOf(code), 3);
    breaker.check('a');
    breaker.failed('a', errorOf('MODEL_UNREACHABLE'), 3);
    expect(() => breaker.check('a')).toThrow(isStopped);
  });
});
