import { oneLine } from '../../../foundation/excerpt.ts';
import { neutralise } from '../page/html.ts';
import type { Paper, PaperTable } from './paper.ts';

/** The tables and the methods as Markdown of GitHub's kind. */
export function toMarkdownTables({ title, tables, methods }: Paper): string {
  return `${[
    `## ${escapeMarkdown(title)}`,
    ...tables.flatMap(toTable),
    '',
    '### Methods',
    '',
    ...methods.map(({ term, text }) => `- **${escapeMarkdown(term)}**: ${escapeMarkdown(text)}`),
  ].join('\n')}\n`;
}

function toTable({ caption, head, rows, alignment }: PaperTable): readonly string[] {
  const toLine = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [
    '',
    escapeMarkdown(caption),
    '',
    toLine(head),
    `| ${alignment.map((side) => (side === 'left' ? '---' : '---:')).join(' | ')} |`,
    ...rows.map(toLine),
  ];
}

/** A text that Markdown shows as it is, on one line: no markup, HTML, cell border or mention of a person. */
export function escapeMarkdown(text: string): string {
  return oneLine(neutralise(text))
    .replace(/[\\`*_{}[\]<>|~#!]/g, (char) => (char === '<' ? '&lt;' : `\\${char}`))
    .replace(/&(?!lt;)/g, '&amp;')
    .replaceAll('@', '@\u200B');
}
