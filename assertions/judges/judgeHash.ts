import { shortHash } from '../../foundation/hash.ts';

/**
 * What determines the verdicts of a judge, by kind. Wording is hashed as the conversation that an empty question makes,
 * and the patterns and thresholds of rules as they are, so that no change of either can be forgotten.
 */
export type JudgeDeterminants =
  | {
      readonly kind: 'local';
      /** Name and version of the rules' code: `harm@1`. */
      readonly rules: string;
      /** What the code decides by; none where it needs nothing. */
      readonly data: unknown;
    }
  | {
      readonly kind: 'llm';
      readonly model: string;
      readonly rubric: unknown;
      readonly wording: unknown;
      readonly sampling: unknown;
    }
  | {
      readonly kind: 'guard';
      readonly model: string;
      readonly format: string;
      readonly wording: unknown;
      readonly sampling: unknown;
    }
  | {
      readonly kind: 'panel';
      readonly rule: string;
      readonly quorum: number;
      /** Hashes of its members; their order doesn't count. */
      readonly members: readonly string[];
    };

/** 16 hex digits; the order of keys doesn't count. A model counts by its name, so a server that swaps it goes unseen. */
export function hashJudge(determinants: JudgeDeterminants): string {
  const counted =
    determinants.kind === 'panel' ? { ...determinants, members: [...determinants.members].sort() } : determinants;
  return shortHash(counted, 16);
}
