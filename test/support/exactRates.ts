import binomialPmf from '@stdlib/stats-base-dists-binomial-pmf';
import { decideBinary } from '../../analysis/gate/binaryRule.ts';
import { type WeighingOptions, weighCounts } from '../../analysis/gate/pairEvidence.ts';
import type { PairedCounts } from '../../analysis/statistics/pairedDifference.ts';
import { type GateSetting, holds, MARGIN, SETTLED } from './gateSimulation.ts';

/** Chances, in [0, 1]; each at most 1e-4 too small. */
export type ExactRates = Readonly<Record<'loss' | 'regress' | 'pass' | 'covered', number>>;

/** Tables less likely than this are left out. */
const LEAST_CHANCE = 1e-9;

/** What the gate says of independent cases with one row a side: over every table of results, no simulation. */
export function exactRates(
  { cases, rate, loss }: Pick<GateSetting, 'cases' | 'rate' | 'loss'>,
  test: NonNullable<WeighingOptions['test']>,
): ExactRates {
  const rates = { loss: 0, regress: 0, pass: 0, covered: 0 };
  for (const { counts, chance } of tablesOf(cases, cellChances(rate, loss))) {
    const { verdict, change, difference } = decideBinary(weighCounts(counts, { test }), { margin: MARGIN });
    if (change === 'loss') rates.loss += chance;
    if (verdict === 'regress') rates.regress += chance;
    if (verdict === 'pass') rates.pass += chance;
    if (difference !== null && holds(difference, -loss)) rates.covered += chance;
  }
  return rates;
}

/** Of a case: the settled share always passes or always fails in base, the others pass at the base rate. */
function cellChances(rate: number, loss: number): Omit<PairedCounts, 'neither'> {
  const kept = 1 - loss / rate;
  const [settled, open] = [SETTLED, 1 - SETTLED];
  return {
    both: settled * rate * kept + open * rate * rate * kept,
    headOnly: open * (1 - rate) * rate * kept,
    baseOnly: settled * rate * (1 - kept) + open * rate * (1 - rate * kept),
  };
}

function* tablesOf(
  cases: number,
  { both: chanceOfBoth, headOnly: chanceOfHead, baseOnly: chanceOfBase }: Omit<PairedCounts, 'neither'>,
): Generator<{ readonly counts: PairedCounts; readonly chance: number }> {
  for (let headOnly = 0; headOnly <= cases; headOnly += 1) {
    const first = binomialPmf(headOnly, cases, chanceOfHead);
    if (first < LEAST_CHANCE) continue;
    for (let baseOnly = 0; baseOnly <= cases - headOnly; baseOnly += 1) {
      const second = first * binomialPmf(baseOnly, cases - headOnly, chanceOfBase / (1 - chanceOfHead));
      if (second < LEAST_CHANCE) continue;
      const rest = cases - headOnly - baseOnly;
      for (let both = 0; both <= rest; both += 1) {
        const chance = second * binomialPmf(both, rest, chanceOfBoth / (1 - chanceOfHead - chanceOfBase));
        if (chance < LEAST_CHANCE) continue;
        yield { counts: { both, headOnly, baseOnly, neither: rest - both }, chance };
      }
    }
  }
}
