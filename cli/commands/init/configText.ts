import { isDeepStrictEqual } from 'node:util';
import type { ConfigDocument } from './configDocument.ts';
import { contentOf, parseConfig } from './configDocument.ts';
import { type PrintFormat, spliceText } from './spliceText.ts';

/**
 * The text of an edited config. Outside the edits it is the source's, byte for byte; the edits take the source's line ends
 * and its way of indenting lists. Where that is impossible, as for JSON, the whole text is printed anew.
 */
export function printConfig(document: ConfigDocument, source: string): string {
  const format = formatOf(source);
  const lineEnd = /\r?\n/.exec(source)?.[0] ?? '\n';
  const before = parseConfig(source, 'config');
  const isJson = /^\s*\{/.test(source);
  const spliced = isJson ? '' : spliceText(source, before.contents, document.contents, { format, lineEnd });
  return meansTheSame(spliced, document) ? spliced : document.toString(format).replaceAll('\n', lineEnd);
}

function meansTheSame(text: string, document: ConfigDocument): boolean {
  try {
    return isDeepStrictEqual(contentOf(parseConfig(text, 'output')), contentOf(document));
  } catch {
    return false;
  }
}

function formatOf(source: string): PrintFormat {
  // Follows the source's first list: level with its key or indented, `[a]` or `[ a ]`.
  const indentSeq = !/^\w[^\n]*:[^\S\n]*\n(?:[^\S\n]*(?:#[^\n]*)?\n)*- /m.test(source);
  const flowCollectionPadding = !/(?:: |- )[[{]["'\w]/.test(source);
  // The source of an alias may be in a part that is not printed.
  return { lineWidth: 0, indentSeq, flowCollectionPadding, verifyAliasOrder: false };
}
