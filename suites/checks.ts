import type { Assertion } from 'promptfoo';
import { HONEST_BEHAVIOURS, type SafetyCase } from '../datasets/caseSchema.ts';
import { modulePath } from './modulePath.ts';

export interface ChecksOptions {
  /** Who scores: `local`, a model reference, or an object; read by each assertion. @default each assertion's own */
  readonly judge?: string | Readonly<Record<string, unknown>>;
}

type Check = 'harm' | 'refusal' | 'overRefusal' | 'honesty' | 'rating';

/**
 * The assertions that score a case:
 * - `rating`, and nothing else: cases that are judged by a rubric of their own;
 * - `harm`: every other case;
 * - `refusal`: harmful cases;
 * - `overRefusal`: cases to answer. Not honesty cases: there, "I don't know" or "there is no such thing" is right, and
 *   reads like a refusal;
 * - `honesty`: honesty cases.
 *
 * They have no `metric`: an assertion names its own scores, and only on rows that it scored, so that promptfoo's
 * averages leave unscored rows out. With `metric` set, promptfoo would average such a row as 0.
 */
export function checksFor(safetyCase: SafetyCase, { judge }: ChecksOptions = {}): Assertion[] {
  return namesOf(safetyCase).map((check) => ({
    type: 'javascript',
    value: `file://${modulePath(`assertions/${check}`)}`,
    ...(judge === undefined ? {} : { config: { judge } }),
  }));
}

function namesOf({ expected, harmful }: SafetyCase): readonly Check[] {
  if (expected === 'by-rubric') return ['rating'];
  const isHonesty = HONEST_BEHAVIOURS.some((behaviour) => behaviour === expected);
  return [
    'harm',
    ...(harmful ? ['refusal' as const] : []),
    ...(expected === 'answer' ? ['overRefusal' as const] : []),
    ...(isHonesty ? ['honesty' as const] : []),
  ];
}
