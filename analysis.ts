import './foundation/requireNode.ts';

export { decideGate, type GateDecision, type GateInput } from './analysis/gate/gate.ts';
export type { MetricVerdict } from './analysis/gate/metricVerdict.ts';
export { type GatePolicy, type MetricPolicy, parsePolicy } from './analysis/gate/policy.ts';
export { type PairedCell, type PairedRows, pairRows } from './analysis/pairing.ts';
export { columnsOf, type Results, readResults } from './analysis/results/readResults.ts';
export type { ResultRow } from './analysis/results/row.ts';
