import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../analysis/statistics/random.ts';
import { simulateBootstrap, simulateGate } from '../../support/gateSimulation.ts';

// A small `npm run simulate`. The seeds are fixed, so that these are the same figures every time.
const runs = 300;
const settings = (['none', 'difficulty'] as const).flatMap((dependence) =>
  [20, 52, 250].flatMap((cases) => [0.9, 0.5, 0.1].map((rate) => ({ cases, rate, dependence }))),
);

describe('simulated pull requests', () => {
  it.each(settings)(
    'without a difference seldom regress: $cases cases, $rate pass, clustered: $dependence',
    (setting) => {
      const rates = simulateGate({ ...setting, loss: 0 }, { runs, random: createRandom(11) });
      expect(rates.regress.share).toBeLessThanOrEqual(0.05);
      expect(rates.regressOfThree.share).toBeLessThanOrEqual(0.05);
      expect(rates.covered.share).toBeGreaterThanOrEqual(0.935 - 2 * Math.sqrt((0.935 * 0.065) / runs));
    },
  );

  it('regress where head is much worse, and do not pass', () => {
    const setting = { cases: 250, rate: 0.9, loss: 0.15, dependence: 'none' } as const;
    const rates = simulateGate(setting, { runs, random: createRandom(12) });
    expect(rates.regress.share).toBeGreaterThan(0.95);
    expect(rates.pass.share).toBe(0);
  });

  it('whose clusters flip as one regress more often, and the interval holds the truth less often', () => {
    const ratesOf = (dependence: 'difficulty' | 'flips') =>
      simulateGate({ cases: 250, rate: 0.5, loss: 0, dependence }, { runs, random: createRandom(13) });
    const [apart, together] = [ratesOf('difficulty'), ratesOf('flips')];
    expect(together.regress.share).toBeGreaterThan(apart.regress.share);
    expect(together.covered.share).toBeLessThan(apart.covered.share);
    expect(together.regressBySignFlip.share).toBeLessThanOrEqual(0.05);
  });
});

describe('the cluster bootstrap, simulated', () => {
  it('holds the truth more often with more clusters, and too seldom with few', () => {
    const [few, many] = [5, 40].map(
      (clusters) => simulateBootstrap({ clusters, data: 'graded' }, { runs, random: createRandom(14) }).share,
    );
    expect(few).toBeLessThan(0.93);
    expect(many).toBeGreaterThan(0.92);
  });
});
