/** Counts of a server in Prometheus' text format. Labels are names from the config, phases and codes, so their number is bounded. */
export interface ServeMetrics {
  count(name: CounterName, labels: Labels, by?: number): void;
  /** @param seconds from the request's arrival to its answer */
  observe(labels: Labels, seconds: number): void;
  /** @param inFlight requests that run or wait at this moment */
  text(inFlight: number): string;
}

type Labels = Readonly<Record<string, string>>;

const COUNTERS = {
  metasc_requests_total: 'Requests by profile, mode and outcome or fault.',
  metasc_calls_total: "Calls of the profiles' models by phase.",
  metasc_tokens_total: 'Tokens of those calls.',
  metasc_changed_total: 'Answers that differ from the response.',
  metasc_guardrail_total: "Requests of a proxy's guardrail by profile, side and action.",
} as const;

type CounterName = keyof typeof COUNTERS;

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const SECONDS = 'metasc_request_seconds';

export function createServeMetrics(): ServeMetrics {
  const counters = new Map<CounterName, Map<string, number>>();
  const histograms = new Map<string, { readonly buckets: number[]; count: number; sum: number }>();

  return {
    count(name, labels, by = 1) {
      const series = counters.get(name) ?? new Map<string, number>();
      counters.set(name, series);
      const key = keyOf(labels);
      series.set(key, (series.get(key) ?? 0) + by);
    },
    observe(labels, seconds) {
      const key = keyOf(labels);
      const histogram = histograms.get(key) ?? { buckets: BUCKETS.map(() => 0), count: 0, sum: 0 };
      histograms.set(key, histogram);
      BUCKETS.forEach((bound, index) => {
        if (seconds <= bound) histogram.buckets[index] = (histogram.buckets[index] ?? 0) + 1;
      });
      histogram.count += 1;
      histogram.sum += seconds;
    },
    text(inFlight) {
      const lines = [...counters].flatMap(([name, series]) => [
        ...headOf(name, COUNTERS[name], 'counter'),
        ...[...series].map(([labels, value]) => `${name}{${labels}} ${value}`),
      ]);
      const times = [...histograms].flatMap(([labels, { buckets, count, sum }]) => [
        ...BUCKETS.map((bound, index) => `${SECONDS}_bucket{${labels},le="${bound}"} ${buckets[index]}`),
        `${SECONDS}_bucket{${labels},le="+Inf"} ${count}`,
        `${SECONDS}_sum{${labels}} ${sum}`,
        `${SECONDS}_count{${labels}} ${count}`,
      ]);
      return `${[
        ...lines,
        ...(times.length === 0 ? [] : headOf(SECONDS, 'Seconds from a request to its answer.', 'histogram')),
        ...times,
        ...headOf('metasc_in_flight', 'Requests that run or wait.', 'gauge'),
        `metasc_in_flight ${inFlight}`,
      ].join('\n')}\n`;
    },
  };
}

const headOf = (name: string, help: string, type: string) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];

const keyOf = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, ' ')}"`)
    .join(',');
