import type { ApiProvider } from 'promptfoo';
import { renderEnvTemplates } from '../foundation/envTemplates.ts';
import {
  isLiveProvider,
  type LiveProvider,
  registerLiveProvider,
} from '../providers/models/promptfoo/liveProviders.ts';
import { type ConfigPart, configFault, isRecord, partOf } from './configPart.ts';
import { isOwnProvider } from './ownIds.ts';
import type { ProjectFiles } from './projectFiles.ts';

/** The providers of a config, in its order. */
export interface ProviderList {
  /** promptfoo has two names for it. */
  readonly key: 'providers' | 'targets';
  readonly items: readonly unknown[];
  readonly entries: readonly ProviderEntry[];
}

export type ProviderEntry = ModelEntry | OtherEntry;

interface Place {
  /** Of its item in the list. */
  readonly index: number;
  /** Id that promptfoo loads, or by which it names an entry of code. */
  readonly id: string;
  readonly label?: string | undefined;
  /** By which tests and graders may refer to it: id, label, and an id made from environment variables. */
  readonly names: readonly string[];
}

/** An entry that can become a model. */
export interface ModelEntry extends Place {
  readonly kind: 'model';
  /** As the option `model` takes it: promptfoo's own `{id, config}`. */
  readonly model: ConfigPart;
  /** In a config of code: the provider or function that it is. */
  readonly live?: LiveProvider;
  /** The options that promptfoo applies around a provider: `prompts`, `transform`, `delay`, `env`, `inputs`. */
  readonly carried: ConfigPart;
  /** If its item stands for the entries of another file: those before and after it. */
  readonly siblings?: { readonly before: readonly unknown[]; readonly after: readonly unknown[] };
}

export interface OtherEntry extends Place {
  /** `metasc`: one of our columns. `unusable`: can't become a model; `why` gives the reason. */
  readonly kind: 'metasc' | 'unusable';
  readonly why: string;
}

/**
 * The config's `providers` or, in promptfoo's other name for it, `targets`. A single provider is a list of one.
 *
 * @param name of the config, for errors
 * @throws MetaScError `CONFIG_INVALID` when there is none
 */
export function readProviderList(
  config: ConfigPart,
  name: string,
  files: ProjectFiles,
  env: Env = process.env,
): ProviderList {
  const key = config.targets !== undefined && config.providers === undefined ? 'targets' : 'providers';
  const value = config[key];
  const items = Array.isArray(value) ? value : typeof value === 'string' || isLive(value) ? [value] : [];
  if (items.length === 0) {
    throw configFault(
      `${name}: ${key}: expected at least one provider, got none`,
      'MetaSC columns use a provider of the config as their model: add one.',
    );
  }
  const variables = { ...env, ...(partOf(config.env) as Env) };
  const entries = items
    .flatMap((item, index) => readItem(item, index, files))
    .map((entry) => {
      const { id, label } = entry;
      return { ...entry, names: [id, renderId(id, variables), ...(label === undefined ? [] : [label])] };
    });
  return { key, items, entries };
}

type Env = Readonly<Record<string, string | undefined>>;

function renderId(id: string, env: Env): string {
  try {
    return renderEnvTemplates(id, env);
  } catch {
    return id;
  }
}

/** Before its names are known. */
type Unnamed = Omit<ModelEntry, 'names'> | Omit<OtherEntry, 'names'>;

function readItem(item: unknown, index: number, files: ProjectFiles): readonly Unnamed[] {
  const file = typeof item === 'string' && /^file:\/\/.*\.(?:ya?ml|json)$/.test(item) ? item : undefined;
  if (file === undefined) return [readEntry(item, index)];
  const inside = files.readProviders(file);
  if (inside === undefined) return [unusable({ index, id: file }, "it stands for another file, which can't be read")];
  return inside.map((value, position) => {
    const entry = readEntry(value, index);
    const siblings = { before: inside.slice(0, position), after: inside.slice(position + 1) };
    return entry.kind === 'model' ? { ...entry, siblings } : entry;
  });
}

function readEntry(item: unknown, index: number): Unnamed {
  if (typeof item === 'string') return toEntry(index, { id: item });
  if (isLive(item)) return toLiveEntry(index, item);
  if (isRecord(item)) {
    if (typeof item.id === 'string') return toEntry(index, item);
    // promptfoo's other form: {'openai:gpt-4o': {config: …}}; the key is the id.
    const [[id, options] = ['', undefined], ...more] = Object.entries(item);
    if (!id.startsWith('$') && more.length === 0 && isRecord(options)) return toEntry(index, { ...options, id });
  }
  const why = isRecord(item) ? 'it has no id' : 'it is neither an id nor a mapping';
  return unusable({ index, id: `entry ${index + 1}` }, why);
}

function toEntry(index: number, value: ConfigPart): Unnamed {
  const { id: givenId, label: givenLabel, config, ...carried } = value;
  const id = String(givenId);
  const label = typeof givenLabel === 'string' ? givenLabel : undefined;
  if (isOwnProvider(id)) return ownColumn({ index, id, label });
  if (config !== undefined && config !== null && !isRecord(config)) {
    return unusable({ index, id, label }, 'its config is not a mapping; write the config out in the entry');
  }
  return { kind: 'model', index, id, label, model: { id, ...(isRecord(config) ? { config } : {}) }, carried };
}

/** As promptfoo tells: a function, or an object with the functions `id` and `callApi`. */
const isLive = (item: unknown): item is LiveProvider =>
  isLiveProvider(item) && (typeof item === 'function' || typeof item.id === 'function');

/** promptfoo copies the options of a provider, and a copy has lost the methods of a class: a registered id keeps them. */
function toLiveEntry(index: number, live: LiveProvider): Unnamed {
  const { label, transform, delay, inputs } = live as Partial<ApiProvider>;
  // promptfoo's own name for a function.
  const id = typeof live === 'function' ? (label ?? `custom-function-${index}`) : live.id();
  if (id.startsWith('metasc:')) return ownColumn({ index, id, label });
  const carried = Object.entries({ transform, delay, inputs }).filter(([, value]) => value !== undefined);
  const model = { id: registerLiveProvider(live) };
  return { kind: 'model', index, id, label, model, live, carried: Object.fromEntries(carried) };
}

const ownColumn = (place: Omit<Place, 'names'>): Unnamed => ({
  kind: 'metasc',
  why: 'it is a MetaSC column already',
  ...place,
});
const unusable = (place: Omit<Place, 'names'>, why: string): Unnamed => ({ kind: 'unusable', why, ...place });
