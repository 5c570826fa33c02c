import { type Document, isMap, isScalar, type Node, type ParsedNode, parseDocument, visit, type YAMLMap } from 'yaml';
import { MetaScError } from '../../../foundation/errors.ts';

/** A promptfoo config as the user wrote it: comments, anchors and order included. */
export type ConfigDocument = Document & { contents: YAMLMap };

/** However many aliases: a file of the user's own is no attack. */
const ALIASES = { maxAliasCount: -1 } as const;

/**
 * Parses a config, YAML or JSON. JSON comes out in block style: what is written from it is YAML.
 *
 * @param path names the file in errors
 * @throws MetaScError `CONFIG_INVALID` when it can't be parsed, or is no mapping
 */
export function parseConfig(text: string, path: string): ConfigDocument {
  // promptfoo reads JSON with its YAML parser, too.
  const document = parseDocument(text, { merge: true });
  const [fault] = document.errors;
  if (fault !== undefined) throw new MetaScError(`${path}: ${fault.message}`, { code: 'CONFIG_INVALID' });
  const root: ParsedNode | null = document.contents;
  if (!isMap(root)) {
    const got = root === null ? 'an empty file' : 'something else';
    throw new MetaScError(
      `${path}: expected a promptfoo config (a mapping with prompts, providers, tests), got ${got}`,
      {
        code: 'CONFIG_INVALID',
      },
    );
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

/** The text of a config; unedited parts as they were, but for blank space. */
export function printConfig(document: ConfigDocument, source: string): string {
  // As the first list of the source, under its key or indented below it; and as `[a]` or `[ a ]`.
  const indentSeq = !/^\w[^\n]*:[^\S\n]*\n(?:[^\S\n]*(?:#[^\n]*)?\n)*- /m.test(source);
  const flowCollectionPadding = !/(?:: |- )[[{]["'\w]/.test(source);
  return document.toString({ lineWidth: 0, indentSeq, flowCollectionPadding });
}

/** A node's value as promptfoo gets it, aliases and merges resolved. */
export function toValue(document: ConfigDocument, node: Node | null | undefined): unknown {
  return node?.toJS(document, ALIASES);
}

/** The whole config as promptfoo gets it. */
export function contentOf(document: ConfigDocument): Readonly<Record<string, unknown>> {
  return document.toJS(ALIASES);
}

/** Whether it is an object with keys, and no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
