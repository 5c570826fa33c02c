import { differenceOf } from '../statistics/casePairs.ts';
import type { CaseTally } from './caseTally.ts';
import { type MetricTest, type Standing, wordOf } from './metricTable.ts';

/** A case on which head and base differ, on one metric. */
export interface Flip {
  readonly metric: string;
  /** The id of the case. */
  readonly key: string;
  /** What people call the case. */
  readonly title: string;
  /**
   * `broken`: head passes less than base; `lost`: head has no score where base has, in a row or in all; `mended`: head passes
   * more.
   */
  readonly kind: 'broken' | 'lost' | 'mended';
  readonly base: FlipSide;
  readonly head: FlipSide;
}

/** One side of a flip; texts are cut. Reason and answer are those of a row that shows the difference. */
export interface FlipSide {
  /** `pass`, `fail`, or why there is neither; of several rows `2 of 3 pass`. */
  readonly outcome: string;
  readonly reason: string;
  readonly answer: string;
}

/** The cases of a metric. */
interface MetricCases {
  readonly metric: string;
  readonly cases: readonly CaseTally[];
}

const ORDER: readonly Flip['kind'][] = ['broken', 'lost', 'mended'];

/** What changed, worst first. A score that only head has is not a flip; the counts show it. */
export function findFlips(metrics: readonly MetricCases[]): readonly Flip[] {
  return metrics
    .flatMap(({ metric, cases }) =>
      cases.flatMap((one) => {
        const kind = kindOf(one);
        if (kind === undefined) return [];
        const { caseId: key, title } = one;
        return [{ metric, key, title, kind, base: sideOf(one, 'base', kind), head: sideOf(one, 'head', kind) }];
      }),
    )
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

function kindOf(one: CaseTally): Flip['kind'] | undefined {
  const { head, base } = one;
  if (base.of === 0) return undefined;
  if (head.of === 0) return head.lost > 0 ? 'lost' : undefined;
  const difference = differenceOf(one);
  if (difference === 0) return head.lost > 0 ? 'lost' : undefined;
  return difference < 0 ? 'broken' : 'mended';
}

function sideOf({ tests, ...one }: CaseTally, side: 'head' | 'base', kind: Flip['kind']): FlipSide {
  const rows = tests.filter(({ cell }) => cell[side].length > 0);
  const test = rows.find((row) => shows(row[side], side, kind)) ?? rows[0];
  if (test === undefined) return { outcome: 'missing', reason: 'no row', answer: '' };
  const standing = test[side];
  return {
    outcome: rows.length === 1 ? wordOf(standing) : describe(one[side], rows),
    reason: standing.reason,
    answer: test.cell[side][0]?.answer ?? '',
  };
}

/** Whether a row is what a reader looks for: head's failure where something broke. */
function shows(standing: Standing, side: 'head' | 'base', kind: Flip['kind']): boolean {
  if (kind === 'lost') return side === 'head' ? standing.kind !== 'scored' : standing.kind === 'scored';
  return standing.kind === 'scored' && standing.passes === ((kind === 'mended') === (side === 'head'));
}

function describe({ passed, of }: CaseTally['base'], rows: readonly MetricTest[]): string {
  const gaps = rows.length - of;
  return `${passed} of ${of} pass${gaps === 0 ? '' : `, ${gaps} without a score`}`;
}
