import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../foundation/random.ts';
import { simulateBootstrap, simulateGate } from '../../support/gateSimulation.ts';

// A small `npm run simulate`. The seeds are fixed, so that these are the same figures every time.
const runs = 300;
const settings = (['none', 'difficulty', 'flips', 'whole', 'uneven'] as const).flatMap((dependence) =>
  [20, 52, 250].flatMap((cases) => [0.9, 0.5, 0.1].map((rate) => ({ cases, rate, dependence }))),
);

describe('simulated pull requests', () => {
  it.each(settings)(
    'without a difference seldom regress: $cases cases, $rate pass, clustered: $dependence',
    (setting) => {
      const { gate } = simulateGate({ ...setting, loss: 0 }, { runs, random: createRandom(11) });
      expect(gate.regress.share).toBeLessThanOrEqual(0.05);
      expect(gate.regressOfThree.share).toBeLessThanOrEqual(0.05);
      expect(gate.covered.share).toBeGreaterThanOrEqual(0.935);
    },
  );

  it('regress where head is much worse, and do not pass', () => {
    const setting = { cases: 250, rate: 0.9, loss: 0.15, dependence: 'none' } as const;
    const { gate } = simulateGate(setting, { runs, random: createRandom(12) });
    expect(gate.regress.share).toBeGreaterThan(0.95);
    expect(gate.pass.share).toBe(0);
  });

  it('regress where whole clusters are much worse', () => {
    const setting = { cases: 250, rate: 0.9, loss: 0.2, dependence: 'flips' } as const;
    const { gate } = simulateGate(setting, { runs, random: createRandom(12) });
    expect(gate.regress.share).toBeGreaterThan(0.95);
    expect(gate.pass.share).toBe(0);
  });

  it('whose clusters are correlated would regress and pass too often if their cases were treated as independent', () => {
    const setting = { cases: 250, rate: 0.9, dependence: 'whole' } as const;
    const equal = simulateGate({ ...setting, loss: 0 }, { runs, random: createRandom(13) });
    expect(equal.naive?.loss.share).toBeGreaterThan(0.05);
    expect(equal.naive?.covered.share).toBeLessThan(0.935);
    // A loss of the margin.
    const worse = simulateGate({ ...setting, loss: 0.05 }, { runs, random: createRandom(13) });
    expect(worse.naive?.pass.share).toBeGreaterThan(0.1);
    expect(worse.gate.pass.share).toBeLessThanOrEqual(0.05);
  });

  it('of independent cases are decided without clusters', () => {
    const setting = { cases: 52, rate: 0.5, loss: 0.05, dependence: 'none' } as const;
    const { gate, naive } = simulateGate(setting, { runs, random: createRandom(15) });
    expect(gate).toEqual(naive);
  });
});

describe('the cluster bootstrap, simulated', () => {
  it('contains the truth more often with more clusters, and too seldom with few', () => {
    const [few, many] = [5, 40].map(
      (clusters) => simulateBootstrap({ clusters, data: 'graded' }, { runs, random: createRandom(14) }).share,
    );
    expect(few).toBeLessThan(0.93);
    expect(many).toBeGreaterThan(0.92);
  });
});
