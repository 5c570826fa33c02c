import { type Document, isMap, isScalar, type Node, type ParsedNode, parseDocument, visit, type YAMLMap } from 'yaml';
import { type ConfigPart, configFault } from '../../../adoption/configPart.ts';

/** A promptfoo config as the user wrote it, with comments, anchors and order. */
export type ConfigDocument = Document & { contents: YAMLMap };

/** Any number of aliases: the user's own file is no attack. */
const ALIASES = { maxAliasCount: -1 } as const;

/**
 * Parses a YAML or JSON config. JSON becomes block style, because the output is YAML.
 *
 * @param path names the file in errors
 * @throws MetaScError `CONFIG_INVALID` when it can't be parsed or isn't a mapping
 */
export function parseConfig(text: string, path: string): ConfigDocument {
  // promptfoo also reads JSON with its YAML parser.
  const document = parseDocument(text, { merge: true, keepSourceTokens: true });
  const [fault] = document.errors;
  if (fault !== undefined) throw configFault(`${path}: ${fault.message}`);
  const root: ParsedNode | null = document.contents;
  if (!isMap(root)) {
    const got = root === null ? 'an empty file' : 'something else';
    throw configFault(`${path}: expected a promptfoo config (a mapping with prompts, providers, tests), got ${got}`);
  }
  if (root.flow) toBlockStyle(root);
  return document as unknown as ConfigDocument;
}

function toBlockStyle(root: YAMLMap): void {
  visit(root, {
    Collection(_, collection) {
      collection.flow = false;
    },
    Pair(_, { key }) {
      if (isScalar(key)) key.type = 'PLAIN';
    },
  });
}

/** A node's value as promptfoo reads it, with aliases and merges resolved. */
export function toValue(document: ConfigDocument, node: Node | null | undefined): unknown {
  return node?.toJS(document, ALIASES);
}

/** The whole config as promptfoo reads it. */
export function contentOf(document: ConfigDocument): ConfigPart {
  return document.toJS(ALIASES);
}
