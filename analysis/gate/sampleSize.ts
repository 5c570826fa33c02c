import type { PairedCounts } from '../statistics/pairedDifference.ts';
import { casesToFindLoss, identicalCasesToClear, minimumDetectableLoss } from '../statistics/power.ts';
import { wilsonProportion } from '../statistics/wilson.ts';
import { decideBinary } from './binaryRule.ts';
import { checkFloor } from './gateVerdict.ts';
import { pairCount } from './metricCounts.ts';
import { weighCounts } from './pairEvidence.ts';

/** How far so many cases reach, and how many would reach far enough, were they independent of each other. */
export interface SampleSize {
  /** Share of the cases on which head and base are taken to differ: what was seen, and at least the margin. */
  readonly discordance: number;
  /** The smallest loss, a share of the cases, found with 80 % power; null where none is. */
  readonly detectableLoss: number | null;
  /** How many cases find a loss of the margin with 80 % power; null if more than a million. */
  readonly casesForMargin: number | null;
  /**
   * Of an inconclusive metric: how many would settle it, about, at the rates seen; null where none within reach. Absent
   * where cases are clustered: independent ones might have settled it already.
   */
  readonly casesToSettle?: number | null;
}

interface Question {
  readonly pairs: PairedCounts;
  readonly margin: number;
  readonly alpha: number;
  /** How many metrics share alpha. */
  readonly metrics: number;
  /** Whether it is to be said how many would settle it. */
  readonly isUnsettled: boolean;
}

/** The most times as many cases that are thought of. */
const MOST_TIMES = 200;

/** @param question `pairs`: at least one. Power is that of a test at alpha ÷ metrics: Holm's strictest step */
export function sampleSize({ pairs, margin, alpha, metrics, isUnsettled }: Question): SampleSize {
  const cases = pairCount(pairs);
  const discordance = Math.max(margin, (pairs.headOnly + pairs.baseOnly) / cases);
  const plan = { discordance, alpha: alpha / metrics };
  return {
    discordance,
    detectableLoss: detectableLoss({ ...plan, cases }),
    casesForMargin: casesToFindLoss({ ...plan, loss: margin }),
    ...(isUnsettled ? { casesToSettle: casesToSettle(pairs, { margin, alpha, metrics }) } : {}),
  };
}

/** A loss greater than the flips seen brings flips of its own. */
function detectableLoss(plan: { cases: number; discordance: number; alpha: number }): number | null {
  for (let { discordance } = plan; discordance < 1; discordance += 0.01) {
    const loss = minimumDetectableLoss({ ...plan, discordance });
    if (loss !== null) return loss;
  }
  return minimumDetectableLoss({ ...plan, discordance: 1 });
}

function casesToSettle(pairs: PairedCounts, { margin, alpha, metrics }: Omit<Question, 'pairs' | 'isUnsettled'>) {
  const cases = pairCount(pairs);
  if (pairs.headOnly + pairs.baseOnly === 0) return identicalCasesToClear(margin);
  for (let times = 2; times <= MOST_TIMES; times += 1) {
    const more = {
      both: pairs.both * times,
      headOnly: pairs.headOnly * times,
      baseOnly: pairs.baseOnly * times,
      neither: pairs.neither * times,
    };
    const evidence = weighCounts(more);
    const adjustedP = Math.min(1, evidence.p * metrics);
    if (decideBinary(evidence, { alpha, margin, adjustedP }).verdict !== 'inconclusive') {
      return cases * times;
    }
  }
  return null;
}

/** How many scored rows would settle an inconclusive floor, about, at the rate seen; null where none within reach. */
export function rowsToSettleFloor({ count, of }: { count: number; of: number }, floor: number): number | null {
  for (let times = 2; times <= MOST_TIMES; times += 1) {
    const rate = wilsonProportion(count * times, of * times);
    if (rate !== null && checkFloor(rate, floor).verdict !== 'inconclusive') return of * times;
  }
  return null;
}
