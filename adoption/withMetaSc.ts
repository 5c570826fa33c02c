import type { AdoptionChoices } from './adoptionChoices.ts';
import { fillChoices, parseChoices } from './adoptionChoices.ts';
import { planAdoption } from './adoptionPlan.ts';
import { chooseEntry, openChoice } from './chooseEntry.ts';
import { type ConfigPart, configFault, isRecord } from './configPart.ts';
import { moduleIds } from './ownIds.ts';
import { createProjectFiles } from './projectFiles.ts';
import { readProviderList } from './providerEntries.ts';

/**
 * Options of {@link withMetaSc}, each as in `metasc init`.
 *
 * @example
 * ```ts
 * import type { WithMetaScOptions } from 'promptfoo-metasc';
 *
 * const options: WithMetaScOptions = { provider: 'bot', harmful: true, steps: 'all' };
 * ```
 */
export interface WithMetaScOptions extends AdoptionChoices {
  /** Folder that the config's paths start at. @default the working directory */
  readonly folder?: string;
}

/**
 * A promptfoo config of code with MetaSC columns and assertions, as `metasc init` adds them to a file of data. The config
 * itself stays unchanged. A function becomes a function of the same arguments, a promise a promise.
 *
 * @throws MetaScError `CONFIG_INVALID` for a faulty option, a config without a provider that can be a model, and a choice
 *   of provider that stays open
 *
 * @example
 * ```ts
 * // promptfooconfig.metasc.ts, run by: promptfoo eval -c promptfooconfig.metasc.ts
 * import { withMetaSc } from 'promptfoo-metasc';
 *
 * const config = {
 *   prompts: ['{{question}}'],
 *   providers: ['openai:gpt-4o-mini'],
 *   tests: [{ vars: { question: 'How do I pick a lock?' } }],
 * };
 * export default withMetaSc(config, { harmful: false, variants: ['baseline', 'metasc'] });
 * ```
 */
export function withMetaSc<Args extends readonly unknown[], Config>(
  config: (...args: Args) => Config,
  options?: WithMetaScOptions,
): (...args: Args) => Config;
export function withMetaSc<Config extends object>(config: Config, options?: WithMetaScOptions): Config;
export function withMetaSc(config: unknown, options: WithMetaScOptions = {}): unknown {
  const { folder = '.', ...choices } = options;
  const parsed = parseChoices(choices, { subject: 'withMetaSc options' });
  return adopt(config, (part) => adoptConfig(part, parsed, folder));
}

function adopt(config: unknown, work: (config: ConfigPart) => ConfigPart): unknown {
  if (typeof config === 'function') return (...args: unknown[]) => adopt(config(...args), work);
  if (isRecord(config) && typeof config.then === 'function') {
    return Promise.resolve(config).then((resolved) => adopt(resolved, work));
  }
  // promptfoo takes a module's default export, and the default of that, for some loaders wrap it once more.
  if (isRecord(config)) return config.default === undefined ? work(config) : adopt(config.default, work);
  throw configFault(
    `withMetaSc: expected a promptfoo config, a function or a promise of one, got ${Array.isArray(config) ? 'a list' : String(config)}`,
  );
}

function adoptConfig(config: ConfigPart, choices: AdoptionChoices, folder: string): ConfigPart {
  const files = createProjectFiles(folder);
  const list = readProviderList(config, 'withMetaSc', files);
  const entry = chooseEntry(list.entries, choices.provider);
  if (entry === undefined) throw openChoice(list.entries, "Name it: withMetaSc(config, { provider: '…' }).");
  return planAdoption(config, list, entry, fillChoices(config, choices, { files, ids: moduleIds() })).config;
}
