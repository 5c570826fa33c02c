import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, Scalar, type YAMLSeq } from 'yaml';
import { MetaScError } from '../../../foundation/errors.ts';
import { copyOf } from './anchors.ts';
import { type ConfigDocument, isRecord, toValue } from './configDocument.ts';
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
  /** What promptfoo loads. */
  readonly id: string;
  readonly label: string | undefined;
  /** `{id, config, …}` as promptfoo gets it. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Its parts in the document, where they stand there by themselves. */
  readonly idNode: Node | undefined;
  readonly configNode: Node | undefined;
  /** Of the lines above it. */
  readonly comment: string | undefined;
}

export interface OtherEntry {
  /** `metasc`: one of our columns. `unusable`: can't become a model, because `why`. */
  readonly kind: 'metasc' | 'unusable';
  readonly index: number;
  readonly id: string;
  readonly label: string | undefined;
  readonly why: string;
}

/**
 * The config's `providers` or, in promptfoo's other word for it, `targets`. Makes a list of a single provider.
 *
 * @throws MetaScError `CONFIG_INVALID` when there is none
 */
export function readProviderList(document: ConfigDocument, path: string): ProviderList {
  const key = document.has('targets') && !document.has('providers') ? 'targets' : 'providers';
  const sequence = toSequence(document, key);
  if (sequence === undefined || sequence.items.length === 0) {
    throw new MetaScError(`${path}: ${key}: expected at least one provider, got none`, {
      code: 'CONFIG_INVALID',
      help: 'The model of the MetaSC columns is one of the providers that the config has: add one.',
    });
  }
  return { sequence, entries: sequence.items.map((item, index) => readEntry(document, item as Node, index)) };
}

function toSequence(document: ConfigDocument, key: string): YAMLSeq | undefined {
  const node = document.get(key, true) as Node | null | undefined;
  if (isSeq(node)) {
    // Columns are long; an entry that was written in one line stays so.
    node.flow = false;
    return node;
  }
  const source = isAlias(node) ? (node as Alias).resolve(document) : undefined;
  const sequence = isSeq(source)
    ? copyOf(source)
    : typeof toValue(document, node) === 'string'
      ? (document.createNode([]) as YAMLSeq)
      : undefined;
  if (sequence === undefined) return undefined;
  if (sequence.items.length === 0) sequence.add(node);
  sequence.flow = false;
  document.set(key, sequence);
  return sequence;
}

function readEntry(document: ConfigDocument, node: Node, index: number): ProviderEntry {
  const value = toValue(document, node);
  const own = isMap(node) ? node : undefined;
  const comment = node.commentBefore ?? undefined;
  if (typeof value === 'string') return toEntry({ index, value: { id: value }, idNode: node, comment });
  if (!isRecord(value)) return unusable(index, `entry ${index + 1}`, 'it is neither an id nor a mapping');
  if (typeof value.id === 'string') {
    return toEntry({ index, value, idNode: nodeOf(own, 'id'), configNode: nodeOf(own, 'config'), comment });
  }
  // promptfoo's other form: {'openai:gpt-4o': {config: …}}; what it loads is the key.
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

interface FoundEntry {
  readonly index: number;
  readonly value: Readonly<Record<string, unknown>>;
  readonly idNode?: Node | undefined;
  readonly configNode?: Node | undefined;
  readonly comment: string | undefined;
}

function toEntry({ index, value, idNode, configNode, comment }: FoundEntry): ProviderEntry {
  const id = String(value.id);
  const label = typeof value.label === 'string' ? value.label : undefined;
  if (isOwnProvider(id)) return { kind: 'metasc', index, id, label, why: 'it is a MetaSC column already' };
  if (/^file:\/\/.*\.(?:ya?ml|json)$/.test(id)) {
    return unusable(index, id, "it stands for the entries of another file; copy them into the config's own list");
  }
  if (value.config !== undefined && value.config !== null && !isRecord(value.config)) {
    return unusable(index, id, 'its config is no mapping; write it out in the entry');
  }
  return { kind: 'model', index, id, label, value, idNode, configNode, comment };
}

const unusable = (index: number, id: string, why: string): OtherEntry => ({
  kind: 'unusable',
  index,
  id,
  label: undefined,
  why,
});
