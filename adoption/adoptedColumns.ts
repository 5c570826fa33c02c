import type { ConfigPart } from './configPart.ts';
import type { ModelEntry } from './providerEntries.ts';

/** The variants that adoption can make columns for, in order. */
export const ADOPTED_VARIANTS = ['baseline', 'static-critique', 'metasc'] as const;
export type AdoptedVariant = (typeof ADOPTED_VARIANTS)[number];

export interface ColumnOptions {
  /** At least one. */
  readonly variants: readonly AdoptedVariant[];
  readonly steps: number | 'all';
  /** Id of the MetaSC provider. */
  readonly providerId: string;
  /** Labels of the other entries. */
  readonly takenLabels: ReadonlySet<string>;
}

/** A column as an entry of `providers`. */
export interface AdoptedColumn extends ConfigPart {
  readonly id: string;
  readonly label: string;
  readonly config: {
    readonly variant: AdoptedVariant;
    readonly model: ModelEntry['model'];
    readonly adapt?: ConfigPart;
  };
}

/** One column per variant around an entry's provider, with the options that promptfoo applies around it. */
export function planColumns(
  entry: ModelEntry,
  { variants, steps, providerId, takenLabels }: ColumnOptions,
): readonly AdoptedColumn[] {
  const { model, carried } = entry;
  return ADOPTED_VARIANTS.filter((variant) => variants.includes(variant)).map((variant) => ({
    id: providerId,
    label: takenLabels.has(variant) ? `${variant} (${entry.label ?? entry.id})` : variant,
    config: { variant, model, ...(variant === 'metasc' ? { adapt: { steps } } : {}) },
    ...carried,
  }));
}
