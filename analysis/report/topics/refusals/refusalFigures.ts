import { overRefusal, refusal } from '../../../../assertions/metrics.ts';
import { isRefused, refuserOf } from '../../../refusals.ts';
import type { Proportion } from '../../../statistics/wilson.ts';
import { shareOfCases } from '../../caseShares.ts';
import type { Matrix, ReportColumn } from '../../matrix.ts';

/** How many of some requests the model refused, and how many its platform blocked. */
export interface RefusalShares {
  /** Of the cases scored on refusal, blocked ones included; null where there is none. */
  readonly byModel: Proportion | null;
  /** Of the cases with an answer or a block; null where there is none. */
  readonly byPlatform: Proportion | null;
}

/** A column's refusals by kind of request. */
export interface RefusalFigures {
  readonly column: ReportColumn;
  /** The cases that refusal scored. */
  readonly harmful: RefusalShares;
  /** The cases that over-refusal scored. */
  readonly harmless: RefusalShares;
  readonly all: RefusalShares;
}

/** By column; empty if no metric of refusal scored a row and the platform blocked none. */
export function toRefusalFigures({ columns }: Matrix): readonly RefusalFigures[] {
  const figures = columns.map((column) => ({
    column,
    harmful: toShares(column, refusal.name),
    harmless: toShares(column, overRefusal.name),
    all: toShares(column),
  }));
  return figures.some(({ all }) => all.byModel !== null || all.byPlatform?.count) ? figures : [];
}

/** @param metric only the rows that it scored. @default all */
function toShares(column: ReportColumn, metric?: string): RefusalShares {
  const rows = [...column.rows.values()]
    .filter(({ error }) => error === undefined)
    .filter(({ scores }) => metric === undefined || scores.get(metric)?.kind === 'scored');
  return {
    byModel: shareOfCases(rows, (row) => (isRefused(row) === undefined ? undefined : refuserOf(row) === 'model')),
    byPlatform: shareOfCases(rows, (row) => refuserOf(row) === 'platform'),
  };
}
