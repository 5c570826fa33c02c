import type { Assertion } from 'promptfoo';
import { METRICS } from '../assertions/metrics.ts';
import type { SafetyCase } from '../datasets/caseSchema.ts';
import type { CasesOptions } from './casesOptions.ts';
import { modulePath } from './modulePath.ts';

/**
 * The assertions that score a case: those of the metrics that are meant for it.
 *
 * They have no `metric`: an assertion names its own scores, and only on rows that it scored, so that promptfoo's
 * averages leave unscored rows out. With `metric` set, promptfoo would average such a row as 0.
 */
export function assertionsFor(safetyCase: SafetyCase, judge?: CasesOptions['judge']): Assertion[] {
  return METRICS.filter(({ fitOf }) => fitOf(safetyCase) === 'meant').map(({ name }) => ({
    type: 'javascript',
    value: `file://${modulePath(`assertions/${name}`)}`,
    ...(judge === undefined ? {} : { config: { judge } }),
  }));
}
