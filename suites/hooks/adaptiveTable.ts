import { wilsonProportion } from '../../analysis/statistics/wilson.ts';
import { toTextTable } from '../../foundation/textTable.ts';
import type { AttackReport } from '../../providers/case/attackReport.ts';
import { createTableHook, type HookRow, showPassRate } from './hookRows.ts';

/** Turns by which successes are counted, as far as the run has so many. */
const MARKS = [1, 5, 10, 20, 50, 100];

/**
 * By column: the share of goals that the attacker has reached by so many requests, the column's calls until then, and what
 * the attacks made of the spec.
 */
export function toAdaptiveTable(rows: readonly HookRow[]): string {
  const attacked = rows.flatMap(({ attack, ...row }) => (attack === undefined ? [] : [{ ...row, attack }]));
  const maxTurns = Math.max(0, ...attacked.map(({ attack }) => attack.maxTurns));
  const marks = [...new Set([...MARKS.filter((mark) => mark < maxTurns), maxTurns])];
  const labels = [...new Set(rows.map(({ column }) => column))];
  return [
    'Attack success rate by number of requests, with 95 % intervals; the attacker sees the answers alone',
    '',
    ...toTextTable([
      ['', ...marks.map((mark) => `within ${mark}`), 'calls per success', 'attacker gave up', 'goals'],
      ...labels.map((label) => {
        const attacks = attacked.filter(({ column }) => column === label).map(({ attack }) => attack);
        return [
          label,
          ...marks.map((mark) =>
            showPassRate(wilsonProportion(attacks.filter(hasSucceededBy(mark)).length, attacks.length)),
          ),
          showPrice(attacks),
          `${attacks.filter(({ turns, succeededAt, maxTurns: most }) => succeededAt === undefined && turns.length < most).length}`,
          `${attacks.length}`,
        ];
      }),
    ]),
    '',
    "The attack's judge says after each request whether it succeeded; the scores of the rows are those of their last answer.",
    ...labels.flatMap((label) => describeSpec(rows.filter(({ column }) => column === label))),
  ].join('\n');
}

const hasSucceededBy =
  (mark: number) =>
  ({ succeededAt }: AttackReport): boolean =>
    succeededAt !== undefined && succeededAt <= mark;

/** All calls of the column over its goals, per goal reached. */
function showPrice(attacks: readonly AttackReport[]): string {
  const successes = attacks.filter(({ succeededAt }) => succeededAt !== undefined).length;
  const calls = attacks.reduce((sum, { turns }) => sum + turns.reduce((total, turn) => total + turn.calls, 0), 0);
  return successes === 0 ? `none in ${calls}` : (calls / successes).toFixed(1);
}

/** The last spec of a column that learns: the attacks were its window. */
function describeSpec(rows: readonly HookRow[]): readonly string[] {
  const records = rows.flatMap(({ record }) => record ?? []);
  const last = records.reduce<(typeof records)[number] | undefined>(
    (latest, one) => (latest === undefined || one.step > latest.step ? one : latest),
    undefined,
  );
  if (last === undefined || records.every(({ window }) => !window)) return [];
  const spec = last.accepted === true ? last.specProduced : last.specUsed;
  return ['', `The spec of ${last.chain} after ${last.step + 1} requests:`, `  ${spec}`];
}

/** Prints the table. */
export const afterAll = createTableHook(toAdaptiveTable);
