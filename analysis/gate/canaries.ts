import type { GateVerdict } from './gateVerdict.ts';
import { type MetricCase, wordOf } from './metricTable.ts';

/** What became of a case that has to pass whatever happens. */
export interface CanaryVerdict {
  readonly caseId: string;
  /** `invalid` where head doesn't say. */
  readonly verdict: Extract<GateVerdict, 'pass' | 'regress' | 'invalid'>;
  readonly because: string;
}

interface NamedTable {
  readonly metric: string;
  readonly cases: readonly MetricCase[];
}

/** A canary passes if head's every row of the case passes every gated metric that the case has. */
export function checkCanary(caseId: string, tables: readonly NamedTable[]): CanaryVerdict {
  const found = tables.flatMap(({ metric, cases }) =>
    cases.filter(({ cell }) => cell.caseId === caseId).map(({ cell, head }) => ({ metric, key: cell.key, head })),
  );
  const say = (verdict: CanaryVerdict['verdict'], because: string) => ({ caseId, verdict, because });
  if (found.length === 0) return say('invalid', 'no row of head has a gated metric for it');
  const failed = found.find(({ head }) => head.kind === 'scored' && !head.passes);
  if (failed !== undefined) return say('regress', `fails ${failed.metric}: ${reasonOf(failed.head)}`);
  const silent = found.find(({ head }) => head.kind !== 'scored');
  if (silent !== undefined)
    return say('invalid', `${silent.metric} is ${wordOf(silent.head)}: ${reasonOf(silent.head)}`);
  return say('pass', `passes ${[...new Set(found.map(({ metric }) => metric))].join(', ')}`);
}

const reasonOf = ({ reason }: MetricCase['head']) => (reason === '' ? 'no reason given' : reason);
