import { sharedStems } from './contentWords.ts';
import type { Mention, Reading } from './readFacts.ts';
import { freshWords } from './sameFact.ts';

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

/** A fact with the words around it. */
export type Placed = Pick<Mention, 'segment' | 'context' | 'text'>;

/** The place that a fact takes which answers the request: the words of request and reference, and the names of the request. */
export interface Slot {
  readonly words: readonly string[];
  readonly names: readonly (readonly string[])[];
}

export function slotOf({ request, reference }: Matter): Slot {
  const names = request.mentions.flatMap(({ fact }) => (fact.kind === 'name' ? [fact.words] : []));
  return { words: [...new Set([...request.stems, ...reference.stems])], names };
}

/** Of the words around a fact and the names in its segment, those that fit a slot. */
export function fitting({ context, segment }: Placed, { words, names }: Slot): number {
  return (
    sharedStems(context, words).length + names.filter((name) => freshWords(name, segment.lower).length === 0).length
  );
}

/** How well what stands around a fact fits a slot, in words: each that fits counts 1, each other takes off a half. */
export function fitOf(placed: Placed, slot: Slot): number {
  const others = placed.context.length - sharedStems(placed.context, slot.words).length;
  return fitting(placed, slot) - others / 2;
}

/** Whether at least half of the words around a fact fit a slot. */
export function isInSlot({ context }: Placed, { words }: Slot): boolean {
  return 2 * sharedStems(context, words).length >= context.length;
}
