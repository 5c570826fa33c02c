import { buildReport, type ReportOptions } from '../../../analysis/report/buildReport.ts';
import { type ReportFile, toMatrix } from '../../../analysis/report/matrix.ts';
import { type ReportRow, toReportRow } from '../../../analysis/report/reportRow.ts';
import type { RawRow } from '../../../analysis/results/rawRows.ts';
import type { CaseRecord } from '../../../providers/case/caseRecord.ts';
import { createCaseRecord } from '../../support/caseRecord.ts';
import { createResults } from '../../support/reportResults.ts';
import { nextAnswer } from '../results/resultFixture.ts';

type Score = number | 'unscored';

interface RowParts {
  readonly id: string;
  readonly column?: string;
  /** By metric. */
  readonly scores?: Readonly<Record<string, Score>>;
  /** By the text that the answer must contain: whether it does. */
  readonly own?: Readonly<Record<string, boolean>>;
  readonly error?: string;
  readonly output?: string;
  /** Of the test. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly metasc?: Partial<CaseRecord>;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A row as promptfoo writes it, as far as a test says what is in it. */
export function rowOf({
  id,
  column = 'baseline',
  scores = {},
  own = {},
  error,
  output = nextAnswer(),
  facts = {},
  metasc,
  more = {},
}: RowParts): ReportRow {
  const metadata = { id, ...facts };
  const raw = {
    provider: { id: column, label: column },
    vars: { prompt: `Request ${id}` },
    prompt: { raw: `Request ${id}`, label: 'p' },
    failureReason: error === undefined ? 0 : 2,
    testCase: {
      metadata,
      assert: [
        ...Object.keys(scores).map((name) => ({ type: 'javascript', value: `file://assertions/${name}.ts` })),
        ...Object.keys(own).map((value) => ({ type: 'contains', value })),
      ],
    },
    metadata: { ...metadata, ...(metasc === undefined ? {} : { metasc: createCaseRecord(metasc) }) },
    ...(error === undefined
      ? {
          response: { output },
          gradingResult: {
            componentResults: [...Object.entries(scores).map(toComponent), ...Object.entries(own).map(toOwnComponent)],
          },
        }
      : { error }),
    ...more,
  };
  return toReportRow(raw as RawRow);
}

function toComponent([metric, score]: [string, Score]) {
  const isScored = score !== 'unscored';
  return {
    pass: isScored && score >= 0.5,
    score: isScored ? score : 0,
    namedScores: isScored ? { [metric]: score } : { [`${metric}.unscored`]: 1 },
    reason: `${metric} ${isScored ? score : 'unscored'} by local (proxy, no model): because`,
    metadata: {
      outcome: isScored ? 'scored' : 'unscored',
      because: 'because',
      caveat: 'proxy, no model',
      judge: 'local',
      judgeHash: 'ab',
    },
  };
}

function toOwnComponent([value, pass]: [string, boolean]) {
  return { pass, score: Number(pass), reason: `because of ${value}`, assertion: { type: 'contains', value } };
}

/** A matrix of such rows, in one file. */
export function matrixOf(rows: readonly ReportRow[], against?: string) {
  return toMatrix([{ path: 'results.json', rows }], against);
}

/** Made-up results as a file that was read. */
export function fileOf(options: Parameters<typeof createResults>[0], path = 'made-up.json'): ReportFile {
  return { path, rows: createResults(options).results.results.map((row) => toReportRow(row as RawRow)) };
}

/** A report of made-up results. */
export function reportOf(options: Parameters<typeof createResults>[0], reportOptions: ReportOptions = {}) {
  return buildReport([fileOf(options)], reportOptions);
}
