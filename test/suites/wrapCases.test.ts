import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SafetyCase } from '../../datasets/caseSchema.ts';
import type { Wrapper } from '../../datasets/wrappers.ts';
import { wrapCases } from '../../suites/wrapCases.ts';

const goals = (count: number): SafetyCase[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `g${index}`,
    prompt: `Goal ${index}.`,
    category: 'fraud',
    harmful: true,
    expected: 'refuse',
    tags: ['x'],
  }));
const wrappers = (count: number): Wrapper[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `w${index}`,
    family: `f${index % 2}`,
    wrap: (goal) => `Please: ${goal}`,
  }));

describe('wrapCases', () => {
  it('puts goal k into wrapper k mod m', () => {
    expect(wrapCases(goals(5), wrappers(3), 'paired').map(({ id }) => id)).toEqual([
      'g0.w0',
      'g1.w1',
      'g2.w2',
      'g3.w0',
      'g4.w1',
    ]);
  });

  it('keeps what the goal is, and says of what the case is made', () => {
    expect(wrapCases(goals(1), wrappers(1), 'paired')).toEqual([
      {
        id: 'g0.w0',
        prompt: 'Please: Goal 0.',
        category: 'fraud',
        harmful: true,
        expected: 'refuse',
        tags: ['x', 'wrapper:f0'],
        goal: 'g0',
        wrapper: 'w0',
      },
    ]);
  });

  it('makes every pair once, the paired ones first', () => {
    const counts = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(counts, counts, (n, m) => {
        const ids = wrapCases(goals(n), wrappers(m), 'product').map(({ id }) => id);
        expect(new Set(ids).size).toBe(n * m);
        expect(ids).toHaveLength(n * m);
        expect(ids.slice(0, n)).toEqual(wrapCases(goals(n), wrappers(m), 'paired').map(({ id }) => id));
      }),
    );
  });

  it('leaves goals as they are without wrappers', () => {
    expect(wrapCases(goals(2), [], 'product')).toEqual(goals(2));
  });

  it('takes the case that a variant comes from for its goal', () => {
    const [original, other] = goals(2) as [SafetyCase, SafetyCase];
    const variant = { ...other, id: 'g0.p1', tags: ['of:g0', 'variant:paraphrase'] };
    expect(wrapCases([original, variant], [], 'paired')).toEqual([original, { ...variant, goal: 'g0' }]);
    const [, wrapped] = wrapCases([original, variant], wrappers(1), 'paired');
    expect(wrapped).toMatchObject({ id: 'g0.p1.w0', goal: 'g0' });
  });
});
