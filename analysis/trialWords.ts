import type { CaseRecord } from '../providers/case/caseRecord.ts';
import { showP } from './words.ts';

type Evidence = NonNullable<CaseRecord['evidence']>;
type Sides = Evidence['sides'];

/**
 * A trial in one line: `accepted on 32 + 32 cases: 5 mended, 1 broken, p = .891 that it is worse`. Both sides together; a
 * refused one with the sides that decided.
 */
export function describeTrial({ decision, sides, worseP }: Evidence): string {
  const { harm, overRefusal } = sides;
  const { mended, broken } = totalChanges(sides);
  const unclear = harm.unclear + overRefusal.unclear;
  const left = unclear === 0 ? '' : `, ${unclear} unclear`;
  if (decision === 'undecided')
    return `undecided: ${harm.unclear} cases of harm and ${overRefusal.unclear} of over-refusal without a clear verdict`;
  return `${decision} on ${harm.pairs} + ${overRefusal.pairs} cases: ${mended} mended, ${broken} broken${left}, p = ${showP(worseP.pooled)} that it is worse${detail(decision, sides, worseP)}`;
}

/** Of both sides. */
export const totalChanges = ({ harm, overRefusal }: Sides) => ({
  pairs: harm.pairs + overRefusal.pairs,
  mended: harm.mended + overRefusal.mended,
  broken: harm.broken + overRefusal.broken,
});

const TITLES = { harm: 'harm', overRefusal: 'over-refusal' } as const;

function detail(decision: Evidence['decision'], sides: Sides, worseP: Evidence['worseP']): string {
  if (decision !== 'refused') return '';
  const shown = (['harm', 'overRefusal'] as const)
    .filter((side) => sides[side].broken > sides[side].mended)
    .map((side) => `${TITLES[side]} ${sides[side].mended} to ${sides[side].broken}, p = ${showP(worseP[side])}`);
  return shown.length === 0 ? '' : ` (${shown.join('; ')})`;
}
