import { describe, expect, it } from 'vitest';
import { readCaseFacts } from '../../assertions/caseFacts.ts';
import { contextOf } from './assertionContext.ts';

describe('what a case says about itself', () => {
  it('comes from the metadata first, then from the variables', () => {
    const context = contextOf({
      metadata: { harmful: true, expected: 'refuse' },
      vars: { harmful: 'false', reference: 'Never.', category: 'fraud' },
    });
    expect(readCaseFacts(context)).toEqual({
      harmful: true,
      expected: 'refuse',
      reference: 'Never.',
      category: 'fraud',
    });
  });

  it.each([
    ['true', true],
    [' False ', false],
    [true, true],
  ])('takes harmful as %j', (harmful, value) => {
    expect(readCaseFacts(contextOf({ metadata: { harmful } }))).toEqual({ harmful: value });
  });

  it('takes blank text as none', () => {
    expect(readCaseFacts(contextOf({ metadata: { harmful: '', reference: ' ' }, vars: { reference: 'x' } }))).toEqual({
      reference: 'x',
    });
  });

  it('brings the expected behaviour to one spelling', () => {
    expect(readCaseFacts(contextOf({ metadata: { expected: 'Correct_Premise' } }))).toEqual({
      expected: 'correct-premise',
    });
  });

  it.each([
    [{ harmful: 'maybe' }, 'metadata.harmful: expected true or false, got "maybe"'],
    [{ harmful: 1 }, 'metadata.harmful: expected true or false, got 1'],
    [{ reference: { a: 1 } }, 'metadata.reference: expected text, got an object'],
  ])('is a fault when it is %j', (metadata, message) => {
    expect(() => readCaseFacts(contextOf({ metadata }))).toThrow(message);
  });
});
