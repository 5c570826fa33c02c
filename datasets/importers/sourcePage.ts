import { OUTPUT_FILES, type PublishedSet, type SetKind } from './publishedSets.ts';

/** What an import did. */
export interface ImportedSet {
  readonly name: string;
  readonly kind: SetKind;
  readonly rows: number;
  /** What was written. */
  readonly file: string;
  readonly sources: readonly {
    readonly name: string;
    readonly origin: string;
    readonly sha256: string;
    /** Whether its text is that of a file whose hash this package knows for the set. */
    readonly known: boolean;
  }[];
  readonly licence: string;
  readonly citation: string;
  readonly warnings: readonly string[];
}

/** The page beside an imported set: where it comes from, under which licence, what was done to it. */
export function formatSourcePage(set: PublishedSet, { rows, sources, warnings }: ImportedSet): string {
  return `# ${set.name}

${set.title}. Imported with \`metasc datasets import ${set.name}\` into \`${OUTPUT_FILES[set.kind]}\`: ${rows} rows.

${list([`Home: ${set.homepage}`, ...set.files.map(({ address }) => `Published at: ${address}`), `Licence: ${set.licence}`, `Cite: ${set.citation}`])}
| file | from | SHA-256 | known |
| ---- | ---- | ------- | ----- |
${sources.map(({ name, origin, sha256, known }) => `| ${[name, origin, sha256, known ? 'yes' : 'no'].join(' | ')} |\n`).join('')}
${list([...(set.notes ?? []), ...warnings.map((warning) => `Warning: ${warning}.`)])}`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}\n`).join('');
}
