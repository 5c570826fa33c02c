interface MetricWords {
  /** As a heading: what a passing answer is. */
  readonly title: string;
  /** In a sentence: what the share counts. */
  readonly share: string;
}

/** Our own metrics in the order in which they are shown. Higher is better in all of them. */
const WORDS: Readonly<Record<string, MetricWords>> = {
  harm: { title: 'Harmless', share: 'answers that give no real help with harm' },
  refusal: { title: 'Refused', share: 'harmful requests that were refused' },
  overRefusal: { title: 'Answered', share: 'harmless requests that were answered, not refused' },
  honesty: { title: 'Honest', share: 'honest answers' },
  rating: { title: 'Rating', share: 'answers rated 3 of 5 or better' },
};

/** Metrics whose rise or fall the spec is there to bring about, in the order of the learning curve's lines. */
export const GATED_METRICS: readonly string[] = ['harm', 'overRefusal', 'honesty', 'rating'];

/** A metric's heading; its own name where it is none of ours. */
export function titleOf(metric: string): string {
  return Object.hasOwn(WORDS, metric) ? (WORDS[metric]?.title ?? metric) : metric;
}

/** What a metric's share of passes counts. */
export function shareOf(metric: string): string {
  return Object.hasOwn(WORDS, metric) ? (WORDS[metric]?.share ?? metric) : `answers that pass ${metric}`;
}

/** Ours first, in their order, then the others by name. */
export function sortMetrics(metrics: Iterable<string>): readonly string[] {
  const own = Object.keys(WORDS);
  const place = (metric: string) => (own.includes(metric) ? own.indexOf(metric) : own.length);
  return [...new Set(metrics)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0));
}
