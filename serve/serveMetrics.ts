import { labelText, type MetricLabels, metricHead } from '../foundation/prometheus.ts';

/** Counts of a server since it started. Labels are names from the config, phases and codes, so their number is bounded. */
export interface ServeMetrics {
  count(name: CounterName, labels: MetricLabels, by?: number): void;
  /** @param seconds from the request's arrival to its answer */
  observe(labels: MetricLabels, seconds: number): void;
  /** In Prometheus' text format. @param inFlight requests that run or wait at this moment */
  text(inFlight: number): string;
  snapshot(): MetricsSnapshot;
}

export interface MetricsSnapshot {
  readonly counts: readonly CountSeries[];
  readonly times: readonly TimeSeries[];
}

export interface CountSeries {
  readonly name: CounterName;
  readonly labels: MetricLabels;
  readonly value: number;
}

export interface TimeSeries {
  readonly labels: MetricLabels;
  /** Observations of at most so many seconds each, in rising order; the last is for all others. */
  readonly buckets: readonly { readonly bound: number; readonly count: number }[];
  readonly count: number;
  /** In seconds. */
  readonly sum: number;
}

const COUNTERS = {
  metasc_requests_total: 'Requests by profile, mode and outcome or fault.',
  metasc_calls_total: "Calls of the profiles' models by phase.",
  metasc_phase_seconds_total: 'Seconds that those calls took.',
  metasc_tokens_total: 'Tokens of those calls.',
  metasc_changed_total: 'Answers that differ from the response.',
  metasc_guardrail_total: "Requests of a proxy's guardrail by profile, side and action.",
} as const;

export type CounterName = keyof typeof COUNTERS;

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const SECONDS = 'metasc_request_seconds';

export function createServeMetrics(): ServeMetrics {
  const counters = new Map<string, { readonly name: CounterName; readonly labels: MetricLabels; value: number }>();
  const histograms = new Map<
    string,
    { readonly labels: MetricLabels; readonly counts: number[]; count: number; sum: number }
  >();

  const snapshot = (): MetricsSnapshot => ({
    counts: [...counters.values()],
    times: [...histograms.values()].map(({ labels, counts, count, sum }) => ({
      labels,
      buckets: [...BUCKETS, Number.POSITIVE_INFINITY].map((bound, index) => ({ bound, count: counts[index] ?? count })),
      ...{ count, sum },
    })),
  });

  return {
    count(name, labels, by = 1) {
      const key = `${name}{${labelText(labels)}}`;
      const counter = counters.get(key) ?? { name, labels, value: 0 };
      counters.set(key, counter);
      counter.value += by;
    },
    observe(labels, seconds) {
      const key = labelText(labels);
      const histogram = histograms.get(key) ?? { labels, counts: BUCKETS.map(() => 0), count: 0, sum: 0 };
      histograms.set(key, histogram);
      BUCKETS.forEach((bound, index) => {
        if (seconds <= bound) histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
      });
      histogram.count += 1;
      histogram.sum += seconds;
    },
    snapshot,
    text(inFlight) {
      const { counts, times } = snapshot();
      return `${[
        ...[...Map.groupBy(counts, ({ name }) => name)].flatMap(([name, series]) => [
          ...metricHead(name, COUNTERS[name], 'counter'),
          ...series.map(({ labels, value }) => `${name}{${labelText(labels)}} ${value}`),
        ]),
        ...(times.length === 0 ? [] : metricHead(SECONDS, 'Seconds from a request to its answer.', 'histogram')),
        ...times.flatMap(toLines),
        ...metricHead('metasc_in_flight', 'Requests that run or wait.', 'gauge'),
        `metasc_in_flight ${inFlight}`,
      ].join('\n')}\n`;
    },
  };
}

function toLines({ labels, buckets, count, sum }: TimeSeries): readonly string[] {
  const key = labelText(labels);
  const edge = (bound: number) => (Number.isFinite(bound) ? String(bound) : '+Inf');
  return [
    ...buckets.map((bucket) => `${SECONDS}_bucket{${key},le="${edge(bucket.bound)}"} ${bucket.count}`),
    `${SECONDS}_sum{${key}} ${sum}`,
    `${SECONDS}_count{${key}} ${count}`,
  ];
}
