import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identify } from '../../../analysis/results/identity.ts';

const idOf = (vars: Readonly<Record<string, unknown>>, metadata: Readonly<Record<string, unknown>> = {}) =>
  identify(vars, metadata).caseId;

describe("a test's identity", () => {
  it('is its id, whatever its variables are', () => {
    expect(idOf({ prompt: 'x' }, { id: 'jb-1' })).toBe('jb-1');
    expect(idOf({ prompt: 'y' }, { id: 'jb-1' })).toBe('jb-1');
    expect(idOf({ prompt: 'y' }, { id: 7 })).toBe('7');
  });

  it('is a hash of its variables where it has no id', () => {
    expect(idOf({ prompt: 'x' })).toMatch(/^vars-[0-9a-f]{16}$/);
    expect(idOf({ prompt: 'x' }, { id: '' })).toBe(idOf({ prompt: 'x' }));
    expect(idOf({ prompt: 'x' }, { id: { nested: true } })).toBe(idOf({ prompt: 'x' }));
    expect(idOf({ prompt: 'x' })).not.toBe(idOf({ prompt: 'y' }));
    expect(idOf({ a: [1, 2] })).not.toBe(idOf({ a: [2, 1] }));
  });

  it("leaves promptfoo's own variables out", () => {
    expect(idOf({ prompt: 'x', __evalId: 'eval-1', __repeatIndex: 1, _conversation: [] })).toBe(idOf({ prompt: 'x' }));
    expect(idOf({ prompt: 'x', _mine: 1 })).not.toBe(idOf({ prompt: 'x' }));
  });

  it('has the goal and the order that its metadata name', () => {
    expect(identify({}, { id: 'g1.a', goal: 'g1', trajectory: 2 })).toEqual({
      caseId: 'g1.a',
      goal: 'g1',
      trajectory: '2',
    });
    expect(identify({}, { id: 'a', goal: '' })).toEqual({ caseId: 'a' });
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (vars) => {
        const turned = Object.fromEntries(Object.entries(vars).reverse());
        expect(idOf(turned)).toBe(idOf(vars));
      }),
    );
  });
});
