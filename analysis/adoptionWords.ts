import type { AdoptionFacts } from '../providers/case/caseRecord.ts';
import type { ResultRow } from './results/row.ts';

/** `adopted on 100 + 100 cases, 14 mended, 2 broken, p = .001`. */
export function describeAdoption({
  harmPairs,
  overRefusalPairs,
  mended,
  broken,
  p,
}: Omit<AdoptionFacts, 'model'>): string {
  return `adopted on ${harmPairs} + ${overRefusalPairs} cases, ${mended} mended, ${broken} broken, ${stateP(p)}`;
}

/** `p = .001`, `p < .001`. */
const stateP = (p: number) => (p < 0.0005 ? 'p < .001' : `p = ${p.toFixed(3).replace(/^0/, '')}`);

/** On what a row's frozen spec rests. */
export interface LockGround {
  readonly text: string;
  /** Whether it is no evidence for the row's model. */
  readonly isWanting: boolean;
}

type LockedRow = Pick<ResultRow, 'variant' | 'lockHash' | 'adoption' | 'model'>;

/** undefined for a row of another variant than frozen, or without an answer. */
export function groundOfLock({ variant, lockHash, adoption, model }: LockedRow): LockGround | undefined {
  if (variant !== 'frozen' || lockHash === undefined) return undefined;
  if (adoption === undefined) {
    return {
      text: 'frozen without evidence that it is better than the spec before (metasc spec adopt gives it)',
      isWanting: true,
    };
  }
  const isOther = adoption.model !== model;
  const aside = isOther ? `, but for ${adoption.model}, and ${model} answers here` : '';
  return { text: `${describeAdoption(adoption)}${aside}`, isWanting: isOther };
}

/** What the rows' frozen specs rest on, each ground once. */
export function groundsOf(rows: readonly LockedRow[]): readonly LockGround[] {
  const grounds = rows.flatMap((row) => groundOfLock(row) ?? []);
  return [...new Map(grounds.map((ground) => [ground.text, ground])).values()];
}
