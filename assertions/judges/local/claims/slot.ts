import { sharedStems } from './contentWords.ts';
import type { Mention, Reading } from './readFacts.ts';

/**
 * What an answer does with a fact of the reference. `contradicted`: it states another in the same place, or denies it;
 * `contested`: it states both, and neither fits the place better; `echoed`: it repeats another that the request has; `partly`:
 * it leaves out a part.
 */
export type ClaimFinding = 'met' | 'contradicted' | 'contested' | 'echoed' | 'partly' | 'missing';

/** The texts that an answer's facts are compared in. */
export interface Matter {
  readonly request: Reading;
  readonly reference: Reading;
  readonly answer: Reading;
  /** Whether the reference is a few words: then another fact of the kind contradicts it, wherever it stands. */
  readonly isShort: boolean;
  /** Whether the reference is a bare phrase, no sentence. */
  readonly isBare: boolean;
}

/** A fact of the reference, and what an answer does with it. */
export interface FactFinding {
  readonly claim: Mention;
  readonly finding: ClaimFinding;
  /** The answer's words that decided. */
  readonly by?: string;
  /** Where the segments begin that state a fact that is met. */
  readonly at?: readonly number[];
}

/** The words around a fact that answers the request: those of the request and of the reference. */
export function slotOf({ request, reference }: Matter): readonly string[] {
  return [...new Set([...request.stems, ...reference.stems])];
}

/** How well the words around a fact fit a slot, in words: each that fits counts 1, each other takes off a half. */
export function fitOf(context: readonly string[], slot: readonly string[]): number {
  const shared = sharedStems(context, slot).length;
  return shared - (context.length - shared) / 2;
}

/** Whether at least half of the words around a fact fit a slot. */
export function isInSlot(context: readonly string[], slot: readonly string[]): boolean {
  return 2 * sharedStems(context, slot).length >= context.length;
}
