import { METRICS, type Metric } from '../../assertions/metrics.ts';

const HEAD = [
  'assertion',
  'scores',
  'score 1',
  'the case must say',
  'guard models',
  'withheld by the platform',
  'Vitest matcher',
  'labels that pass',
  'labels that fail',
];

/** The table of docs/metrics.md: a row per metric. */
export function metricsTable(): string {
  const lines = [HEAD, HEAD.map(() => '---'), ...METRICS.map(toCells)];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function toCells({ name, cases, best, needs, takesGuards, withheld, matcher, labels }: Metric): readonly string[] {
  const asking = needs?.by === 'local judge' ? ', for `local`' : '';
  return [
    `\`${name}\``,
    cases,
    best,
    needs === undefined ? '–' : `\`${needs.fact}\`${asking}`,
    takesGuards ? 'yes' : 'no',
    withheld === undefined ? 'unscored' : String(withheld),
    matcher === undefined ? '–' : `\`${matcher.name}\``,
    ...[labels.pass, labels.fail].map((words) => words.map((word) => `\`${word}\``).join(', ')),
  ];
}
