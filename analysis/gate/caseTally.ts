import { sum } from '../statistics/arithmetic.ts';
import type { RunValues } from '../statistics/runPermutation.ts';
import type { MetricTest } from './metricTable.ts';
import type { ComparedCase } from './pairEvidence.ts';
import type { MetricPolicy } from './policy.ts';

/** A case that has the metric on at least one side, with all its tests: repeats, orders and prompts count as one. */
export interface CaseTally extends ComparedCase {
  readonly caseId: string;
  /** What people call it. */
  readonly title: string;
  /** Equal for correlated cases: those of one goal. */
  readonly cluster: string;
  readonly tests: readonly MetricTest[];
  readonly head: ComparedCase['head'] & {
    /** Rows that the side should have and lacks. */
    readonly absent: number;
    /** Rows without a score, and absent ones. */
    readonly gaps: number;
  };
}

type Side = 'head' | 'base';

/**
 * The cases of a metric. A row is lost if base scored the case and
 * - head's row has no score, unless base's row of the same test has none either;
 * - or head has fewer rows of it than base. If head ran with fewer runs, repeats, orders or prompts altogether, as many
 *   fewer rows are expected.
 *
 * @param tests of one metric
 * @param on what is compared, passes or scores. @default 'pass'
 */
export function tallyCases(tests: readonly MetricTest[], on: MetricPolicy['on'] = 'pass'): readonly CaseTally[] {
  const cases = [...Map.groupBy(tests, ({ cell }) => cell.caseId).values()];
  const shared = cases.filter((own) => rowsOf(own, 'head').length > 0 && rowsOf(own, 'base').length > 0).flat();
  const repeats = { head: countSlots(shared, 'head'), base: countSlots(shared, 'base') };
  const runs = { head: countRuns(tests, 'head'), base: countRuns(tests, 'base') };
  const hasRuns = Math.max(runs.head, runs.base) > 1;
  const expectedOf = (rows: number) =>
    repeats.head < repeats.base ? Math.ceil((rows * repeats.head) / repeats.base) : rows;
  return cases.map((own) => {
    const [ours, theirs] = [rowsOf(own, 'head'), rowsOf(own, 'base')];
    const [head, base] = [passesOf(ours, 'head'), passesOf(theirs, 'base')];
    const absent = Math.max(0, expectedOf(theirs.length) - ours.length);
    const unscored = ours.filter((test) => test.head.kind !== 'scored');
    const unexcused = unscored.filter(
      ({ cell, base: other }) => hasRuns || cell.base.length === 0 || other.kind === 'scored',
    );
    const [first] = own;
    const caseId = first?.cell.caseId ?? '';
    return {
      caseId,
      title: (first?.cell.base[0] ?? first?.cell.head[0])?.title ?? caseId,
      cluster: own.find(({ cell }) => cell.cluster !== caseId)?.cell.cluster ?? caseId,
      tests: own,
      head: {
        ...head,
        absent,
        gaps: unscored.length + absent,
        lost: base.of === 0 ? 0 : unexcused.length + absent,
      },
      base,
      ...(hasRuns || on === 'score' ? { runs: { head: valuesOf(own, 'head'), base: valuesOf(own, 'base') } } : {}),
      isUnchanged: ours.length > 0 && theirs.length > 0 && absent === 0 && isUnchanged(own),
    };
  });

  function valuesOf(own: readonly MetricTest[], side: Side): RunValues['head'] {
    const byRun = Map.groupBy(rowsOf(own, side), ({ cell }) => cell[side][0]?.run ?? 0);
    return Array.from({ length: runs[side] }, (_, run) => runValue(byRun.get(run) ?? [], side, on));
  }
}

/** The share of rows that pass, or their mean score; undefined without a scored row. */
function runValue(tests: readonly MetricTest[], side: Side, on: MetricPolicy['on']): number | undefined {
  const values = tests.flatMap(({ [side]: standing }) =>
    standing.kind === 'scored' ? (on === 'score' ? standing.score : Number(standing.passes)) : [],
  );
  return values.length === 0 ? undefined : sum(values) / values.length;
}

function countRuns(tests: readonly MetricTest[], side: Side): number {
  return 1 + tests.reduce((most, { cell }) => Math.max(most, ...cell[side].map(({ run = 0 }) => run)), 0);
}

/** Whether every row of both sides has the same answer, byte for byte, with the same score by the same judge. */
function isUnchanged(tests: readonly MetricTest[]): boolean {
  const rows = (['head', 'base'] as const).flatMap((side) =>
    rowsOf(tests, side).map(({ cell, [side]: standing }) => ({ answer: cell[side][0]?.answerHash, standing })),
  );
  const [first] = rows;
  if (first?.answer === undefined || first.standing.kind !== 'scored') return false;
  const { answer, standing: seen } = first;
  return rows.every(
    ({ answer: other, standing }) =>
      other === answer &&
      standing.kind === 'scored' &&
      standing.passes === seen.passes &&
      standing.score === seen.score &&
      standing.judge.hash === seen.judge.hash,
  );
}

const rowsOf = (tests: readonly MetricTest[], side: Side) => tests.filter(({ cell }) => cell[side].length > 0);

function passesOf(tests: readonly MetricTest[], side: Side) {
  const scored = tests.map((test) => test[side]).filter(({ kind }) => kind === 'scored');
  return {
    passed: scored.filter((standing) => standing.kind === 'scored' && standing.passes).length,
    of: scored.length,
  };
}

/** The different repeats, orders and prompts of a side: what a key names besides the case. */
function countSlots(tests: readonly MetricTest[], side: Side): number {
  return new Set(rowsOf(tests, side).map(({ cell }) => cell.key.slice(cell.caseId.length))).size;
}
