import type { Flip, FlipSide } from '../../../analysis/gate/flips.ts';
import type { MetricVerdict } from '../../../analysis/gate/metricVerdict.ts';
import type { Proportion } from '../../../analysis/statistics/wilson.ts';
import { showDifference, showMargin, showP, showRate } from '../../../analysis/words.ts';
import { oneLine } from '../../../foundation/excerpt.ts';
import { leadLines } from './gateLead.ts';
import type { GateRun } from './gateRun.ts';
import { countFlips, lostLines, outcomeWord, reasonsOf, rowsLine, sidesLine, sizeOf } from './gateText.ts';

/** Keeps the page below the 65,536 characters of a GitHub comment. */
const MOST_FLIPS = 25;

/** The verdict as a page for a pull request. Texts of models and files appear as code, where they are inert. */
export function toMarkdown(run: GateRun): string {
  const lead = leadLines(run);
  const [open, settled] = [true, false].map((isOpen) => {
    const own = run.metrics.filter(({ verdict }) => (verdict === 'inconclusive') === isOpen);
    return own.flatMap((metric) => sizeOf(metric, run) ?? []);
  });
  const reasons = reasonsOf(run).map(
    ({ verdict, about, because }) => `- ${verdict}: ${code(`${about}: ${oneLine(because)}`)}`,
  );
  return `${[
    `## metasc gate: ${run.verdict}`,
    '',
    ...(lead.length > 0 ? lead.flatMap((line) => [plain(line), '']) : [...reasons, '']),
    ...listOf([...(open ?? []), ...run.notes]),
    ...metricTable(run),
    '<details><summary>Evidence</summary>',
    '',
    ...(lead.length > 0 ? [...reasons, ''] : []),
    ...listOf([sidesLine(run), rowsLine(run), ...(settled ?? [])]),
    '</details>',
    ...flipSection(run.flips),
  ].join('\n')}\n`;
}

const listOf = (facts: readonly string[]) =>
  facts.length === 0 ? [] : [...facts.map((fact) => `- ${code(fact)}`), ''];

/** Nothing where the results are of no use. */
function metricTable({ metrics, policy: { alpha, confidence } }: GateRun): readonly string[] {
  if (metrics.length === 0) return [];
  // One metric has nothing to be adjusted for.
  const isAdjusted = metrics.length > 1;
  const titles = [
    'metric',
    'verdict',
    'passed in head (the change)',
    'passed in base',
    `head − base in points, ${showMargin(confidence)} % interval`,
    isAdjusted ? 'p' : `p (alpha ${alpha})`,
  ];
  if (isAdjusted) titles.push(`p adjusted for all metrics (alpha ${alpha})`);
  return [
    toTableLine(titles),
    toTableLine(titles.map(() => '---')),
    ...metrics.map((metric) => metricRow(metric, isAdjusted)),
    '',
  ];
}

const toTableLine = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function metricRow({ metric, verdict, counts, comparison }: MetricVerdict, isAdjusted: boolean): string {
  const difference = comparison?.difference;
  const cells = [
    code(metric),
    verdict,
    cellOf(counts.headRate),
    cellOf(counts.baseRate),
    difference == null ? '' : showDifference(difference, ''),
    comparison === undefined ? '' : showP(comparison.p),
    ...(isAdjusted ? [comparison === undefined ? '' : showP(comparison.adjustedP)] : []),
  ];
  return toTableLine(cells.map((cell) => cell.replaceAll('|', '\\|').replace('<', '&lt;')));
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
  const sideText = (name: string, side: FlipSide) =>
    [
      `${name}, ${outcomeWord(metric, side)}: ${side.answer}`,
      ...(side.reason === '' ? [] : [`  (${side.reason})`]),
    ].join('\n');
  const text = [sideText('base', base), sideText('head', head)].join('\n\n');
  const fence = fenceFor(text, 3);
  return [`**${kind}** ${code(`${metric}: ${title}`)}`, '', `${fence}text`, text, fence];
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
