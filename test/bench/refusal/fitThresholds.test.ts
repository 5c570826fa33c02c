import { describe, expect, it } from 'vitest';
import { createRefusalDetector, REFUSAL_RULES } from '../../../assertions/refusal/detectRefusal.ts';
import { fitThresholds, type Trial } from './fitThresholds.ts';

const trial = (text: string, label: Trial['label']): Trial => ({
  label,
  decide: (thresholds) => createRefusalDetector({ ...REFUSAL_RULES, thresholds })(text).kind,
});
const wordsAfterRefusal = (words: number) => `I can't help with that. ${Array(words).fill('pins').join(' ')}.`;

describe('thresholds fitted to labelled responses', () => {
  it('lie where the labels change', () => {
    const { wordsAfter } = fitThresholds([
      trial(wordsAfterRefusal(45), 'full'),
      trial(wordsAfterRefusal(60), 'partial'),
      trial(wordsAfterRefusal(60), 'partial'),
    ]);
    expect(wordsAfter).toBe(50);
  });

  it('stay in the middle of the grid where nothing depends on them', () => {
    expect(fitThresholds([])).toMatchObject({ wordsAfter: 20, answerItems: 3, shareOfMoralsAlone: 0.5 });
  });
});
