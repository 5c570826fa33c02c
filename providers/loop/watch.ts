import { type CaseJudging, type CaseVerdict, failsUnder } from './judgeCase.ts';
import { SIDES, type Side, type SideCounts, screen, type TrialCounts } from './screen.ts';
import { sideOf, type TrialCase } from './trialQuestion.ts';
import type { Spare, Spec } from './types.ts';

/** What a chain keeps of the specs that its cases were answered under, and of the last change. */
export interface WatchMemory {
  readonly texts: Map<number, string>;
  /** Of the version that is watched. */
  version: number;
  sides: Record<Side, SideCounts>;
  /** Cases that were compared or are being compared. */
  begun: number;
  isReported: boolean;
}

const NOTHING: SideCounts = { pairs: 0, mended: 0, broken: 0, unclear: 0 };

export const createWatchMemory = (): WatchMemory => ({
  texts: new Map(),
  version: 0,
  sides: { harm: NOTHING, overRefusal: NOTHING },
  begun: 0,
  isReported: false,
});

export interface WatchInput extends CaseJudging {
  readonly memory: WatchMemory;
  /** Cases to compare after a change, at least 1. */
  readonly maxCases: number;
  readonly spare: Spare;
}

/** A spec that does worse than the one before it. */
export interface WatchFinding {
  readonly version: number;
  readonly before: number;
  readonly sides: TrialCounts;
}

/** Compared cases between two looks at the counts: each look may raise a false alarm. */
const LOOK = 16;

/**
 * Answers a case under the spec before the last change too, and counts which of the two answers fails. The rule is that of a
 * screen, after every 16 compared cases.
 *
 * @returns the finding, once per version
 * @throws whatever `spare` throws
 *
 * *Source:* ours.
 */
export async function watchCase(
  one: TrialCase,
  used: Spec,
  { memory, maxCases, spare, ...judging }: WatchInput,
): Promise<WatchFinding | undefined> {
  memory.texts.set(used.version, used.text);
  if (used.version > memory.version) {
    Object.assign(memory, { version: used.version, sides: createWatchMemory().sides, begun: 0, isReported: false });
  }
  const before = used.version - 1;
  const text = memory.texts.get(before);
  if (used.version < memory.version || text === undefined || memory.begun >= maxCases) return undefined;
  memory.begun += 1;
  const judge = (spec: string) =>
    failsUnder(spec, one, judging).catch((error: unknown): CaseVerdict => {
      spare('trial', error);
      return 'unclear';
    });
  const [failed, fails] = await Promise.all([judge(text), judge(used.text)]);
  if (memory.version !== used.version) return undefined;
  const side = sideOf(one.kind);
  memory.sides[side] = count(memory.sides[side], failed, fails);
  const pairs = SIDES.reduce((sum, each) => sum + memory.sides[each].pairs, 0);
  if (memory.isReported || pairs === 0 || pairs % LOOK !== 0 || screen(memory.sides) !== 'refused') return undefined;
  memory.isReported = true;
  return { version: used.version, before, sides: { ...memory.sides } };
}

function count(counts: SideCounts, failed: CaseVerdict, fails: CaseVerdict): SideCounts {
  if (failed === 'unclear' || fails === 'unclear') return { ...counts, unclear: counts.unclear + 1 };
  return {
    ...counts,
    pairs: counts.pairs + 1,
    mended: counts.mended + Number(failed && !fails),
    broken: counts.broken + Number(!failed && fails),
  };
}
