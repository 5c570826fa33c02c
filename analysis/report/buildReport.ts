import { type Matrix, type ReportFile, toMatrix } from './matrix.ts';
import type { DataTable } from './page/dataTable.ts';
import type { Part } from './page/part.ts';
import { toBreakdown, toOrderSpreads } from './topics/breakdown/breakdownFigures.ts';
import { breakdownPart } from './topics/breakdown/breakdownSection.ts';
import { type PackedCases, packCases } from './topics/cases/caseData.ts';
import { toRowsTable } from './topics/cases/rowsTable.ts';
import { type CaseCost, type HarmPrice, toCaseCosts, toHarmPrices, toPhaseCosts } from './topics/costs/costFigures.ts';
import { costsPart } from './topics/costs/costSection.ts';
import { type JudgeFigures, toJudgeFigures } from './topics/judges/judgeFigures.ts';
import { judgesPart } from './topics/judges/judgeSection.ts';
import { toLearningCurves } from './topics/learning/learningFigures.ts';
import { learningPart } from './topics/learning/learningSection.ts';
import { toLineages } from './topics/learning/lineageFigures.ts';
import { toCaveats } from './topics/summary/caveats.ts';
import { type Finding, toFindings } from './topics/summary/findings.ts';
import { type Tradeoff, toTradeoff } from './topics/tradeoff/tradeoffFigures.ts';
import { tradeoffPart } from './topics/tradeoff/tradeoffSection.ts';
import { toVerdicts, type VerdictCell } from './topics/verdicts/verdictFigures.ts';
import { verdictsPart } from './topics/verdicts/verdictSection.ts';

export interface ReportOptions {
  /** Label of the column that the others are compared with. @default the first */
  readonly against?: string | undefined;
  /** @default what the page is */
  readonly title?: string | undefined;
}

/** All that a report says, before it is a page. */
export interface Report {
  readonly title: string;
  readonly files: readonly { readonly path: string; readonly rows: number }[];
  readonly matrix: Matrix;
  readonly verdicts: readonly VerdictCell[];
  readonly tradeoff: Tradeoff;
  readonly costs: readonly CaseCost[];
  readonly harmPrices: readonly HarmPrice[];
  readonly judges: readonly JudgeFigures[];
  readonly findings: readonly Finding[];
  readonly caveats: readonly string[];
  readonly parts: readonly Part[];
  readonly cases: PackedCases;
}

/**
 * Works out everything of a report. Equal files give an equal report.
 *
 * @param files at least one, each with at least one row
 * @throws MetaScError `CONFIG_INVALID` when no column has the label `against`
 */
export function buildReport(files: readonly ReportFile[], { against, title = 'MetaSC report' }: ReportOptions): Report {
  const matrix = toMatrix(files, against);
  const base = matrix.against.label;
  const verdicts = toVerdicts(matrix);
  const costs = toCaseCosts(matrix);
  const harmPrices = toHarmPrices(matrix, costs);
  const tradeoff = toTradeoff(matrix, costs);
  const judges = toJudgeFigures(matrix);
  return {
    title,
    files: files.map(({ path, rows }) => ({ path, rows: rows.length })),
    matrix,
    verdicts,
    tradeoff,
    costs,
    harmPrices,
    judges,
    findings: toFindings(matrix, verdicts, costs),
    caveats: toCaveats(files, matrix, judges),
    parts: [
      verdictsPart(matrix, verdicts),
      tradeoffPart(tradeoff),
      learningPart(toLearningCurves(matrix), toLineages(matrix), base),
      breakdownPart({
        category: toBreakdown(matrix, 'category'),
        wrapper: toBreakdown(matrix, 'wrapper'),
        orders: toOrderSpreads(matrix),
      }),
      costsPart({ phases: toPhaseCosts(matrix), cases: costs, prices: harmPrices, against: base }),
      judgesPart(judges),
    ],
    cases: packCases(matrix),
  };
}

/** Every table of the report, and one of all its rows. */
export function tablesOf({ parts, matrix }: Report): readonly DataTable[] {
  const tables = parts.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'text' || block.table === undefined ? [] : [block.table])),
  );
  return [...tables, toRowsTable(matrix)];
}
