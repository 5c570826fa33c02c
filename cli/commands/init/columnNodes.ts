import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { AdoptedColumn } from '../../../adoption/adoptedColumns.ts';
import { isRecord } from '../../../adoption/configPart.ts';
import type { ModelEntry, ProviderList } from '../../../adoption/providerEntries.ts';
import { copyOf } from './anchors.ts';
import { type ConfigDocument, toValue } from './configDocument.ts';

/**
 * Puts the columns in the place of their entry; of all entries, if `only` is set. The first column holds the shared config
 * under an anchor. Nodes of the entry move into it with their comments and anchors.
 */
export function placeColumns(
  document: ConfigDocument,
  { key }: ProviderList,
  { entry, columns, only }: { entry: ModelEntry; columns: readonly AdoptedColumn[]; only: boolean },
): void {
  const sequence = toSequence(document, key);
  const item = sequence.items[entry.index] as Node;
  const nodes = createColumns(document, columns, entry, findNodes(item, entry));
  const around = (values: readonly unknown[] = []) => values.map((value) => document.createNode(value) as Node);
  const { before, after } = entry.siblings ?? {};
  if (only) sequence.items = [...nodes];
  else sequence.items.splice(entry.index, 1, ...around(before), ...nodes, ...around(after));
  sequence.flow = false;
}

/** A single provider becomes a list. */
function toSequence(document: ConfigDocument, key: string): YAMLSeq {
  const node = document.get(key, true) as Node;
  if (isSeq(node)) return node;
  const source = isAlias(node) ? node.resolve(document) : undefined;
  const sequence = isSeq(source) ? copyOf(source) : (document.createNode([node]) as YAMLSeq);
  // A comment behind the provider stays behind the key.
  if (!isSeq(source)) node.comment = null;
  document.set(key, sequence);
  return sequence;
}

/** The nodes of an entry that can move. */
interface EntryNodes {
  readonly id: Node;
  readonly config: Node | undefined;
  readonly carried: (name: string) => Node | undefined;
}

function findNodes(item: Node, { id, siblings }: ModelEntry): EntryNodes {
  const nodesOf = (map: unknown, idNode: Node | undefined): EntryNodes => {
    const find = (name: string) => (isMap(map) ? (map.get(name, true) as Node | undefined) : undefined);
    return { id: idNode ?? find('id') ?? new Scalar(id), config: find('config'), carried: find };
  };
  if (siblings !== undefined) return nodesOf(undefined, undefined);
  if (isScalar(item)) return nodesOf(undefined, item);
  if (isMap(item) && !item.has('id') && item.items.length === 1) {
    // promptfoo's other form: {'openai:gpt-4o': {config: …}}; the key is the id.
    return nodesOf(item.items[0]?.value, new Scalar(id));
  }
  return nodesOf(item, undefined);
}

function createColumns(
  document: ConfigDocument,
  columns: readonly AdoptedColumn[],
  entry: ModelEntry,
  nodes: EntryNodes,
): readonly Node[] {
  let alias: Alias | undefined;
  return columns.map(({ id, label, config, ...carried }) => {
    const { variant, model: _, ...own } = config;
    const configNode = document.createNode({ variant });
    if (alias === undefined) {
      configNode.add(document.createPair('model', createModel(document, entry, nodes)));
    } else {
      configNode.items.unshift(document.createPair('<<', alias.clone()));
    }
    for (const [name, value] of Object.entries(own)) {
      configNode.add(document.createPair(name, document.createNode(value, { flow: true })));
    }
    const node = document.createNode({ id, label }) as YAMLMap;
    node.add(document.createPair('config', configNode));
    for (const [name, value] of Object.entries(carried)) {
      const given = nodes.carried(name);
      const moved = given === undefined ? document.createNode(value) : alias === undefined ? given : copyOf(given);
      node.add(document.createPair(name, moved));
    }
    if (alias === undefined) {
      node.commentBefore = introduction(entry, columns.length > 1);
      if (columns.length > 1) alias = document.createAlias(configNode, 'metasc');
    }
    return node;
  });
}

function createModel(document: ConfigDocument, { model }: ModelEntry, { id, config }: EntryNodes): Node {
  const node = document.createNode({}) as YAMLMap;
  node.add(document.createPair('id', id));
  if (model.config !== undefined) {
    const isOwn = config !== undefined && isRecord(toValue(document, config));
    node.add(document.createPair('config', isOwn ? config : document.createNode(model.config)));
  }
  return node;
}

function introduction({ id, label }: ModelEntry, hasOthers: boolean): string {
  const lines = [
    ` ${label === undefined ? id : `${label} (${id})`} under MetaSC, written by metasc init.`,
    ...(hasOthers ? [' The columns share its calls: all revise the same response.'] : []),
  ];
  return lines.join('\n');
}
