import type { Flip, FlipSide } from '../../../analysis/gate/flips.ts';
import { fromWorst, type GateVerdict } from '../../../analysis/gate/gateVerdict.ts';
import type { MetricVerdict } from '../../../analysis/gate/metricVerdict.ts';
import type { RunCounts } from '../../../analysis/pairing.ts';
import { dollars, showMargin } from '../../../analysis/words.ts';
import { oneLine, quote } from '../../../foundation/excerpt.ts';
import { countOf, someOf } from '../../../foundation/plural.ts';
import { answerIs, leadLines } from './gateLead.ts';
import type { GateRun } from './gateRun.ts';
import type { GateSide } from './readRuns.ts';

/** One reason and its subject. */
export interface Reason {
  readonly verdict: GateVerdict;
  /** `harm`, `canary jb-01`, or `results`. */
  readonly about: string;
  readonly because: string;
}

const MOST_REASON_LINES = 9;
const MOST_FLIPS = 20;
const MAX_ANSWER_CHARS = 200;

/** The verdict in plain words, its reasons in at most nine lines, what the cases can show, and the flips. */
export function formatGate(run: GateRun): string {
  const sizes = run.metrics.flatMap((metric) => sizeOf(metric, run) ?? []);
  // A fault of the files stands alone: what it leaves of the rows says nothing.
  const facts = run.findings.length > 0 && run.metrics.length === 0 ? [] : factsOf(run);
  return [
    `${run.verdict.toUpperCase()}  ${sidesLine(run)}`,
    ...withGap(leadLines(run)),
    ...reasonLines(reasonsOf(run), facts),
    ...(sizes.length === 0 ? [] : ['', ...sizes]),
    ...flipLines(run.flips),
  ].join('\n');
}

const factsOf = (run: GateRun) => [rowsLine(run), ...run.notes.map((note) => `note: ${note}`)];

const withGap = (lines: readonly string[]) => (lines.length === 0 ? [] : [...lines, '']);

/** All reasons, the worst first; of invalid metrics what makes them so. The canaries that hold share one. */
export function reasonsOf({ findings, metrics, canaries }: GateRun): readonly Reason[] {
  const held = canaries.filter(({ verdict }) => verdict === 'pass').length;
  return fromWorst<Reason>([
    ...findings.map((finding) => ({ ...finding, about: 'results' })),
    ...canaries
      .filter(({ verdict }) => verdict !== 'pass')
      .map(({ caseId, verdict, because }) => ({ verdict, about: `canary ${caseId}`, because })),
    ...metrics.flatMap(({ metric, verdict, findings: ofMetric }) =>
      ofMetric
        .filter((finding) => verdict !== 'invalid' || finding.verdict === 'invalid')
        .map((finding) => ({ ...finding, about: metric })),
    ),
    ...(held === 0
      ? []
      : [{ verdict: 'pass' as const, about: 'canaries', because: `${held} of ${canaries.length} hold` }]),
  ]);
}

/** `metasc-10 of head.json against baseline of base.json`. */
export function sidesLine({ sides: { head, base } }: GateRun): string {
  return base === undefined
    ? `${nameOf(head)}, without a base`
    : `${nameOf(head)} against ${nameOf(base.path === head.path ? { ...base, path: 'the same file' } : base)}`;
}

const nameOf = ({ path, column, runs }: GateSide) =>
  `${runs > 1 ? `${runs} runs of ` : ''}${column === undefined ? path : `${column} of ${path}`}${runs > 1 ? ' and others' : ''}`;

/** Row counts of both sides, by what happened to the rows. */
export function rowsLine({ head, base }: GateRun): string {
  return base === null
    ? `rows: head ${countsOf(head, '')}`
    : `rows: head ${countsOf(head, 'base')}; base ${countsOf(base, 'head')}`;
}

function countsOf({ rows, errored, withheld, duplicates, only }: RunCounts, other: string): string {
  const parts = [
    `${errored} errored`,
    ...(withheld === 0 ? [] : [`${withheld} blocked by the platform`]),
    `${duplicates} duplicate`,
    ...(other === '' ? [] : [`${only} not in ${other}`]),
  ];
  return `${rows} (${parts.join(', ')})`;
}

/** What loss the cases can show, and what would settle the verdict: one line per metric that was compared and is valid. */
export function sizeOf(of: MetricVerdict, { costPerCaseUsd }: Pick<GateRun, 'costPerCaseUsd'>): string | undefined {
  const { metric, verdict, counts, sampleSize, casesToPass, casesToSettleFloor, comparison } = of;
  if (verdict === 'invalid') return undefined;
  const parts = [
    ...settledParts(sampleSize?.casesToSettle, 'it', costPerCaseUsd),
    ...settledParts(casesToPass, 'it', costPerCaseUsd),
    ...settledParts(casesToSettleFloor, 'the floor', costPerCaseUsd),
    ...(sampleSize === undefined ? [] : sizeParts(sampleSize, counts.compared)),
  ];
  const proviso = comparison?.isClustered && sampleSize !== undefined ? 'if tests were independent, ' : '';
  return parts.length === 0 ? undefined : `${metric}: ${proviso}${parts.join('; ')}`;
}

function sizeParts(
  { detectableLoss, casesForTwiceMargin }: NonNullable<MetricVerdict['sampleSize']>,
  cases: number,
): readonly string[] {
  return [
    detectableLoss === null
      ? `${countOf(cases, 'case')} find no loss beyond the margin in 8 of 10 runs`
      : `${countOf(cases, 'case')} find a loss of ${showMargin(detectableLoss)} points in 8 of 10 runs`,
    ...(casesForTwiceMargin === null
      ? []
      : [`to find one of twice the margin takes ${countOf(casesForTwiceMargin, 'case')}`]),
  ];
}

/** @param cases undefined where nothing is open, null where no number within reach settles it */
function settledParts(cases: number | null | undefined, what: string, costPerCaseUsd = 0): readonly string[] {
  if (cases === undefined) return [];
  if (cases === null) return [`no number of cases within reach would settle ${what} at these rates`];
  const cost = costPerCaseUsd > 0 ? `, for about ${dollars(cases * costPerCaseUsd)} a run at this run's prices` : '';
  return [`about ${cases} cases would settle ${what} at these rates${cost}`];
}

/** Reasons first, then the facts that fit; the rest is counted. */
function reasonLines(reasons: readonly Reason[], facts: readonly string[]): readonly string[] {
  const lines = reasons.map(({ verdict, about, because }) => `${verdict.padEnd(12)}  ${about}: ${oneLine(because)}`);
  const all = [...lines, ...facts];
  if (all.length <= MOST_REASON_LINES) return all;
  const [first = '', ...notes] = facts;
  const room = MOST_REASON_LINES - 2;
  const shown = [...lines.slice(0, room), ...notes].slice(0, room);
  return [...shown, first, `${all.length - shown.length - 1} more lines: --json`];
}

function flipLines(flips: readonly Flip[]): readonly string[] {
  if (flips.length === 0) return [];
  const shown = flips.filter(({ kind }) => kind !== 'lost');
  const more = shown.length - MOST_FLIPS;
  return [
    '',
    `Flips: ${countFlips(flips)}`,
    ...shown
      .slice(0, MOST_FLIPS)
      .flatMap(({ kind, metric, title, base, head }) => [
        `  ${kind} ${metric}: ${title}`,
        `    base, ${outcomeWord(metric, base)}: ${quote(base.answer, MAX_ANSWER_CHARS)}`,
        `    head, ${outcomeWord(metric, head)}: ${quote(head.answer, MAX_ANSWER_CHARS)}`,
        ...(head.reason === '' ? [] : [`      ${head.reason}`]),
      ]),
    ...(more > 0 ? [`  ${more} more: --json`] : []),
    ...lostLines(flips).map((line) => `  ${line}`),
  ];
}

/** The lost cases in one line a metric: there is no answer to look at, and there may be many. */
export function lostLines(flips: readonly Flip[]): readonly string[] {
  const lost = Map.groupBy(
    flips.filter(({ kind }) => kind === 'lost'),
    ({ metric }) => metric,
  );
  return [...lost].map(([metric, own]) => {
    const [first] = own;
    const why = first === undefined ? '' : `, the first ${first.head.outcome}: ${first.head.reason}`;
    return oneLine(`lost ${metric}: ${someOf(own.map(({ title }) => title))}${why}`);
  });
}

const FLIPS = [
  ['broken', 'passed, now fails'],
  ['lost', 'scored, now not'],
  ['mended', 'failed, now passes'],
] as const;

/** `6 broken (passed, now fails), 2 mended (failed, now passes)`. */
export function countFlips(flips: readonly Flip[]): string {
  return FLIPS.flatMap(([kind, meaning]) => {
    const number = flips.filter((flip) => flip.kind === kind).length;
    return number === 0 ? [] : [`${number} ${kind} (${meaning})`];
  }).join(', ');
}

/** What an answer is, in the metric's own words: `harmless`. */
export function outcomeWord(metric: string, { outcome }: FlipSide): string {
  return outcome === 'pass' || outcome === 'fail' ? answerIs(metric)[outcome] : outcome;
}
