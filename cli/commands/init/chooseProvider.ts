import { configFault } from './configDocument.ts';
import type { ModelEntry, ProviderEntry } from './providerList.ts';

/** Asks the user a question and resolves with the answer, one line. */
export type AskUser = (question: string) => Promise<string>;

export interface ProviderChoice {
  /** Id or label of an entry. */
  readonly wanted: string | undefined;
  /** Whether to take the first of several if none is wanted. */
  readonly takeFirst: boolean;
  /** Undefined if no user can answer. */
  readonly ask: AskUser | undefined;
}

/**
 * The entry that becomes the model: the wanted one, else the only one, else the one that the user picks.
 *
 * @throws MetaScError `CONFIG_INVALID` when the choice is open or the entry can't be a model
 */
export async function chooseProvider(
  entries: readonly ProviderEntry[],
  { wanted, takeFirst, ask }: ProviderChoice,
): Promise<ModelEntry> {
  const models = entries.filter(({ kind }) => kind === 'model') as readonly ModelEntry[];
  if (wanted !== undefined) return findWanted(entries, wanted);
  const [first, ...more] = models;
  if (first === undefined) {
    const reasons = entries.map((entry) => `  - ${nameOf(entry)}: ${'why' in entry ? entry.why : ''}`);
    throw configFault(`providers: expected one that can become a model, got none\n${reasons.join('\n')}`);
  }
  if (more.length === 0 || takeFirst) return first;
  if (ask !== undefined) return pick(models, ask);
  throw configFault(
    `provider: expected --provider, because the config has several: ${models.map(nameOf).join(', ')}`,
    'Give an id or a label; --yes takes the first.',
  );
}

/** An entry's label and id: `My bot (file://bot.ts)`. */
export function nameOf({ id, label }: { readonly id: string; readonly label?: string | undefined }): string {
  return label === undefined || label === id ? id : `${label} (${id})`;
}

function findWanted(entries: readonly ProviderEntry[], wanted: string): ModelEntry {
  const byLabel = entries.filter(({ label }) => label === wanted);
  const found = byLabel.length > 0 ? byLabel : entries.filter(({ id }) => id === wanted);
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

async function pick(models: readonly ModelEntry[], ask: AskUser): Promise<ModelEntry> {
  const lines = models.map((entry, index) => `  ${index + 1}  ${nameOf(entry)}`);
  const question = `Which provider is the model of the MetaSC columns?\n${lines.join('\n')}\n1 to ${models.length} [1]: `;
  for (;;) {
    const answer = (await ask(question)).trim();
    const picked = answer === '' ? models[0] : /^\d+$/.test(answer) ? models[Number(answer) - 1] : undefined;
    if (picked !== undefined) return picked;
  }
}
