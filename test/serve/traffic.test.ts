import { describe, expect, it } from 'vitest';
import { createServeMetrics } from '../../serve/serveMetrics.ts';
import { toTraffic } from '../../serve/traffic.ts';

const PROFILES = [{ label: 'safe' }, { label: 'baseline' }];

describe('the traffic of a server', () => {
  it('stands by profile, in the order of the config, before the first request too', () => {
    const metrics = createServeMetrics();
    const nothing = {
      ...{ requests: [], changed: 0, latency: undefined, phases: [], promptTokens: 0, completionTokens: 0 },
    };
    expect(toTraffic(metrics.snapshot(), PROFILES)).toEqual([
      { profile: 'safe', ...nothing },
      { profile: 'baseline', ...nothing },
    ]);
  });

  it('has the mean time of a call by phase, and requests that asked for no profile', () => {
    const metrics = createServeMetrics();
    metrics.count('metasc_requests_total', { profile: '', mode: 'frozen', outcome: 'model_not_found' });
    metrics.count('metasc_requests_total', { profile: 'safe', outcome: 'shadow_failed' });
    metrics.count('metasc_calls_total', { profile: 'safe', phase: 'critique' }, 4);
    metrics.count('metasc_phase_seconds_total', { profile: 'safe', phase: 'critique' }, 6);
    metrics.count('metasc_tokens_total', { profile: 'safe', kind: 'prompt' }, 30);
    metrics.count('metasc_tokens_total', { profile: 'safe', kind: 'completion' }, 5);
    const [safe, baseline, unknown] = toTraffic(metrics.snapshot(), PROFILES);
    expect(safe).toMatchObject({
      requests: [{ mode: 'shadow', outcome: 'shadow_failed', count: 1 }],
      phases: [{ phase: 'critique', calls: 4, meanSeconds: 1.5 }],
      ...{ promptTokens: 30, completionTokens: 5 },
    });
    expect(baseline?.requests).toEqual([]);
    expect(unknown).toMatchObject({ profile: '', requests: [{ outcome: 'model_not_found', count: 1 }] });
  });

  it('estimates quantiles between the bounds of the histogram, and none above the last', () => {
    const metrics = createServeMetrics();
    for (const seconds of [0.3, 0.3, 0.3, 0.3, 2, 2, 2, 2, 80, 90]) metrics.observe({ profile: 'safe' }, seconds);
    const [safe] = toTraffic(metrics.snapshot(), PROFILES);
    // The fifth of ten is the first of four between 1 and 2.5 seconds.
    expect(safe?.latency).toEqual({ count: 10, mean: expect.closeTo(17.92), p50: 1.375, p90: null, p99: null });
    metrics.observe({ profile: 'baseline' }, 0.001);
    expect(toTraffic(metrics.snapshot(), PROFILES)[1]?.latency).toMatchObject({ p50: 0.0025 });
  });
});

it('is the same as Prometheus reads it', () => {
  const metrics = createServeMetrics();
  metrics.count('metasc_calls_total', { profile: 'a"b', phase: 'response' }, 2);
  metrics.observe({ profile: 'safe' }, 40);
  metrics.observe({ profile: 'safe' }, 70);
  const text = metrics.text(3);
  expect(text).toContain('metasc_calls_total{profile="a b",phase="response"} 2\n');
  expect(text).toContain('metasc_request_seconds_bucket{profile="safe",le="30"} 0\n');
  expect(text).toContain('metasc_request_seconds_bucket{profile="safe",le="60"} 1\n');
  expect(text).toContain('metasc_request_seconds_bucket{profile="safe",le="+Inf"} 2\n');
  expect(text).toContain(
    'metasc_request_seconds_sum{profile="safe"} 110\nmetasc_request_seconds_count{profile="safe"} 2\n',
  );
  expect(text).toContain('metasc_in_flight 3\n');
  expect(text.match(/^# TYPE metasc_calls_total counter$/gm)).toHaveLength(1);
});
