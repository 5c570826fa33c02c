/** Labels of a series, by their names. */
export type MetricLabels = Readonly<Record<string, string>>;

/** Prometheus' text format, as its content type. */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** The two lines before the series of a metric. */
export const metricHead = (name: string, help: string, type: 'counter' | 'gauge' | 'histogram'): readonly string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
];

/** `profile="safe",mode="frozen"`; what a label can't hold becomes a space. */
export const labelText = (labels: MetricLabels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, ' ')}"`)
    .join(',');
