import { configFault } from './configPart.ts';
import type { ModelEntry, ProviderEntry } from './providerEntries.ts';

/**
 * The entry that becomes the model: the wanted one, else the only one. Undefined if the choice is open.
 *
 * @param wanted id or label of an entry
 * @throws MetaScError `CONFIG_INVALID` when no entry, or not the wanted one, can be a model
 */
export function chooseEntry(entries: readonly ProviderEntry[], wanted: string | undefined): ModelEntry | undefined {
  if (wanted !== undefined) return findWanted(entries, wanted);
  const [first, ...more] = modelsOf(entries);
  if (first === undefined) {
    const reasons = entries.map((entry) => `  - ${nameOf(entry)}: ${'why' in entry ? entry.why : ''}`);
    throw configFault(`providers: expected one that can become a model, got none\n${reasons.join('\n')}`);
  }
  return more.length === 0 ? first : undefined;
}

export const modelsOf = (entries: readonly ProviderEntry[]) =>
  entries.filter(({ kind }) => kind === 'model') as readonly ModelEntry[];

/** The error for a choice that stays open. */
export function openChoice(entries: readonly ProviderEntry[], help: string) {
  const names = modelsOf(entries).map(nameOf).join(', ');
  return configFault(`provider: expected the id or label of one, because the config has several: ${names}`, help);
}

/** An entry's label and id: `My bot (file://bot.ts)`. */
export function nameOf({ id, label }: { readonly id: string; readonly label?: string | undefined }): string {
  return label === undefined || label === id ? id : `${label} (${id})`;
}

function findWanted(entries: readonly ProviderEntry[], wanted: string): ModelEntry {
  const byLabel = entries.filter(({ label }) => label === wanted);
  const found = byLabel.length > 0 ? byLabel : entries.filter(({ names }) => names.includes(wanted));
  const [entry, ...more] = found;
  if (entry === undefined) {
    throw configFault(`provider: expected one of ${entries.map(nameOf).join(', ')}; got "${wanted}"`);
  }
  if (more.length > 0) {
    throw configFault(
      `provider: expected one entry, got ${found.length} named "${wanted}"`,
      'Give each a label of its own in the config, and use that.',
    );
  }
  if (entry.kind !== 'model') {
    throw configFault(`provider: "${wanted}" can't become a model: ${entry.why}`);
  }
  return entry;
}
