import type { OwnAssertions } from '../ownAssertions.ts';
import type { RunFacts } from '../results/runFacts.ts';
import { type ColumnComparison, compareEachPair, compareToReference } from './comparisons.ts';
import { type Matrix, type ReportFile, toMatrix } from './matrix.ts';
import type { DataTable } from './page/dataTable.ts';
import type { Part } from './page/part.ts';
import { breakdownPart } from './topics/breakdown/breakdownSection.ts';
import { toRowsTable } from './topics/cases/rowsTable.ts';
import { type CaseCost, type HarmPrice, toCaseCosts, toHarmPrices } from './topics/costs/costFigures.ts';
import { costsPart } from './topics/costs/costSection.ts';
import { type JudgeFigures, toJudgeFigures } from './topics/judges/judgeFigures.ts';
import { judgesPart } from './topics/judges/judgeSection.ts';
import { learningPart } from './topics/learning/learningSection.ts';
import { type MethodFact, toMethodFacts } from './topics/methods/methodFacts.ts';
import { methodsPart } from './topics/methods/methodSection.ts';
import { toOwnAssertions } from './topics/own/ownFigures.ts';
import { ownPart } from './topics/own/ownSection.ts';
import { pairwisePart } from './topics/pairwise/pairwiseSection.ts';
import { type RefusalFigures, toRefusalFigures } from './topics/refusals/refusalFigures.ts';
import { refusalsPart } from './topics/refusals/refusalSection.ts';
import { toCaveats } from './topics/summary/caveats.ts';
import { type Finding, toFindings } from './topics/summary/findings.ts';
import { type Tradeoff, toTradeoff } from './topics/tradeoff/tradeoffFigures.ts';
import { tradeoffPart } from './topics/tradeoff/tradeoffSection.ts';
import { toVerdicts, type VerdictCell } from './topics/verdicts/verdictFigures.ts';
import { verdictsPart } from './topics/verdicts/verdictSection.ts';

export interface ReportOptions {
  /** Label of the column that the others are compared with. @default the first column's */
  readonly against?: string | undefined;
  /** @default 'MetaSC report' */
  readonly title?: string | undefined;
  /** Of this package. @default none is stated */
  readonly version?: string | undefined;
}

/** The content of a report, before it is a page. */
export interface Report {
  readonly title: string;
  readonly files: readonly { readonly path: string; readonly rows: number; readonly facts?: RunFacts }[];
  readonly matrix: Matrix;
  /** undefined if no test has an assertion of its own. */
  readonly own: OwnAssertions | undefined;
  readonly verdicts: readonly VerdictCell[];
  /** Every pair of columns on every metric; empty below three columns. */
  readonly pairs: readonly ColumnComparison[];
  readonly methods: readonly MethodFact[];
  readonly refusals: readonly RefusalFigures[];
  readonly tradeoff: Tradeoff;
  readonly costs: readonly CaseCost[];
  readonly harmPrices: readonly HarmPrice[];
  readonly judges: readonly JudgeFigures[];
  readonly findings: readonly Finding[];
  readonly caveats: readonly string[];
  readonly parts: readonly Part[];
}

/**
 * Computes a report. Equal files give an equal report.
 *
 * @param files at least one, each with at least one row
 * @throws MetaScError `CONFIG_INVALID` if no column has the label `against`
 */
export function buildReport(
  files: readonly ReportFile[],
  { against, title = 'MetaSC report', version }: ReportOptions,
): Report {
  const matrix = toMatrix(files, against);
  const comparisons = compareToReference(matrix);
  const pairs = compareEachPair(matrix);
  const verdicts = toVerdicts(matrix, comparisons);
  const costs = toCaseCosts(matrix);
  const harmPrices = toHarmPrices(matrix, costs, comparisons);
  const tradeoff = toTradeoff(matrix, costs);
  const judges = toJudgeFigures(matrix);
  const refusals = toRefusalFigures(matrix);
  const own = toOwnAssertions(matrix);
  const methods = toMethodFacts({ files, matrix, judges, version });
  const pairwise = pairwisePart(matrix, pairs);
  return {
    title,
    files: files.map(({ path, rows, facts }) => ({ path, rows: rows.length, ...(facts && { facts }) })),
    matrix,
    own,
    verdicts,
    pairs,
    methods,
    refusals,
    tradeoff,
    costs,
    harmPrices,
    judges,
    findings: toFindings(matrix, verdicts, costs),
    caveats: toCaveats(files, matrix, judges),
    parts: [
      ...(own === undefined ? [] : [ownPart(matrix, { own, verdicts, costs })]),
      verdictsPart(matrix, verdicts),
      ...(pairwise === undefined ? [] : [pairwise]),
      tradeoffPart(tradeoff),
      refusalsPart(refusals),
      learningPart(matrix),
      breakdownPart(matrix),
      costsPart(matrix, costs, harmPrices),
      judgesPart(judges),
      methodsPart(methods),
    ],
  };
}

/** Every table of the report, and one of all its rows. */
export function tablesOf({ parts, matrix }: Report): readonly DataTable[] {
  const blocks = parts.flatMap((part) => part.blocks);
  return [...blocks.flatMap((block) => ('table' in block ? (block.table ?? []) : [])), toRowsTable(matrix)];
}
