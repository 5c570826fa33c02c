import type { GateVerdict } from './gateVerdict.ts';
import { type MetricTable, type MetricTest, wordOf } from './metricTable.ts';

/** The verdict on a case that must pass. */
export interface CanaryVerdict {
  readonly caseId: string;
  /** `invalid` where head has no score. */
  readonly verdict: Extract<GateVerdict, 'pass' | 'regress' | 'invalid'>;
  readonly because: string;
}

/** A canary passes if every row that head has of it passes all gated metrics of the case. */
export function checkCanary(caseId: string, tables: readonly MetricTable[]): CanaryVerdict {
  const found = tables.flatMap(({ metric, tests }) =>
    tests.filter(({ cell }) => cell.caseId === caseId).map(({ cell, head }) => ({ metric, key: cell.key, head })),
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

const reasonOf = ({ reason }: MetricTest['head']) => (reason === '' ? 'no reason given' : reason);
