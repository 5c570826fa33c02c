import { shortHash } from '../../foundation/hash.ts';

/**
 * Everything that determines a judge's verdicts, by kind. Wording is the conversation that an empty question makes, and
 * the data of rules are their patterns and thresholds, so that every change of either changes the hash.
 */
type JudgeDeterminants =
  | {
      readonly kind: 'local';
      /** Name and version of the rules' code: `harm@1`. */
      readonly rules: string;
      /** Undefined if the code needs none. */
      readonly data: unknown;
    }
  | ({ readonly kind: 'llm'; readonly rubric: unknown } & Asking)
  | ({ readonly kind: 'guard'; readonly format: string } & Asking)
  | {
      readonly kind: 'panel';
      readonly rule: string;
      readonly quorum: number;
      /** Hashes of its members; their order doesn't count. */
      readonly members: readonly string[];
    }
  | {
      readonly kind: 'cascade';
      /** Hashes of both judges. */
      readonly first: string;
      readonly then: string;
      readonly when: { readonly below: number; readonly above: number };
    };

interface Asking {
  readonly model: string;
  readonly wording: unknown;
  readonly sampling: unknown;
}

/**
 * 16 hex digits; the order of keys doesn't count. A model counts by its name, wherever it is asked, so a
 * server that swaps it goes unseen.
 */
export function hashJudge(determinants: JudgeDeterminants): string {
  const counted =
    determinants.kind === 'panel' ? { ...determinants, members: [...determinants.members].sort() } : determinants;
  return shortHash(counted, 16);
}
