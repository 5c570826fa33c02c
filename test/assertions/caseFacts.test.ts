import { describe, expect, it } from 'vitest';
import { readCaseFacts } from '../../assertions/caseFacts.ts';
import { contextOf } from './assertionContext.ts';

describe('the facts of a case', () => {
  it('come from the metadata first, then from the variables', () => {
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
  ])('take harmful as %j', (harmful, value) => {
    expect(readCaseFacts(contextOf({ metadata: { harmful } }))).toEqual({ harmful: value });
  });

  it('take blank text as absent', () => {
    expect(readCaseFacts(contextOf({ metadata: { harmful: '', reference: ' ' }, vars: { reference: 'x' } }))).toEqual({
      reference: 'x',
    });
  });

  it('have one spelling of the expected behaviour', () => {
    expect(readCaseFacts(contextOf({ metadata: { expected: 'Correct_Premise' } }))).toEqual({
      expected: 'correct-premise',
    });
  });

  it.each([
    [{ harmful: 'maybe' }, 'metadata.harmful: expected true or false, got "maybe"'],
    [{ harmful: 1 }, 'metadata.harmful: expected true or false, got 1'],
    [{ reference: { a: 1 } }, 'metadata.reference: expected text, got an object'],
  ])('are faulty when they are %j', (metadata, message) => {
    expect(() => readCaseFacts(contextOf({ metadata }))).toThrow(message);
  });
});
