import { basename } from 'node:path';
import { outputFileOf, type PublishedSet, type SetKind } from './publishedSets.ts';

/** What an import did. */
export interface ImportedSet {
  readonly name: string;
  readonly kind: SetKind;
  readonly rows: number;
  /** Path of the file that was written. */
  readonly file: string;
  /** Paths of the texts that were written beside it. */
  readonly texts: readonly string[];
  readonly sources: readonly {
    readonly name: string;
    readonly origin: string;
    readonly sha256: string;
    /** Whether the set lists the hash of its text. */
    readonly known: boolean;
  }[];
  readonly licence: string;
  readonly citation: string;
  readonly warnings: readonly string[];
}

/** The page beside an imported set: its source, licence and changes. */
export function formatSourcePage(set: PublishedSet, { rows, texts, sources, warnings }: ImportedSet): string {
  const beside = texts.map((path) => `; \`${basename(path)}\``).join('');
  return `# ${set.name}

${set.title}. Imported with \`metasc datasets import ${set.name}\` into \`${outputFileOf(set.kind)}\`: ${rows} rows${beside}.

${list([`Home: ${set.homepage}`, ...set.files.map(({ address }) => `Published at: ${address}`), `Licence: ${set.licence}`, `Cite: ${set.citation}`])}
| file | from | SHA-256 | known |
| ---- | ---- | ------- | ----- |
${sources.map(({ name, origin, sha256, known }) => `| ${[name, origin, sha256, known ? 'yes' : 'no'].join(' | ')} |\n`).join('')}
${list([...(set.notes ?? []), ...warnings.map((warning) => `Warning: ${warning}.`)])}`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}\n`).join('');
}
