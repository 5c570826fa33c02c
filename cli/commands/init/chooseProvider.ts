import { MetaScError } from '../../../foundation/errors.ts';
import type { ModelEntry, ProviderEntry } from './providerList.ts';

/** Asks the user a question and resolves with the line that they type. */
export type AskUser = (question: string) => Promise<string>;

export interface ProviderChoice {
  /** The id or label of an entry. */
  readonly wanted: string | undefined;
  /** Take the first where there are several and nothing was said. */
  readonly takeFirst: boolean;
  /** Undefined where nobody can answer. */
  readonly ask: AskUser | undefined;
}

/**
 * The entry that becomes the model: the one that is wanted, else the only one, else the one that the user picks.
 *
 * @throws MetaScError `CONFIG_INVALID` when it can't be told, or can't be a model
 */
export async function chooseProvider(
  entries: readonly ProviderEntry[],
  { wanted, takeFirst, ask }: ProviderChoice,
): Promise<ModelEntry> {
  const models = entries.filter(({ kind }) => kind === 'model') as readonly ModelEntry[];
  if (wanted !== undefined) return findWanted(entries, wanted);
  const [first, ...more] = models;
  if (first === undefined) throw noModel(entries);
  if (more.length === 0 || takeFirst) return first;
  if (ask !== undefined) return pick(models, ask);
  throw new MetaScError(`provider: expected --provider, for the config has several: ${models.map(nameOf).join(', ')}`, {
    code: 'CONFIG_INVALID',
    help: 'Give an id or a label; --yes takes the first.',
  });
}

/** An entry as the user knows it: `My bot (file://bot.ts)`. */
export function nameOf({ id, label }: { readonly id: string; readonly label?: string | undefined }): string {
  return label === undefined || label === id ? id : `${label} (${id})`;
}

function findWanted(entries: readonly ProviderEntry[], wanted: string): ModelEntry {
  const byLabel = entries.filter(({ label }) => label === wanted);
  const found = byLabel.length > 0 ? byLabel : entries.filter(({ id }) => id === wanted);
  const [entry, ...more] = found;
  if (entry === undefined) {
    throw new MetaScError(`provider: expected one of ${entries.map(nameOf).join(', ')}; got "${wanted}"`, {
      code: 'CONFIG_INVALID',
    });
  }
  if (more.length > 0) {
    throw new MetaScError(`provider: expected one entry, got ${found.length} that are named "${wanted}"`, {
      code: 'CONFIG_INVALID',
      help: 'Give each a label of its own in the config, and name that.',
    });
  }
  if (entry.kind !== 'model') {
    throw new MetaScError(`provider: "${wanted}" can't become a model: ${entry.why}`, { code: 'CONFIG_INVALID' });
  }
  return entry;
}

function noModel(entries: readonly ProviderEntry[]): MetaScError {
  const reasons = entries.map((entry) => `  - ${nameOf(entry)}: ${'why' in entry ? entry.why : ''}`);
  return new MetaScError(`providers: expected one that can become a model, got none\n${reasons.join('\n')}`, {
    code: 'CONFIG_INVALID',
  });
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
