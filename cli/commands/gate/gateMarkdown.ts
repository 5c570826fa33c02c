import type { Flip, FlipSide } from '../../../analysis/gate/flips.ts';
import type { MetricVerdict } from '../../../analysis/gate/metricVerdict.ts';
import type { Proportion } from '../../../analysis/statistics/wilson.ts';
import { showDifference, showP, showRate } from '../../../analysis/words.ts';
import { oneLine } from '../../../foundation/excerpt.ts';
import { leadLines } from './gateLead.ts';
import type { GateRun } from './gateRun.ts';
import { countFlips, lostLines, reasonsOf, rowsLine, sidesLine, sizeOf } from './gateText.ts';

/** Keeps the page below the 65,536 characters of a GitHub comment. */
const MOST_FLIPS = 25;

/** The verdict as a page for a pull request. Texts of models and files appear as code, where they are inert. */
export function toMarkdown(run: GateRun): string {
  const sizes = run.metrics.flatMap((metric) => sizeOf(metric, run) ?? []);
  return `${[
    `## metasc gate: ${run.verdict}`,
    '',
    ...leadLines(run).flatMap((line) => [plain(line), '']),
    code(sidesLine(run)),
    '',
    ...metricTable(run.metrics),
    ...reasonsOf(run).map(({ verdict, about, because }) => `- ${verdict}: ${code(`${about}: ${oneLine(because)}`)}`),
    '',
    ...[rowsLine(run), ...sizes, ...run.notes].map((fact) => `- ${code(fact)}`),
    ...flipSection(run.flips),
  ].join('\n')}\n`;
}

/** Nothing where the results are of no use. */
function metricTable(metrics: readonly MetricVerdict[]): readonly string[] {
  if (metrics.length === 0) return [];
  return [
    '| metric | verdict | head | base | head − base, points | p | adjusted p |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...metrics.map(metricRow),
    '',
  ];
}

function metricRow({ metric, verdict, counts, comparison }: MetricVerdict): string {
  const difference = comparison?.difference;
  const cells = [
    code(metric),
    verdict,
    cellOf(counts.headRate),
    cellOf(counts.baseRate),
    difference == null ? '' : showDifference(difference, ''),
    comparison === undefined ? '' : showP(comparison.p),
    comparison === undefined ? '' : showP(comparison.adjustedP),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace('<', '&lt;')).join(' | ')} |`;
}

const cellOf = (rate: Proportion | null) => (rate === null ? '' : showRate(rate));

function flipSection(flips: readonly Flip[]): readonly string[] {
  if (flips.length === 0) return [];
  const shown = flips.filter(({ kind }) => kind !== 'lost');
  const more = shown.length - MOST_FLIPS;
  return [
    '',
    `<details><summary>Flips: ${countFlips(flips)}</summary>`,
    ...shown.slice(0, MOST_FLIPS).flatMap((flip) => ['', ...flipBlock(flip)]),
    ...(more > 0 ? ['', `${more} more: \`--json\` shows all.`] : []),
    ...lostLines(flips).flatMap((line) => ['', code(line)]),
    '',
    '</details>',
  ];
}

function flipBlock({ kind, metric, title, base, head }: Flip): readonly string[] {
  const text = [sideText('base', base), sideText('head', head)].join('\n\n');
  const fence = fenceFor(text, 3);
  return [`**${kind}** ${code(`${metric}: ${title}`)}`, '', `${fence}text`, text, fence];
}

function sideText(name: string, { outcome, answer, reason }: FlipSide): string {
  return [`${name} ${outcome}: ${answer}`, ...(reason === '' ? [] : [`  (${reason})`])].join('\n');
}

/** Words of ours with names of theirs: nothing in it is markup. */
function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>()#+!|~@&]/g, (mark) => `&#${mark.codePointAt(0)};`);
}

/** A text in a code span that the text can't close. */
function code(text: string): string {
  const line = oneLine(text);
  const fence = fenceFor(line, 1);
  return `${fence} ${line} ${fence}`;
}

/** A run of at least `atLeast` backticks, longer than any in the text. */
export function fenceFor(text: string, atLeast: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  return '`'.repeat(Math.max(atLeast, longest + 1));
}
