import type { ResultRow } from '../results/row.ts';
import { type MetricTable, type Standing, wordOf } from './metricTable.ts';

/** A test on which head and base differ, on one metric. */
export interface Flip {
  readonly metric: string;
  /** The test: its case, and trajectory, repeat and prompt if there are several. */
  readonly key: string;
  /** `broken`: head fails what base passed; `lost`: head has no score where base had; `mended`: head passes what base failed. */
  readonly kind: 'broken' | 'lost' | 'mended';
  readonly base: FlipSide;
  readonly head: FlipSide;
}

/** One side of a flip; texts are cut. */
export interface FlipSide {
  /** `pass`, `fail`, or why there is neither. */
  readonly outcome: string;
  readonly reason: string;
  readonly answer: string;
}

const ORDER: readonly Flip['kind'][] = ['broken', 'lost', 'mended'];

/** What changed, worst first. A score that only head has is not a flip; the counts show it. */
export function findFlips(tables: readonly MetricTable[]): readonly Flip[] {
  return tables
    .flatMap(({ metric, cases }) =>
      cases.flatMap(({ cell, head, base }) => {
        const kind = kindOf(head, base);
        return kind === undefined
          ? []
          : [{ metric, key: cell.key, kind, base: sideOf(base, cell.base), head: sideOf(head, cell.head) }];
      }),
    )
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

function kindOf(head: Standing, base: Standing): Flip['kind'] | undefined {
  if (base.kind !== 'scored') return undefined;
  if (head.kind !== 'scored') return 'lost';
  if (head.passes === base.passes) return undefined;
  return head.passes ? 'mended' : 'broken';
}

function sideOf(standing: Standing, rows: readonly ResultRow[]): FlipSide {
  return { outcome: wordOf(standing), reason: standing.reason, answer: rows[0]?.answer ?? '' };
}
