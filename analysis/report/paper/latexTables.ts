import { escapeLatex } from './latexText.ts';
import type { Paper, PaperTable } from './paper.ts';

/**
 * The tables and the methods as LaTeX to `\input`. Needs booktabs, and textcomp before 2020; pdfLaTeX wants `T1` fonts.
 * Labels are `tab:metasc-shares` and so on.
 */
export function toLatex({ title, tables, methods }: Paper): string {
  const methodTable = methods.map(({ term, text }) => toLine([term, text]));
  return `${[
    `% ${escapeLatex(title)}: tables of metasc report`,
    '% \\usepackage[T1]{fontenc} \\usepackage{textcomp} \\usepackage{booktabs}',
    ...tables.flatMap(toTable),
    ...environment('methods', 'How the figures came about.', [
      '\\begin{tabular}{@{}lp{0.76\\linewidth}@{}}',
      '\\toprule',
      ...methodTable,
      '\\bottomrule',
      '\\end{tabular}',
    ]),
  ].join('\n')}\n`;
}

function toTable({ name, caption, head, rows, alignment }: PaperTable): readonly string[] {
  return environment(name, caption, [
    `\\begin{tabular}{@{}${alignment.map((side) => side[0]).join('')}@{}}`,
    '\\toprule',
    toLine(head),
    '\\midrule',
    ...rows.flatMap((row, at) => (startsGroup(rows, at) ? ['\\addlinespace', toLine(row)] : [toLine(row)])),
    '\\bottomrule',
    '\\end{tabular}',
  ]);
}

/** A bracket at its start would be an option of the rule or the line break before it. */
function toLine(cells: readonly string[]): string {
  return `${cells.map(escapeLatex).join(' & ').replace(/^\[/, '{[}')} \\\\`;
}

/** Whether a row begins with another word than the row before it, where rows share their first words at all. */
function startsGroup(rows: PaperTable['rows'], at: number): boolean {
  const firsts = new Set(rows.map(([first]) => first));
  return at > 0 && firsts.size < rows.length && rows[at]?.[0] !== rows[at - 1]?.[0];
}

function environment(name: string, caption: string, lines: readonly string[]): readonly string[] {
  return [
    '',
    '\\begin{table}[tbp]',
    '\\centering',
    '\\small',
    `\\caption{${escapeLatex(caption)}}`,
    `\\label{tab:metasc-${name}}`,
    ...lines,
    '\\end{table}',
  ];
}
