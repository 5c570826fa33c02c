import type { PairedCounts } from '../statistics/pairedDifference.ts';
import { casesToFindLoss, identicalCasesToClear, minimumDetectableLoss } from '../statistics/power.ts';
import { type Estimate, wilsonProportion } from '../statistics/wilson.ts';
import { decideBinary } from './binaryRule.ts';
import { checkFloor } from './gateVerdict.ts';
import { weighCounts } from './pairEvidence.ts';

/** What these cases can show, and how many would be enough, if they were independent of each other and had one row each. */
export interface SampleSize {
  /** Assumed share of the cases on which head and base differ: the share seen, but at least the margin. */
  readonly discordance: number;
  /** The smallest loss, as a share of the cases, that regresses in 80 % of the runs; null where none does. */
  readonly detectableLoss: number | null;
  /** The cases with which a loss of twice the margin regresses in 80 % of the runs; null if more than a million. */
  readonly casesForTwiceMargin: number | null;
  /**
   * Of an inconclusive metric: about how many cases would settle it at the rates seen; null where none within reach would.
   * Absent where cases are clustered, as independent ones might have settled it already, and where it hangs on lost rows.
   */
  readonly casesToSettle?: number | null;
}

interface Question {
  /** Of at least one case. */
  readonly counts: PairedCounts;
  readonly margin: number;
  readonly alpha: number;
  /** How many metrics share alpha. */
  readonly metrics: number;
  /** Whether to estimate the cases that would settle it; counts are then whole. */
  readonly isUnsettled: boolean;
}

/** The largest multiple of the cases that is tried. */
const MOST_TIMES = 200;

/** @param question Power is that of a test at alpha ÷ metrics: Holm's strictest step */
export function sampleSize({ counts, margin, alpha, metrics, isUnsettled }: Question): SampleSize {
  const all = sizeOf(counts);
  const seen = (counts.headOnly + counts.baseOnly) / all;
  const plan = { alpha: alpha / metrics, beyond: margin };
  const twice = Math.min(1, 2 * margin);
  const discordance = Math.min(1, Math.max(margin, seen));
  return {
    discordance,
    detectableLoss: detectableLoss({ ...plan, cases: Math.round(all), discordance }),
    casesForTwiceMargin: casesToFindLoss({ ...plan, discordance: Math.max(twice, discordance), loss: twice }),
    ...(isUnsettled ? { casesToSettle: casesToSettle(counts, { margin, alpha, metrics }) } : {}),
  };
}

function sizeOf({ both, headOnly, baseOnly, neither }: PairedCounts): number {
  return both + headOnly + baseOnly + neither;
}

type LossPlan = Parameters<typeof minimumDetectableLoss>[0];

/** A loss greater than the flips seen adds flips. */
function detectableLoss(plan: LossPlan): number | null {
  for (let { discordance } = plan; discordance < 1; discordance += 0.01) {
    const loss = minimumDetectableLoss({ ...plan, discordance });
    if (loss !== null) return loss;
  }
  return minimumDetectableLoss({ ...plan, discordance: 1 });
}

function casesToSettle(counts: PairedCounts, { margin, alpha, metrics }: Omit<Question, 'counts' | 'isUnsettled'>) {
  const cases = sizeOf(counts);
  if (counts.headOnly + counts.baseOnly === 0) return identicalCasesToClear(margin);
  for (let times = 2; times <= MOST_TIMES; times += 1) {
    const [both, headOnly] = [counts.both * times, counts.headOnly * times];
    const evidence = weighCounts({
      both,
      headOnly,
      baseOnly: counts.baseOnly * times,
      neither: counts.neither * times,
    });
    const adjustedP = Math.min(1, evidence.p * metrics);
    if (decideBinary(evidence, { alpha, margin, adjustedP }).verdict !== 'inconclusive') return cases * times;
  }
  return null;
}

/**
 * About how many cases would let a difference pass, if it and the spread over cases stay as they are: the interval narrows with
 * the root of their number. null for a loss of the margin or more.
 */
export function casesToPass(
  { value, low }: Estimate,
  { cases, margin }: { cases: number; margin: number },
): number | null {
  return value <= -margin ? null : Math.ceil(cases * ((value - low) / (value + margin)) ** 2);
}

/** About how many scored cases would settle an inconclusive floor at the rate seen; null where none within reach would. */
export function casesToSettleFloor({ count, of }: { count: number; of: number }, floor: number): number | null {
  for (let times = 2; times <= MOST_TIMES; times += 1) {
    const rate = wilsonProportion(Math.round(count * times), of * times);
    if (rate !== null && checkFloor({ rate }, floor).verdict !== 'inconclusive') return of * times;
  }
  return null;
}
