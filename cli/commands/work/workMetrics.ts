import { labelText, type MetricLabels, metricHead } from '../../../foundation/prometheus.ts';

/** Counts of a worker's process since it started. */
export interface WorkMetrics {
  count(name: WorkCounter, by?: number): void;
  /** @param change of the places for simultaneous calls that the process holds */
  hold(change: number): void;
  /** In Prometheus' text format. */
  text(): string;
}

export type WorkCounter = keyof typeof SERIES;

interface Series {
  readonly metric: keyof typeof HELP;
  readonly labels?: MetricLabels;
}

const HELP = {
  metasc_work_slices_total: 'Attempts at slices by what became of them.',
  metasc_work_cells_total: 'Cells of slices that were committed.',
  metasc_work_errors_total: 'Cells of those that got an error.',
  metasc_work_calls_total: 'Calls by who answered them: the model, or the ledger of all workers.',
  metasc_work_leases_lost_total: 'Slices that went to another worker because this one said nothing for too long.',
  metasc_work_store_retries_total: 'Statements that were tried again because the store was away.',
} as const;

const SERIES = {
  done: { metric: 'metasc_work_slices_total', labels: { outcome: 'done' } },
  failed: { metric: 'metasc_work_slices_total', labels: { outcome: 'failed' } },
  divided: { metric: 'metasc_work_slices_total', labels: { outcome: 'divided' } },
  cells: { metric: 'metasc_work_cells_total' },
  errors: { metric: 'metasc_work_errors_total' },
  callsMade: { metric: 'metasc_work_calls_total', labels: { source: 'model' } },
  callsRecorded: { metric: 'metasc_work_calls_total', labels: { source: 'ledger' } },
  leasesLost: { metric: 'metasc_work_leases_lost_total' },
  storeRetries: { metric: 'metasc_work_store_retries_total' },
} as const satisfies Record<string, Series>;

const PERMITS = 'metasc_work_permits_held';

export function createWorkMetrics(): WorkMetrics {
  const values = new Map<WorkCounter, number>();
  let held = 0;
  const lineOf = (name: WorkCounter, { metric, labels }: Series) =>
    `${metric}${labels === undefined ? '' : `{${labelText(labels)}}`} ${values.get(name) ?? 0}`;
  return {
    count: (name, by = 1) => void values.set(name, (values.get(name) ?? 0) + by),
    hold(change) {
      held += change;
    },
    text() {
      const series = Object.entries(SERIES) as [WorkCounter, Series][];
      return `${[
        ...[...Map.groupBy(series, ([, { metric }]) => metric)].flatMap(([metric, of]) => [
          ...metricHead(metric, HELP[metric], 'counter'),
          ...of.map(([name, one]) => lineOf(name, one)),
        ]),
        ...metricHead(PERMITS, 'Places for simultaneous calls that this process holds.', 'gauge'),
        `${PERMITS} ${held}`,
      ].join('\n')}\n`;
    },
  };
}
