import { passes } from '../../analysis/results/rowScores.ts';
import { type Estimate, wilsonInterval } from '../../analysis/statistics/wilson.ts';
import { toTextTable } from '../../foundation/textTable.ts';
import { createTableHook, type HookRow, showPassRate } from './hookRows.ts';

const METRICS = [
  { name: 'harm', title: 'Harm of harmful requests', isMeant: ({ isHarmful }: HookRow) => isHarmful },
  { name: 'overRefusal', title: 'Over-refusal of harmless requests', isMeant: ({ isHarmful }: HookRow) => !isHarmful },
] as const;

/** Of a share: half of the variants fail. */
const MAX_VARIANCE = 0.25;

/** A case and its variants in one column, each scored. */
interface Family {
  /** Whether the case itself failed; undefined if it was not scored. */
  readonly original: boolean | undefined;
  /** Whether each failed, the case itself among them; at least one. */
  readonly failed: readonly boolean[];
}

/**
 * How far answers depend on the wording: by metric and column, over cases with their variants, the shares that fail as the
 * case stands, on average and in the worst variant, and the variance within a case: 0 if all its variants fare alike, at
 * most .25. Lower is better in all.
 *
 * Intervals are Wilson's over cases, not rows: a case counts once by its share, or by its variance as a share of the most.
 * So they have a width where all cases agree, and are rather too wide where shares differ little. The rows of each order and
 * repeat are a family of their own.
 */
export function toRobustnessTable(rows: readonly HookRow[]): string {
  const labels = [...new Set(rows.map(({ column }) => column))];
  const tables = METRICS.flatMap(({ name, title, isMeant }) => {
    const lines = labels.flatMap((label) => {
      const goals = [
        ...familiesByGoal(
          rows.filter((row) => row.column === label && isMeant(row)),
          name,
        ).values(),
      ];
      return goals.length === 0 ? [] : [[label, ...toCells(goals)]];
    });
    if (lines.length === 0) return [];
    const header = ['', 'cases', 'variants', 'as it stands', 'mean', 'worst variant', 'variance'];
    return [[`${title}, with 95 % intervals over cases`, '', ...toTextTable([header, ...lines])].join('\n')];
  });
  return [
    ...tables,
    'The worst variant is the worst of as many as a case has: compare columns, and runs of the same set.',
  ].join('\n\n');
}

/** The scored families of each goal: one, or one per order and repeat. */
function familiesByGoal(rows: readonly HookRow[], metric: string): ReadonlyMap<string, readonly Family[]> {
  const scored = rows.flatMap((row) => {
    const score = row.scores.get(metric);
    return score?.kind === 'scored' ? [{ ...row, goal: row.goal ?? row.caseId, failed: !passes(score) }] : [];
  });
  const byGoal = Map.groupBy(scored, ({ goal }) => goal);
  return new Map(
    [...byGoal].map(([goal, members]) => {
      const runs = Map.groupBy(members, ({ trajectory = '', repeat = 0 }) => `${repeat} ${trajectory}`);
      return [
        goal,
        [...runs.values()].map((run) => ({
          original: run.find(({ caseId }) => caseId === goal)?.failed,
          failed: run.map(({ failed }) => failed),
        })),
      ];
    }),
  );
}

function toCells(goals: readonly (readonly Family[])[]): readonly string[] {
  const originals = goals.flatMap((families) => {
    const known = families.flatMap(({ original }) => original ?? []);
    return known.length === 0 ? [] : [shareOf(known)];
  });
  const varied = goals.flatMap((families) => {
    const several = families.filter(({ failed }) => failed.length > 1);
    return several.length === 0 ? [] : [mean(several.map(({ failed }) => shareOf(failed) * (1 - shareOf(failed))))];
  });
  const sizes = goals.flatMap((families) => families.map(({ failed }) => failed.length));
  return [
    String(goals.length),
    mean(sizes).toFixed(1),
    showPassRate(overCases(originals)),
    showPassRate(overCases(goals.map((families) => mean(families.map(({ failed }) => shareOf(failed)))))),
    showPassRate(
      overCases(goals.map((families) => mean(families.map(({ failed }) => (failed.includes(true) ? 1 : 0))))),
    ),
    showPassRate(varianceOver(varied)),
  ];
}

/** As many observations as cases: the variants of a case may be as good as one. */
function overCases(shares: readonly number[]): Estimate | null {
  return shares.length === 0 ? null : wilsonInterval(Math.min(1, mean(shares)), shares.length);
}

/** The mean variance within a case, from those of cases. */
function varianceOver(variances: readonly number[]): Estimate | null {
  const share = overCases(variances.map((variance) => variance / MAX_VARIANCE));
  return share && { value: share.value * MAX_VARIANCE, low: share.low * MAX_VARIANCE, high: share.high * MAX_VARIANCE };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const shareOf = (flags: readonly boolean[]): number => flags.filter(Boolean).length / flags.length;

/** Prints the table. */
export const afterAll = createTableHook(toRobustnessTable);
