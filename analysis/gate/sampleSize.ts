import type { PairedCounts } from '../statistics/pairedDifference.ts';
import { casesToFindLoss, identicalCasesToClear, minimumDetectableLoss } from '../statistics/power.ts';
import { wilsonProportion } from '../statistics/wilson.ts';
import { decideBinary } from './binaryRule.ts';
import { checkFloor } from './gateVerdict.ts';
import { pairCount } from './metricCounts.ts';
import { weighCounts } from './pairEvidence.ts';

/** What these cases can show, and how many would be enough, if they were independent of each other. */
export interface SampleSize {
  /** Assumed share of the cases on which head and base differ: the share seen, but at least the margin. */
  readonly discordance: number;
  /** The smallest loss, as a share of the cases, that is found with 80 % power; null where none is. */
  readonly detectableLoss: number | null;
  /** The cases needed to find a loss of the margin with 80 % power; null if more than a million. */
  readonly casesForMargin: number | null;
  /**
   * Of an inconclusive metric: about how many cases would settle it at the rates seen; null where none within reach would.
   * Absent where cases are clustered: independent ones might have settled it already.
   */
  readonly casesToSettle?: number | null;
}

interface Question {
  readonly pairs: PairedCounts;
  readonly margin: number;
  readonly alpha: number;
  /** How many metrics share alpha. */
  readonly metrics: number;
  /** Whether to estimate the cases that would settle it. */
  readonly isUnsettled: boolean;
}

/** The largest multiple of the cases that is tried. */
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

/** A loss greater than the flips seen adds flips. */
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
    const [both, headOnly] = [pairs.both * times, pairs.headOnly * times];
    const evidence = weighCounts({ both, headOnly, baseOnly: pairs.baseOnly * times, neither: pairs.neither * times });
    const adjustedP = Math.min(1, evidence.p * metrics);
    if (decideBinary(evidence, { alpha, margin, adjustedP }).verdict !== 'inconclusive') return cases * times;
  }
  return null;
}

/** About how many scored rows would settle an inconclusive floor at the rate seen; null where none within reach would. */
export function rowsToSettleFloor({ count, of }: { count: number; of: number }, floor: number): number | null {
  for (let times = 2; times <= MOST_TIMES; times += 1) {
    const rate = wilsonProportion(count * times, of * times);
    if (rate !== null && checkFloor(rate, floor).verdict !== 'inconclusive') return of * times;
  }
  return null;
}
