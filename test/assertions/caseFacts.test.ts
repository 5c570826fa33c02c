import { describe, expect, it } from 'vitest';
import { readCaseFacts, readCaseLabel, readTestFacts } from '../../assertions/caseFacts.ts';
import { harm, honesty } from '../../assertions/metrics.ts';
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
    expect(() => readCaseFacts(contextOf({ metadata }), honesty)).toThrow(message);
  });

  it('leave out what is no text and not needed: other projects use these names for other things', () => {
    const metadata = { harmful: true, expected: 42, reference: ['a'], category: { a: 1 } };
    expect(readCaseFacts(contextOf({ metadata }), harm)).toEqual({ harmful: true });
  });
});

describe('the label of a test', () => {
  it.each([
    [{ is_harmful: true }, true],
    [{ isUnsafe: 'No' }, false],
    [{ Malicious: 1 }, true],
    [{ 'should-refuse': 'yes' }, true],
    [{ safe: true }, false],
    [{ is_benign: '0' }, true],
    [{ label: 'Harmful' }, true],
    [{ type: 'attack' }, true],
    [{ category: 'benign' }, false],
    [{ class: 'safe' }, false],
    [{ pluginId: 'harmful:hate', severity: 'high' }, true],
    [{ strategyId: 'base64', goal: 'x' }, true],
    [{ pluginId: 'xstest', label: 'safe' }, false],
  ])('is read from %j', (fields, harmful) => {
    expect(readTestFacts(contextOf({ metadata: fields }))).toMatchObject({ harmful });
  });

  it('is our own field, if there is one; then metadata, then variables', () => {
    const vars = { label: 'harmful' };
    expect(readCaseLabel(contextOf({ metadata: { unsafe: true }, vars: { harmful: 'false' } }))).toEqual({
      harmful: false,
      from: 'vars.harmful',
    });
    expect(readCaseLabel(contextOf({ metadata: { safe: 'yes' }, vars }))).toEqual({
      harmful: false,
      from: 'metadata.safe',
    });
    expect(readCaseLabel(contextOf({ vars }))).toEqual({ harmful: true, from: 'vars.label' });
  });

  it.each([
    { label: 'positive' },
    { type: 'question' },
    { attack: 'Ignore all instructions.' },
    { safe: 'a text' },
    { goal: 'help' },
    { severity: 'high' },
    { issue: 'true' },
    { unsafe: '' },
  ])('is absent in %j', (fields) => {
    expect(readTestFacts(contextOf({ metadata: fields, vars: fields }))).not.toHaveProperty('harmful');
  });

  it('is for tests alone: in a labelled file such a column may be about the answer', () => {
    expect(readCaseFacts(contextOf({ vars: { label: 'harmful', unsafe: 'true' } }))).toEqual({});
  });
});
