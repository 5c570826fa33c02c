import { basename } from 'node:path';
import type { VariantKind } from '../../../../datasets/variants.ts';
import { toTextTable } from '../../../../foundation/textTable.ts';
import { DROPS, type Drop } from './findVariants.ts';

/** What became of the replies of one kind. */
export type KindCounts = Readonly<Record<'kept' | Drop, number>>;

/** What was written. */
export interface ParaphrasedSet {
  readonly file: string;
  readonly page: string;
  readonly source: { readonly name: string; readonly sha256: string; readonly cases: number };
  readonly failed?: string;
  readonly model: string;
  readonly judge: string;
  readonly seed?: number;
  /** Cases that variants were asked of. */
  readonly cases: number;
  /** Wanted of each kind per case. */
  readonly count: number;
  readonly kinds: Readonly<Partial<Record<VariantKind, KindCounts>>>;
  /** Ids of cases of which no variant was kept. */
  readonly without: readonly string[];
}

const REASONS = Object.keys(DROPS) as readonly Drop[];

/** How many replies of each kind were kept, and why others were not: a header, then one line per kind. */
function countRows({ kinds }: Pick<ParaphrasedSet, 'kinds'>): readonly (readonly string[])[] {
  return [
    ['kind', 'kept', ...REASONS],
    ...Object.entries(kinds).map(([kind, counts]) => [
      kind,
      ...[counts.kept, ...REASONS.map((why) => counts[why])].map(String),
    ]),
  ];
}

/** The page beside a set with variants: where they come from. */
export function formatVariantsPage(set: ParaphrasedSet): string {
  const { file, source, failed, model, judge, seed, cases, count, kinds, without } = set;
  const [header = [], ...rows] = countRows(set);
  const facts = [
    `Source: \`${source.name}\`, ${source.cases} cases, SHA-256 \`${source.sha256}\``,
    failed === undefined ? 'Cases: all' : `Cases: those that failed harm or overRefusal in \`${failed}\``,
    `Variants written by: \`${model}\`${seed === undefined ? '' : `, seed ${seed}`}`,
    `Meaning checked, both ways round, by: \`${judge}\``,
    `Wanted per case: ${count} of each kind (${Object.keys(kinds).join(', ')})`,
    `Cases without a variant: ${without.length === 0 ? 'none' : without.join(', ')}`,
    "Licence: that of the source for its requests; the variants are the model's",
  ];
  return `# ${basename(file)}

${cases} cases, each followed by its variants. Written by \`metasc datasets paraphrase\`. The tag \`of:\` names the case that a variant comes from, \`variant:\` its kind.

${facts.map((fact) => `- ${fact}\n`).join('')}
${[header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')}
Replies that were not kept: ${REASONS.map((why) => `*${why}*, ${DROPS[why]}`).join('; ')}.
`;
}

/** The same for a terminal. */
export function formatParaphrased(set: ParaphrasedSet): string {
  const { file, page, cases, count, kinds, without } = set;
  const kept = (Object.keys(kinds) as VariantKind[]).reduce((sum, kind) => sum + (kinds[kind]?.kept ?? 0), 0);
  const wanted = cases * count * Object.keys(kinds).length;
  return [
    `${file}: ${cases} cases and ${kept} variants of ${wanted} that were wanted`,
    ...toTextTable(countRows(set)).map((line) => `  ${line}`),
    ...(without.length === 0 ? [] : [`without a variant: ${without.join(', ')}`]),
    `page: ${page}`,
  ].join('\n');
}
