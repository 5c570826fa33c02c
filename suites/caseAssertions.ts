import type { Assertion } from 'promptfoo';
import { METRICS } from '../assertions/metrics.ts';
import type { SafetyCase } from '../datasets/caseSchema.ts';
import { modulePath } from './modulePath.ts';

export interface CaseAssertionsOptions {
  /** Who scores: `local`, a model reference, or an object; read by each assertion. @default each assertion's own */
  readonly judge?: string | Readonly<Record<string, unknown>>;
}

/**
 * The assertions that score a case: those of the metrics that are meant for it.
 *
 * They have no `metric`: an assertion names its own scores, and only on rows that it scored, so that promptfoo's
 * averages leave unscored rows out. With `metric` set, promptfoo would average such a row as 0.
 */
export function assertionsFor(safetyCase: SafetyCase, { judge }: CaseAssertionsOptions = {}): Assertion[] {
  return METRICS.filter(({ fitOf }) => fitOf(safetyCase) === 'meant').map(({ name }) => ({
    type: 'javascript',
    value: `file://${modulePath(`assertions/${name}`)}`,
    ...(judge === undefined ? {} : { config: { judge } }),
  }));
}
