import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Node,
  type Pair,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { ConfigDocument } from './configDocument.ts';

/**
 * Remembers the source of every alias (`*name`). After edits, `restore` replaces each alias whose anchor was removed
 * with a copy of its source, and each such merge (`<<: *name`) with the merged keys.
 */
export function rememberAliases(document: ConfigDocument) {
  const sources = new Map<string, Node>();
  const anchors = new Map<string, Node>();
  visit(document, {
    Value: (_, node) => define(anchors, node),
    Alias(_, alias) {
      const source = anchors.get(alias.source);
      if (source !== undefined) sources.set(alias.source, source);
    },
  });

  return {
    restore() {
      const defined = new Map<string, Node>();
      const lostSource = ({ source }: Alias) => (defined.has(source) ? undefined : sources.get(source));
      visit(document, {
        Scalar: (_, node) => define(defined, node),
        Seq: (_, node) => define(defined, node),
        Map(_, map) {
          define(defined, map);
          for (const pair of map.items.filter(isMerge)) {
            const source = isAlias(pair.value) ? lostSource(pair.value) : undefined;
            if (isMap(source)) expandMerge(map, pair, source);
          }
        },
        Alias(_, alias) {
          const source = lostSource(alias);
          return source === undefined ? undefined : copyOf(source);
        },
      });
    },
  };
}

/** An anchor holds from its node on. */
function define(anchors: Map<string, Node>, node: Scalar | YAMLMap | YAMLSeq): void {
  if (node.anchor !== undefined) anchors.set(node.anchor, node);
}

/** A deep copy without anchors, and without the comment above. */
export function copyOf<T extends Node>(node: T): T {
  const copy = node.clone() as T;
  copy.commentBefore = null;
  visit(copy, {
    Value(_, value) {
      delete value.anchor;
    },
  });
  return copy;
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && (key.value === '<<' || (typeof key.value === 'symbol' && key.value.description === '<<'));
}

/** The map's own keys win over merged ones, wherever they are. */
function expandMerge(map: YAMLMap, merge: Pair, source: YAMLMap): void {
  const own = new Set(map.items.map(nameOf));
  const brought = source.items.filter((pair) => isMerge(pair) || !own.has(nameOf(pair)));
  map.items.splice(map.items.indexOf(merge), 1, ...brought.map((pair) => pair.clone()));
}

function nameOf(pair: unknown): unknown {
  return isPair(pair) && isScalar(pair.key) ? pair.key.value : isPair(pair) && isNode(pair.key) ? pair.key : undefined;
}
