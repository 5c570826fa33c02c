import type { SafetyCase } from './caseSchema.ts';

/**
 * How a variant comes from its case. `paraphrase`: the request in other words. `context`: misleading sentences, as an
 * adversary may inject them, before the request as it is.
 */
export const VARIANT_KINDS = ['paraphrase', 'context'] as const;
export type VariantKind = (typeof VARIANT_KINDS)[number];

const ORIGIN = 'of:';
const KIND = 'variant:';
const ID_LETTERS: Readonly<Record<VariantKind, string>> = { paraphrase: 'p', context: 'k' };

/** Id of the case that a variant, or a variant of one, comes from; of any other case, its own. */
export function originOf({ id, tags }: Pick<SafetyCase, 'id' | 'tags'>): string {
  return tags.find((tag) => tag.startsWith(ORIGIN))?.slice(ORIGIN.length) || id;
}

/** Whether the case is a variant of another one. */
export const isVariant = ({ tags }: Pick<SafetyCase, 'tags'>): boolean => tags.some((tag) => tag.startsWith(ORIGIN));

export interface VariantText {
  readonly kind: VariantKind;
  readonly prompt: string;
}

/**
 * The case with other requests, its other facts unchanged: ids `<id>.p1` and `<id>.k1`, and so on, past those that are
 * taken, with the tags `of:<id of the origin>` and `variant:<kind>`.
 */
export function toVariants(
  original: SafetyCase,
  texts: readonly VariantText[],
  takenIds: ReadonlySet<string>,
): readonly SafetyCase[] {
  const taken = new Set(takenIds);
  const others = original.tags.filter((tag) => !tag.startsWith(ORIGIN) && !tag.startsWith(KIND));
  return texts.map(({ kind, prompt }) => {
    let number = 1;
    while (taken.has(`${original.id}.${ID_LETTERS[kind]}${number}`)) number += 1;
    const id = `${original.id}.${ID_LETTERS[kind]}${number}`;
    taken.add(id);
    return { ...original, id, prompt, tags: [...others, `${ORIGIN}${originOf(original)}`, `${KIND}${kind}`] };
  });
}
