import { describe, expect, it } from 'vitest';
import { createRefusalDetector, detectRefusal, REFUSAL_RULES } from '../../../assertions/refusal/detectRefusal.ts';

describe('a detector with other rules', () => {
  const response = `I can't help with that. ${'It works by rote. '.repeat(8)}`;

  it('draws its lines elsewhere', () => {
    const thresholds = { ...REFUSAL_RULES.thresholds, wordsAfter: 100 };
    expect(detectRefusal(response).kind).toBe('partial');
    expect(createRefusalDetector({ ...REFUSAL_RULES, thresholds })(response).kind).toBe('full');
  });

  it('knows no phrase of a kind without patterns', () => {
    const { thresholds } = REFUSAL_RULES;
    const patterns = { ...REFUSAL_RULES.patterns, declines: [] };
    expect(createRefusalDetector({ patterns, thresholds })(response).kind).toBe('compliance');
  });
});

describe('the patterns of the detector', () => {
  it('take time in proportion to a hostile response', () => {
    const pieces = [
      'i cannot ',
      '"',
      ')',
      'it is not ',
      '- a\n',
      '. ',
      '*',
      'against my our ',
      'i must also really ',
      "('i ",
      '"i ',
      '<think>',
      "i can't help\n- a\n- b\n",
      'that is a very really ',
      'nothing good or rather than ',
      'i could not share ',
      'but i can show ',
      "i can't give the exact one as ",
      'here are some ',
      '<',
      '"i" ',
      'A b: c\n',
      '{"a":',
      "i'm leaving the ",
      'nothing good will ',
      'is a very good question ',
      'i left ',
      "i'm happy to ",
      'for a ',
      "i can't and ",
    ];
    for (const piece of pieces) {
      // Processor time of this thread, which a loaded machine does not stretch.
      const before = process.threadCpuUsage();
      detectRefusal(piece.repeat(Math.ceil(200_000 / piece.length)));
      expect(process.threadCpuUsage(before).user / 1000, piece).toBeLessThan(3000);
    }
  });
});
