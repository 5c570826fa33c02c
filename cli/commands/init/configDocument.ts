import { type Document, isMap, isScalar, type Node, type ParsedNode, parseDocument, visit, type YAMLMap } from 'yaml';
import { MetaScError } from '../../../foundation/errors.ts';

/** A promptfoo config as the user wrote it, with comments, anchors and order. */
export type ConfigDocument = Document & { contents: YAMLMap };

/** A fault that the user can mend in the config or the options. */
export function configFault(message: string, help?: string): MetaScError {
  return new MetaScError(message, { code: 'CONFIG_INVALID', ...(help === undefined ? {} : { help }) });
}

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
  const document = parseDocument(text, { merge: true });
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

/** The text of a config; unedited parts change only in white space. */
export function printConfig(document: ConfigDocument, source: string): string {
  // Follows the source's first list: level with its key or indented, `[a]` or `[ a ]`.
  const indentSeq = !/^\w[^\n]*:[^\S\n]*\n(?:[^\S\n]*(?:#[^\n]*)?\n)*- /m.test(source);
  const flowCollectionPadding = !/(?:: |- )[[{]["'\w]/.test(source);
  return document.toString({ lineWidth: 0, indentSeq, flowCollectionPadding });
}

/** A node's value as promptfoo reads it, with aliases and merges resolved. */
export function toValue(document: ConfigDocument, node: Node | null | undefined): unknown {
  return node?.toJS(document, ALIASES);
}

/** A mapping as promptfoo reads it. */
export type ConfigPart = Readonly<Record<string, unknown>>;

/** The whole config as promptfoo reads it. */
export function contentOf(document: ConfigDocument): ConfigPart {
  return document.toJS(ALIASES);
}

/** Whether a value is an object and not an array. */
export function isRecord(value: unknown): value is ConfigPart {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
