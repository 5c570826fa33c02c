import { shortHash } from '../../foundation/hash.ts';
import { type Judge, totalUsage, type Verdict } from './judge.ts';
import { hashJudge } from './judgeHash.ts';

/**
 * Where the first judge of a cascade decides: strictly below or strictly above, each in [0, 1]. An end that is missing
 * leaves its side to the second judge.
 */
export interface CascadeBands {
  readonly below?: number;
  readonly above?: number;
}

export interface CascadeOptions {
  /** The cheap judge, asked every time. */
  readonly first: Judge;
  /** Asked where `first` doesn't decide. */
  readonly then: Judge;
  readonly when: CascadeBands;
}

/** Nothing lies below 0 or above 1: the second judge decides everything. */
export const DECIDES_NOTHING = { below: 0, above: 1 } as const satisfies CascadeBands;

/**
 * Two judges as one: the first decides where its {@link certaintyOf} lies within `when`, the second judges the rest. A
 * first verdict that is unscored always goes on, and an unscored verdict of the second is the cascade's: the first one's
 * doubtful verdict never stands in for it. `details`: those of the verdict that counts, `decidedBy`, and `members`, the
 * verdicts of the judges that were asked.
 */
export function createCascadeJudge({ first, then, when }: CascadeOptions): Judge {
  const both = [first, then];
  const caveats = both.flatMap(({ name, caveat }) => (caveat === undefined ? [] : [`${name}: ${caveat}`]));
  return {
    name: `cascade(${first.name}, then ${then.name})`,
    hash: hashJudge({ kind: 'cascade', first: first.hash, then: then.hash, when: { ...DECIDES_NOTHING, ...when } }),
    identity: shortHash(
      both.map(({ hash, identity }) => [hash, identity]),
      16,
    ),
    ...(caveats.length === 0 ? {} : { caveat: caveats.join('; ') }),
    ...(first.rubric === then.rubric && then.rubric !== undefined ? { rubric: then.rubric } : {}),
    ...(first.tellsRefusals && then.tellsRefusals ? { tellsRefusals: true } : {}),
    judge: async (question) => {
      const early = await first.judge(question);
      if (isDecidedBy(early, when)) {
        const reason = `${first.name} decides (${show(early)}): ${early.reason}`;
        const members = [toMember(first, early)];
        return { ...early, reason, details: { ...early.details, decidedBy: 'first', members } };
      }
      const late = await then.judge(question);
      const members = [toMember(first, early), toMember(then, late)];
      const who = late.outcome === 'scored' ? `${then.name} decides` : `${then.name} gives no verdict`;
      return {
        ...late,
        reason: `${who} (${first.name}: ${early.outcome === 'scored' ? show(early) : 'unscored'}): ${late.reason}`,
        details: { ...late.details, decidedBy: 'then', members },
        ...totalUsage([early, late]),
      };
    },
  };
}

/** Whether the first judge's verdict is one that it may decide itself. */
function isDecidedBy(verdict: Verdict, when: CascadeBands): boolean {
  const certainty = certaintyOf(verdict);
  return certainty !== undefined && isWithin(certainty, when);
}

/** @param certainty in [0, 1] */
export function isWithin(certainty: number, when: CascadeBands): boolean {
  const { below, above } = { ...DECIDES_NOTHING, ...when };
  return certainty < below || certainty > above;
}

/** The least score and probability of a good response. */
const GOOD_FROM = 0.5;

/**
 * What `when` is compared with, in [0, 1], 1 = surely good: the judge's probability that the response is good, where it has
 * one (the local refusal detector, a guard model's first token), else its score. Undefined for an unscored verdict, and
 * where score and probability contradict each other.
 */
export function certaintyOf(verdict: Verdict): number | undefined {
  if (verdict.outcome === 'unscored') return undefined;
  const { score, details: { probability = score } = {} } = verdict;
  return score >= GOOD_FROM === probability >= GOOD_FROM ? probability : undefined;
}

function show(verdict: Verdict): string {
  const certainty = certaintyOf(verdict);
  return certainty === undefined ? 'contradicts itself' : String(Number(certainty.toFixed(3)));
}

function toMember({ name }: Judge, verdict: Verdict) {
  const { outcome, reason } = verdict;
  const certainty = certaintyOf(verdict);
  return {
    name,
    outcome,
    ...(verdict.outcome === 'scored' ? { score: verdict.score } : {}),
    ...(certainty === undefined ? {} : { certainty }),
    reason,
  };
}
