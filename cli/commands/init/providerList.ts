import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, Scalar, type YAMLSeq } from 'yaml';
import { copyOf } from './anchors.ts';
import { type ConfigDocument, type ConfigPart, configFault, isRecord, toValue } from './configDocument.ts';
import { isOwnProvider } from './ownIds.ts';

/** The providers of a config, in its order. */
export interface ProviderList {
  readonly sequence: YAMLSeq;
  readonly entries: readonly ProviderEntry[];
}

export type ProviderEntry = ModelEntry | OtherEntry;

/** An entry that can become a model. */
export interface ModelEntry {
  readonly kind: 'model';
  readonly index: number;
  /** Id that promptfoo loads. */
  readonly id: string;
  readonly label: string | undefined;
  /** `{id, config, …}` as promptfoo reads it. */
  readonly value: ConfigPart;
  /** Its nodes in the document, if it has nodes of its own. */
  readonly idNode: Node | undefined;
  readonly configNode: Node | undefined;
  /** Text of the comment above it. */
  readonly comment: string | undefined;
}

export interface OtherEntry {
  /** `metasc`: one of our columns. `unusable`: can't become a model; `why` gives the reason. */
  readonly kind: 'metasc' | 'unusable';
  readonly index: number;
  readonly id: string;
  readonly label?: string | undefined;
  readonly why: string;
}

/**
 * The config's `providers` or, in promptfoo's other name for it, `targets`. A single provider becomes a list.
 *
 * @throws MetaScError `CONFIG_INVALID` when there is none
 */
export function readProviderList(document: ConfigDocument, path: string): ProviderList {
  const key = document.has('targets') && !document.has('providers') ? 'targets' : 'providers';
  const sequence = toSequence(document, key);
  if (sequence === undefined || sequence.items.length === 0) {
    throw configFault(
      `${path}: ${key}: expected at least one provider, got none`,
      'MetaSC columns use a provider of the config as their model: add one.',
    );
  }
  return { sequence, entries: sequence.items.map((item, index) => readEntry(document, item as Node, index)) };
}

function toSequence(document: ConfigDocument, key: string): YAMLSeq | undefined {
  const node = document.get(key, true) as Node | null | undefined;
  if (isSeq(node)) {
    // Columns are long; an entry written on one line stays on one.
    node.flow = false;
    return node;
  }
  const source = isAlias(node) ? (node as Alias).resolve(document) : undefined;
  const sequence = isSeq(source)
    ? copyOf(source)
    : typeof toValue(document, node) === 'string'
      ? (document.createNode([node]) as YAMLSeq)
      : undefined;
  if (sequence === undefined) return undefined;
  sequence.flow = false;
  document.set(key, sequence);
  return sequence;
}

function readEntry(document: ConfigDocument, node: Node, index: number): ProviderEntry {
  const value = toValue(document, node);
  const own = isMap(node) ? node : undefined;
  const comment = node.commentBefore ?? undefined;
  if (typeof value === 'string')
    return toEntry({ index, value: { id: value }, idNode: node, configNode: undefined, comment });
  if (!isRecord(value)) return unusable(index, `entry ${index + 1}`, 'it is neither an id nor a mapping');
  if (typeof value.id === 'string') {
    return toEntry({ index, value, idNode: nodeOf(own, 'id'), configNode: nodeOf(own, 'config'), comment });
  }
  // promptfoo's other form: {'openai:gpt-4o': {config: …}}; the key is the id.
  const [[key, options] = ['', undefined], ...more] = Object.entries(value);
  if (key.startsWith('$') || more.length > 0 || !isRecord(options)) {
    return unusable(index, `entry ${index + 1}`, 'it has no id');
  }
  const inner = own?.items[0]?.value;
  return toEntry({
    index,
    value: { ...options, id: key },
    idNode: new Scalar(key),
    configNode: nodeOf(isMap(inner) ? inner : undefined, 'config'),
    comment,
  });
}

function nodeOf(map: { get(key: string, keepScalar: true): unknown } | undefined, key: string): Node | undefined {
  const node = map?.get(key, true);
  return isMap(node) || isScalar(node) || isAlias(node) ? (node as Node) : undefined;
}

function toEntry(found: Omit<ModelEntry, 'kind' | 'id' | 'label'>): ProviderEntry {
  const { index, value } = found;
  const id = String(value.id);
  const label = typeof value.label === 'string' ? value.label : undefined;
  if (isOwnProvider(id)) return { kind: 'metasc', index, id, label, why: 'it is a MetaSC column already' };
  if (/^file:\/\/.*\.(?:ya?ml|json)$/.test(id)) {
    return unusable(index, id, "it stands for the entries of another file; copy them into the config's own list");
  }
  if (value.config !== undefined && value.config !== null && !isRecord(value.config)) {
    return unusable(index, id, 'its config is not a mapping; write the config out in the entry');
  }
  return { kind: 'model', id, label, ...found };
}

const unusable = (index: number, id: string, why: string): OtherEntry => ({ kind: 'unusable', index, id, why });
