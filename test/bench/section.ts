/** One measured number and what it ought to be. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly target: string;
  readonly verdict: 'met' | 'missed';
}

/** One table of the benchmark. */
export interface Section {
  readonly name: string;
  /** What was compared with what, in a sentence each. */
  readonly notes: readonly string[];
  /** All measurements; the keys carry the units. */
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  readonly figures: readonly Figure[];
  /** Why nothing was measured. */
  readonly skipped?: string;
}

/** How much is measured. */
export type Extent = 'quick' | 'default' | 'full';

/** What a section's author needs to know and say while it runs. */
export interface BenchContext {
  readonly extent: Extent;
  /** Of many machines. @default by extent */
  readonly cells?: number;
  /** One line on what is going on. */
  readonly say: (line: string) => void;
}

type Limit = { readonly atMost: number } | { readonly atLeast: number };

/** A figure with its verdict. The value is rounded as it is shown, so that nobody sees "1.04, ≤ 1.04, missed". */
export function toFigure(figure: string, value: number, limit: Limit, digits = 3): Figure {
  const rounded = round(value, digits);
  const [target, isMet] =
    'atMost' in limit
      ? [`≤ ${limit.atMost}`, rounded <= limit.atMost]
      : [`≥ ${limit.atLeast}`, rounded >= limit.atLeast];
  return { figure, value: rounded, target, verdict: isMet ? 'met' : 'missed' };
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** The run in the middle by a figure, of an odd number of them. */
export function middleBy<Run>(runs: readonly Run[], figureOf: (run: Run) => number): Run {
  const [middle] = runs.toSorted((a, b) => figureOf(a) - figureOf(b)).slice(Math.floor(runs.length / 2));
  if (middle === undefined) throw new Error('bench: expected at least one run');
  return middle;
}

/** @param values at least one */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  return middle.reduce((total, value) => total + value, 0) / middle.length;
}
