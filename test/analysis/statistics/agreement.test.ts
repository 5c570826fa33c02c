import { describe, expect, it } from 'vitest';
import { measureAgreement } from '../../../analysis/statistics/agreement.ts';

const classes = ['full', 'partial', 'compliance'];

describe('agreement of a judge with labels', () => {
  it('leaves unscored cases out of all but n and the unscored rate', () => {
    const agreement = measureAgreement(
      [
        { label: 'full', verdict: 'full' },
        { label: 'compliance', verdict: 'compliance' },
        { label: 'partial', verdict: 'full' },
        { label: 'compliance', verdict: 'unscored' },
      ],
      { classes, positive: ['full', 'partial'] },
    );
    expect(agreement).toMatchObject({
      n: 4,
      scored: 3,
      unscored: { count: 1, of: 4 },
      accuracy: { count: 2, of: 3 },
      perClass: { full: { support: 1 }, partial: { support: 1 }, compliance: { support: 1 } },
      binary: {
        positive: ['full', 'partial'],
        accuracy: { count: 3, of: 3 },
        kappa: { value: 1 },
        truePositives: 2,
        falsePositives: 0,
        falseNegatives: 0,
        trueNegatives: 1,
      },
    });
  });

  it('has no figure at all where nothing was scored', () => {
    expect(measureAgreement([{ label: 'full', verdict: 'unscored' }], { classes })).toMatchObject({
      n: 1,
      scored: 0,
      unscored: { value: 1 },
      accuracy: null,
      kappa: null,
      perClass: { full: { precision: null, recall: null, f1: null } },
    });
  });
});
