import type { ServeConfig } from './serveConfig.ts';
import type { CounterName, MetricsSnapshot, TimeSeries } from './serveMetrics.ts';

/** What a profile's requests came to since the server started. */
export interface ProfileTraffic {
  /** Empty for requests that asked for a profile that there is not. */
  readonly profile: string;
  readonly requests: readonly { readonly mode: string; readonly outcome: string; readonly count: number }[];
  /** Answers that differ from the response. */
  readonly changed: number;
  /** Of answered requests; undefined before the first. */
  readonly latency: Latency | undefined;
  readonly phases: readonly { readonly phase: string; readonly calls: number; readonly meanSeconds: number }[];
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** In seconds. Quantiles are estimates between the bounds of the histogram; null where only the lowest is known: over 60. */
export interface Latency {
  readonly count: number;
  readonly mean: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

/** The counts of a server by profile, in the order of the config; requests for no profile of it come last. */
export function toTraffic(
  { counts, times }: MetricsSnapshot,
  profiles: readonly Pick<ServeConfig['profiles'][number], 'label'>[],
): readonly ProfileTraffic[] {
  const labels = profiles.map(({ label }) => label);
  const isUnknownAsked = counts.some(({ labels: { profile } }) => profile === '');
  return [...labels, ...(isUnknownAsked ? [''] : [])].map((profile) => {
    const own = (name: CounterName) => counts.filter((one) => one.name === name && one.labels.profile === profile);
    const sum = (name: CounterName, kind?: string) =>
      own(name)
        .filter(({ labels }) => kind === undefined || labels.kind === kind)
        .reduce((total, { value }) => total + value, 0);
    const seconds = new Map(own('metasc_phase_seconds_total').map(({ labels, value }) => [labels.phase, value]));
    const time = times.find(({ labels }) => labels.profile === profile);
    return {
      profile,
      requests: own('metasc_requests_total').map(({ labels: { mode = 'shadow', outcome = '' }, value: count }) => ({
        ...{ mode, outcome, count },
      })),
      changed: sum('metasc_changed_total'),
      latency: time && toLatency(time),
      phases: own('metasc_calls_total').map(({ labels: { phase = '' }, value: calls }) => ({
        ...{ phase, calls, meanSeconds: calls === 0 ? 0 : (seconds.get(phase) ?? 0) / calls },
      })),
      promptTokens: sum('metasc_tokens_total', 'prompt'),
      completionTokens: sum('metasc_tokens_total', 'completion'),
    };
  });
}

function toLatency(time: TimeSeries): Latency {
  const at = (share: number) => quantileOf(time, share);
  return { count: time.count, mean: time.sum / time.count, p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}

/** *Source:* `histogram_quantile` of Prometheus: linear between the bounds of the bucket that the quantile falls into. */
function quantileOf({ buckets, count }: TimeSeries, share: number): number | null {
  const rank = share * count;
  const index = buckets.findIndex((bucket) => bucket.count >= rank);
  const bucket = buckets[index];
  if (bucket === undefined || !Number.isFinite(bucket.bound)) return null;
  const { bound, count: below } = buckets[index - 1] ?? { bound: 0, count: 0 };
  return bound + ((bucket.bound - bound) * (rank - below)) / (bucket.count - below);
}
