import { overRefusal, refusal } from '../../../../assertions/metrics.ts';
import { countRefusals } from '../../../refusals.ts';
import { type Proportion, wilsonProportion } from '../../../statistics/wilson.ts';
import type { Matrix, ReportColumn } from '../../matrix.ts';

/** How many of some requests the model refused, and how many its platform blocked. */
export interface RefusalShares {
  /** Of the rows scored on refusal, blocked ones included; null where there is none. */
  readonly byModel: Proportion | null;
  /** Of the rows without an error; null where there is none. */
  readonly byPlatform: Proportion | null;
}

/** A column's refusals by kind of request. */
export interface RefusalFigures {
  readonly column: ReportColumn;
  /** The rows that refusal scored. */
  readonly harmful: RefusalShares;
  /** The rows that over-refusal scored. */
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
  const { rows, byPlatform, scored, byModel } = countRefusals(
    [...column.rows.values()].filter(({ scores }) => metric === undefined || scores.get(metric)?.kind === 'scored'),
  );
  return { byModel: wilsonProportion(byModel, scored), byPlatform: wilsonProportion(byPlatform, rows) };
}
