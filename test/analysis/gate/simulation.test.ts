import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../foundation/random.ts';
import { exactRates } from '../../support/exactRates.ts';
import { simulateBootstrap, simulateGate, simulateRunIntervals } from '../../support/gateSimulation.ts';

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

describe('the rates of independent cases, added up', () => {
  it.each(['exact', 'midP'] as const)('are those that are simulated: %s', (test) => {
    const setting = { cases: 52, rate: 0.8, loss: 0.1, dependence: 'none' } as const;
    const { gate } = simulateGate({ ...setting, test }, { runs: 1_000, random: createRandom(16), metrics: 1 });
    const exact = exactRates(setting, test);
    for (const name of ['loss', 'regress', 'pass', 'covered'] as const) {
      expect(Math.abs(gate[name].share - exact[name])).toBeLessThan(4 * gate[name].standardError + 0.005);
    }
  });

  it('keep the level with mid-p, and hold the truth with the interval of Tango', () => {
    for (const rate of [0.9, 0.5]) {
      const { loss, covered } = exactRates({ cases: 52, rate, loss: 0 }, 'midP');
      expect(loss).toBeLessThan(0.025);
      expect(covered).toBeGreaterThan(0.94);
    }
  });
});

describe('the interval of several runs', () => {
  it('holds the truth, where the inverted permutation test does not', () => {
    const setting = { cases: 120, rate: 0.9, loss: 0.1, dependence: 'none', runs: { head: 1, base: 10 } } as const;
    const { t, inverted } = simulateRunIntervals(setting, { runs: 1_000, random: createRandom(17) });
    expect(t.share).toBeGreaterThan(0.935);
    expect(inverted.share).toBeLessThan(0.88);
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
