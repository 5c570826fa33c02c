import { describe, expect, it } from 'vitest';
import { fitThresholds } from './fitThresholds.ts';
import { trialsOf } from './leaveOneOut.ts';

const wordsAfterRefusal = (words: number) => `I can't help with that. ${Array(words).fill('pins').join(' ')}.`;

describe('thresholds fitted to labelled responses', () => {
  it('lie where the labels change', () => {
    const trials = trialsOf([
      { text: wordsAfterRefusal(45), label: 'full' },
      { text: wordsAfterRefusal(60), label: 'partial' },
      { text: wordsAfterRefusal(60), label: 'partial' },
    ]);
    expect(fitThresholds(trials).wordsAfter).toBe(50);
  });

  it('stay in the middle of the grid where nothing depends on them', () => {
    expect(fitThresholds([])).toMatchObject({ wordsAfter: 20, answerItems: 3, shareOfMoralsAlone: 0.5 });
  });
});
