import { showP } from '../../words.ts';
import type { Report } from '../buildReport.ts';
import type { ColumnComparison } from '../comparisons.ts';
import { titleOf } from '../metricWords.ts';
import type { MethodFact } from '../topics/methods/methodFacts.ts';
import type { VerdictCell } from '../topics/verdicts/verdictFigures.ts';
import { shareWithInterval, signedInterval, signedPoints } from './exactFigures.ts';

/** A table of plain texts, which each format escapes in its own way. */
export interface PaperTable {
  /** Names it: `shares`. */
  readonly name: string;
  readonly caption: string;
  readonly head: readonly string[];
  /** Texts in the order of the head; an empty one where there is nothing. */
  readonly rows: readonly (readonly string[])[];
  /** Of its columns. */
  readonly alignment: readonly ('left' | 'right')[];
}

/** What a paper quotes of a report. */
export interface Paper {
  readonly title: string;
  readonly tables: readonly PaperTable[];
  readonly methods: readonly MethodFact[];
}

/** Columns by metrics, the comparisons with the reference, and every pair of columns. */
export function toPaper({ title, matrix, verdicts, pairs, methods }: Report): Paper {
  const against = matrix.against.label;
  const compared = verdicts.flatMap(({ comparison }) => comparison ?? []);
  return {
    title,
    tables: [
      toShareTable(verdicts),
      ...(compared.length === 0 ? [] : [toDifferenceTable(compared, 'differences', `Differences to ${against}`)]),
      ...(pairs.length === 0 ? [] : [toDifferenceTable(pairs, 'pairs', 'Every pair of columns')]),
    ],
    methods,
  };
}

function toShareTable(verdicts: readonly VerdictCell[]): PaperTable {
  const metrics = [...new Set(verdicts.map(({ metric }) => metric))];
  const columns = [...new Set(verdicts.map(({ column }) => column))].sort((a, b) => a.index - b.index);
  const sizes = new Map(metrics.map((metric) => [metric, sizeOf(verdicts.filter((cell) => cell.metric === metric))]));
  return {
    name: 'shares',
    caption:
      'Share of cases that pass, in percent, with its 95 % Wilson interval; n: scored cases, each counted once by the share of its rows that pass.',
    head: ['Column', ...metrics.map((metric) => `${titleOf(metric)}${withSize(sizes.get(metric))}`)],
    alignment: ['left', ...metrics.map(() => 'right' as const)],
    rows: columns.map((column) => [
      column.label,
      ...metrics.map((metric) => {
        const share = verdicts.find((cell) => cell.column === column && cell.metric === metric)?.share;
        if (share == null) return '';
        return `${shareWithInterval(share)}${sizes.get(metric) === undefined ? withSize(share.of) : ''}`;
      }),
    ]),
  };
}

const withSize = (size: number | undefined) => (size === undefined ? '' : ` (n = ${size})`);

/** The number of cases if all columns have the same. */
function sizeOf(cells: readonly VerdictCell[]): number | undefined {
  const sizes = new Set(cells.flatMap(({ share }) => share?.of ?? []));
  return sizes.size === 1 ? [...sizes][0] : undefined;
}

const NAMES = ['left', 'left', 'left'] as const;

function toDifferenceTable(comparisons: readonly ColumnComparison[], name: string, subject: string): PaperTable {
  const hasReference = name === 'differences';
  return {
    name,
    caption: `${subject}, in percentage points over the cases that both scored, with 95 % intervals; p two-sided, adjusted over this table (Holm).`,
    head: [
      'Metric',
      'Column',
      ...(hasReference ? [] : ['Less']),
      'n',
      'Difference',
      '95 %',
      'p',
      'Adjusted p',
      'Verdict',
    ],
    alignment: [...NAMES.slice(0, hasReference ? 2 : 3), 'right', 'right', 'right', 'right', 'right', 'left'],
    rows: comparisons.flatMap(({ metric, head, base, decision, word }) => {
      const { difference, pairs, p, adjustedP } = decision;
      if (difference === null) return [];
      const names = [titleOf(metric), head.label, ...(hasReference ? [] : [base.label])];
      const figures = [String(pairs), signedPoints(difference.value), signedInterval(difference)];
      return [[...names, ...figures, showP(p), showP(adjustedP), word]];
    }),
  };
}
