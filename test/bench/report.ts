import type { Machine } from './machine.ts';
import type { Section } from './section.ts';

/** All that one run of the benchmark found: also the shape of `--json`. */
export interface Report {
  readonly schemaVersion: 1;
  /** When the run began, ISO 8601. */
  readonly date: string;
  readonly command: string;
  readonly durationS: number;
  readonly machine: Machine;
  readonly sections: readonly Section[];
}

/** The report as Markdown, aligned so that it reads well on a terminal too. */
export function toMarkdown({ date, command, durationS, machine, sections }: Report): string {
  const { cpu, cores, memoryGb, system, node, promptfoo, commit, loadBefore } = machine;
  const about = [
    `\`${command}\`, ${date}, ${durationS} s, at ${commit || 'no commit'}`,
    `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}; Node ${node}, promptfoo ${promptfoo}; load before: ${loadBefore}`,
  ];
  return [about.join('\n'), ...sections.map(toSection)].join('\n\n');
}

function toSection({ name, notes, rows, figures, skipped }: Section): string {
  const parts =
    skipped === undefined
      ? [notes.map((note) => `- ${note}`).join('\n'), toTable(rows), toTable(figures.map((figure) => ({ ...figure })))]
      : [`Skipped: ${skipped}`];
  return [`## ${name}`, ...parts.filter((part) => part !== '')].join('\n\n');
}

/** Rows of equal keys as an aligned Markdown table; columns of numbers stand to the right. */
export function toTable(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const keys = Object.keys(first);
  const columns = keys.map((key) => {
    const cells = [key, ...rows.map((row) => String(row[key] ?? ''))];
    const width = Math.max(...cells.map((cell) => cell.length));
    const isNumeric = rows.every((row) => typeof row[key] === 'number');
    const align = (cell: string) => (isNumeric ? cell.padStart(width) : cell.padEnd(width));
    const rule = isNumeric ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width);
    const [heading, ...values] = cells.map(align);
    return [heading, rule, ...values];
  });
  return Array.from(
    { length: rows.length + 2 },
    (_, line) => `| ${columns.map((column) => column[line]).join(' | ')} |`,
  ).join('\n');
}
