import { shortHash } from '../../foundation/hash.ts';
import { type Judge, type ScoredVerdict, totalUsage, type Verdict } from './judge.ts';
import { hashJudge } from './judgeHash.ts';

/** `majority`: 1 if most members score 0.5 or more, else 0. `mean`: the mean of the members' scores. */
export type PanelRule = 'majority' | 'mean';

interface PanelOptions {
  /** 2 to 7. */
  readonly judges: readonly Judge[];
  readonly rule: PanelRule;
  /** Members that must have scored, at least 1 and at most all. @default more than half */
  readonly quorum?: number;
}

/** The lowest score that is a vote for the response. */
const VOTE_FOR = 0.5;

/**
 * Several judges as one, asked at once. Unscored members don't vote. Fewer scored members than the quorum, and a tie under
 * `majority`, leave the response unscored. `details`: the members' verdicts in the panel's order, and the agreement, in
 * [0.5, 1]: the share of the scored members on the majority's side.
 */
export function createPanelJudge({ judges, rule, quorum = moreThanHalf(judges.length) }: PanelOptions): Judge {
  const caveats = new Set(judges.flatMap(({ name, caveat }) => (caveat === undefined ? [] : [`${name}: ${caveat}`])));
  const rubrics = new Set(judges.map(({ rubric }) => rubric));
  const [rubric] = rubrics;
  return {
    name: `panel(${judges.map(({ name }) => name).join(', ')}; ${rule})`,
    hash: hashJudge({ kind: 'panel', rule, quorum, members: judges.map(({ hash }) => hash) }),
    identity: shortHash(
      judges.map(({ hash, identity }) => [hash, identity]),
      16,
    ),
    ...(caveats.size === 0 ? {} : { caveat: [...caveats].join('; ') }),
    ...(rubrics.size === 1 && rubric !== undefined ? { rubric } : {}),
    judge: async (question) => {
      const members = await Promise.all(
        judges.map(async ({ name, judge }) => ({ name, verdict: await judge(question) })),
      );
      const verdicts = members.map(({ verdict }) => verdict);
      const scored = verdicts.filter((verdict) => verdict.outcome === 'scored');
      const decided = decide(scored, { rule, quorum, size: judges.length });
      const isLost = decided.outcome === 'unscored' && verdicts.some((one) => 'callFailed' in one && one.callFailed);
      return {
        ...decided,
        ...(isLost ? { callFailed: true } : {}),
        details: {
          ...(scored.length === 0 ? {} : { agreement: agreementOf(scored) }),
          members: members.map(({ name, verdict: { outcome, reason, ...rest } }) => ({
            name,
            outcome,
            ...('score' in rest ? { score: rest.score } : {}),
            reason,
          })),
        },
        ...totalUsage(verdicts),
      };
    },
  };
}

const moreThanHalf = (count: number) => Math.floor(count / 2) + 1;

function decide(
  scored: readonly ScoredVerdict[],
  { rule, quorum, size }: { readonly rule: PanelRule; readonly quorum: number; readonly size: number },
): Verdict {
  const turnout = `${scored.length} of ${size} members scored`;
  if (scored.length < quorum) return { outcome: 'unscored', reason: `${turnout}, the quorum is ${quorum}` };
  const votesFor = scored.filter(isFor).length;
  const split = `${votesFor} for, ${scored.length - votesFor} against`;
  switch (rule) {
    case 'mean': {
      const score = scored.reduce((sum, verdict) => sum + verdict.score, 0) / scored.length;
      return { outcome: 'scored', score, reason: `mean of ${scored.length} scores, ${split}; ${turnout}` };
    }
    case 'majority': {
      if (votesFor * 2 === scored.length) return { outcome: 'unscored', reason: `a tie: ${split}; ${turnout}` };
      const score = votesFor * 2 > scored.length ? 1 : 0;
      const spoken = scored.find((verdict) => isFor(verdict) === (score === 1))?.reason;
      return { outcome: 'scored', score, reason: `${split}; ${turnout}; one of the majority: ${spoken}` };
    }
  }
}

const isFor = ({ score }: ScoredVerdict) => score >= VOTE_FOR;

function agreementOf(scored: readonly ScoredVerdict[]): number {
  const votesFor = scored.filter(isFor).length;
  return Math.max(votesFor, scored.length - votesFor) / scored.length;
}
