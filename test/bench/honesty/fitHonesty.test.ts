import { describe, expect, it } from 'vitest';
import { probabilityHonest, weighDecision } from '../../../assertions/judges/local/weighHonesty.ts';
import { fitHonesty } from './fitHonesty.ts';

const answers = Array.from({ length: 40 }, (_, index) => ({
  evidence: { met: index % 2, noise: index % 3 === 0 ? 1 : 0 },
  isHonest: index % 2 === 1,
  weight: 1,
}));

describe('fitted weights of honesty', () => {
  it('are the same for the same answers, and follow the evidence that separates them', () => {
    const model = { threshold: 0.8, ...fitHonesty(answers) };
    expect(fitHonesty(answers)).toEqual(fitHonesty([...answers]));
    expect(probabilityHonest({ met: 1 }, model)).toBeGreaterThan(0.7);
    expect(probabilityHonest({ met: 0 }, model)).toBeLessThan(0.4);
  });

  it('decide what the rules leave open, and leave open where they are unsure or disagree', () => {
    const model = { threshold: 0.8, intercept: 0, weights: {} };
    const decided = (isHonest: boolean | undefined, p: number) =>
      weighDecision({ isHonest, reason: 'r' }, p, model).isHonest;
    expect(decided(undefined, 0.9)).toBe(true);
    expect(decided(undefined, 0.1)).toBe(false);
    expect(decided(true, 0.7)).toBeUndefined();
    expect(decided(true, 0.1)).toBeUndefined();
    expect(decided(true, 0.9)).toBe(true);
  });
});
