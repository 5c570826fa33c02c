import type { Verdict } from '../../assertions/judges/judge.ts';
import { type CsvRow, decodeText, readCsv } from '../../foundation/csv.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { readUserBytes } from '../../foundation/files.ts';
import { sha256 } from '../../foundation/hash.ts';
import { type Agreement, measureAgreement, UNSCORED } from '../statistics/agreement.ts';
import type { Judgement } from '../statistics/classification.ts';
import { CLASSES, type ClassMap, choosePositive, chooseScheme, classesOf, parseClassMap } from './calibrateClasses.ts';
import { classOfVerdict, type JudgePorts, judgeRows, openCalibratedJudge } from './calibrateVerdicts.ts';
import { withVerdictCache } from './verdictCache.ts';

/** The options of `metasc calibrate`, as commander reads them. */
export interface CalibrateOptions {
  /** Path of a CSV file with a header line, in UTF-8. */
  readonly data: string;
  /** Required unless `judgeColumn` is given. */
  readonly assertion?: string;
  /** @default 'response' */
  readonly responseColumn?: string;
  /** @default 'request', if there is such a column */
  readonly requestColumn?: string;
  readonly labelColumn: string;
  readonly labelMap?: string;
  readonly judge: string;
  readonly judgeColumn?: string;
  /** @default `labelMap` */
  readonly judgeMap?: string;
  /** In [0, 1]. */
  readonly threshold: number;
  readonly positive?: string;
  /** The number of rows to read. @default all */
  readonly limit?: number;
  /** At least 1. */
  readonly concurrency: number;
  /** Folder of the verdicts kept from run to run. @default none are kept */
  readonly cacheDir?: string;
}

export interface CalibratePorts extends JudgePorts {
  /** Called before the first row, then after each. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The judge that was measured. */
interface MeasuredJudge {
  /** For verdicts from the file, their column's name. */
  readonly name: string;
  readonly caveat?: string;
  readonly rubric?: string;
  /** Absent for verdicts from the file. */
  readonly hash?: string;
}

export interface JudgedCase extends Judgement {
  /** Row of the file, from 1, without the header. */
  readonly row: number;
  readonly request: string;
  readonly response: string;
  /** Why the judge decided so; empty for verdicts from the file. */
  readonly reason: string;
}

export interface Calibration {
  /** null for verdicts from the file if none is named. */
  readonly assertion: string | null;
  readonly judge: MeasuredJudge;
  readonly data: { readonly file: string; readonly sha256: string };
  /** Lowest score that passes; only where verdicts are classified by it. */
  readonly threshold?: number;
  /** Number of verdicts from an earlier run. */
  readonly cached: number;
  readonly figures: Agreement;
  readonly cases: readonly JudgedCase[];
}

/**
 * Measures a judge against a labelled file: it judges each row, or its verdicts are in a column.
 *
 * @throws MetaScError `CONFIG_INVALID`, `FILE_UNREADABLE`, `DATASET_INVALID` or as `openCalibratedJudge`, before any row is
 *   judged
 */
export async function calibrate(options: CalibrateOptions, ports: CalibratePorts): Promise<Calibration> {
  const bytes = readUserBytes(options.data, '--data');
  const file = readCsv(decodeText(bytes, options.data), { file: options.data, columns: [] });
  const data = { ...file, rows: file.rows.slice(0, options.limit) };
  const { judgeColumn, judgeMap } = options;
  if (judgeMap !== undefined && judgeColumn === undefined) throw missing('--judge-column beside --judge-map');
  const labelMap = options.labelMap === undefined ? undefined : parseClassMap('label-map', options.labelMap);
  const column = requireColumn(data, 'label-column', options.labelColumn);
  const labels = classesOf(data.rows, { option: 'label-map', column, map: labelMap });
  if (labels.includes(UNSCORED)) {
    throw new MetaScError(`--label-map: expected classes, got ${UNSCORED}, which only a verdict can be`, {
      code: 'CONFIG_INVALID',
    });
  }
  const texts = textColumns(data, options);
  const source: Source = { data, labels, labelMap, texts };
  const measured = judgeColumn === undefined ? await judgeAll(source, options, ports) : readVerdicts(source, options);
  const cases = data.rows.map((row, index) => ({
    row: row.number,
    label: labels[index] ?? '',
    verdict: measured.verdicts[index] ?? UNSCORED,
    request: textIn(row, texts.request),
    response: textIn(row, texts.response),
    reason: measured.reasons[index] ?? '',
  }));
  return {
    assertion: options.assertion ?? null,
    judge: measured.judge,
    data: { file: options.data, sha256: sha256(bytes) },
    ...(measured.threshold !== undefined && { threshold: measured.threshold }),
    cached: measured.cached,
    figures: measureAgreement(cases, {
      classes: measured.classes,
      positive: choosePositive(measured.classes, options.positive),
    }),
    cases,
  };
}

/** A labelled CSV file. Every row has every column. */
interface LabelledData {
  readonly columns: readonly string[];
  /** At least one. */
  readonly rows: readonly CsvRow[];
}

interface Source {
  readonly data: LabelledData;
  /** Class of each row. */
  readonly labels: readonly string[];
  readonly labelMap: ClassMap | undefined;
  readonly texts: ReturnType<typeof textColumns>;
}

interface Measured extends Pick<Calibration, 'judge' | 'threshold' | 'cached'> {
  readonly classes: readonly string[];
  /** A class, or `unscored`, of each row. */
  readonly verdicts: readonly string[];
  readonly reasons: readonly string[];
}

async function judgeAll(
  { data, labels, texts }: Source,
  options: CalibrateOptions,
  ports: CalibratePorts,
): Promise<Measured> {
  const { assertion, labelColumn, concurrency, cacheDir } = options;
  if (assertion === undefined) throw missing('--assertion, or --judge-column for verdicts from the file');
  const opened = await openCalibratedJudge({ ...options, assertion }, ports);
  const scheme = chooseScheme(labels, opened.judge.tellsRefusals);
  choosePositive(CLASSES[scheme], options.positive);
  const { request, response } = texts;
  if (response === undefined) throw missing('--response-column');
  // The local judge is faster than a cache file.
  const isCached = cacheDir !== undefined && opened.judge.name !== 'local';
  const judge = isCached ? withVerdictCache(opened.judge, cacheDir) : { ...opened.judge, cached: () => 0 };
  let done = 0;
  ports.onProgress?.(done, data.rows.length);
  const verdicts: readonly Verdict[] = await judgeRows(data.rows, {
    ...opened,
    judge,
    columns: { response, request, label: labelColumn },
    concurrency,
    onJudged: () => ports.onProgress?.(++done, data.rows.length),
  });
  const { name, hash, caveat, rubric } = judge;
  return {
    judge: { name, ...(caveat !== undefined && { caveat }), ...(rubric !== undefined && { rubric }), hash },
    classes: CLASSES[scheme],
    verdicts: verdicts.map((verdict) => classOfVerdict(verdict, scheme, opened.threshold)),
    reasons: verdicts.map(({ reason }) => reason),
    cached: judge.cached(),
    ...(scheme === 'score' ? { threshold: opened.threshold } : {}),
  };
}

/** An empty cell means that the judge gave no verdict. */
function readVerdicts({ data, labels, labelMap }: Source, { judgeColumn = '', judgeMap }: CalibrateOptions): Measured {
  const column = requireColumn(data, 'judge-column', judgeColumn);
  const given = judgeMap === undefined ? labelMap : parseClassMap('judge-map', judgeMap);
  const filled = data.rows.filter(({ fields }) => (fields[column] ?? '').trim() !== '');
  const said = classesOf(filled, { option: judgeMap === undefined ? 'label-map' : 'judge-map', column, map: given });
  const verdictOf = new Map(filled.map((row, index) => [row, said[index] ?? UNSCORED]));
  const verdicts = data.rows.map((row) => verdictOf.get(row) ?? UNSCORED);
  const classes = [...new Set([...labels, ...verdicts])].filter((name) => name !== UNSCORED).toSorted();
  return { judge: { name: column }, classes, verdicts, reasons: [], cached: 0 };
}

/** The column that an option names. */
function requireColumn({ columns }: LabelledData, option: string, column: string): string {
  if (columns.includes(column)) return column;
  throw new MetaScError(`--${option}: expected a column of the file, got "${column}"`, {
    code: 'CONFIG_INVALID',
    help: `Its columns are ${columns.join(', ')}.`,
  });
}

/** A column that an option names must exist; one of a default name may. */
function textColumns(data: LabelledData, { requestColumn, responseColumn, judgeColumn }: CalibrateOptions) {
  const usual = (column: string) => (data.columns.includes(column) ? column : undefined);
  const needed = responseColumn ?? (judgeColumn === undefined ? 'response' : undefined);
  return {
    request: requestColumn === undefined ? usual('request') : requireColumn(data, 'request-column', requestColumn),
    response: needed === undefined ? usual('response') : requireColumn(data, 'response-column', needed),
  };
}

const textIn = ({ fields }: CsvRow, column = '') => fields[column] ?? '';

function missing(what: string): MetaScError {
  return new MetaScError(`calibrate: expected ${what}, got none`, { code: 'CONFIG_INVALID' });
}
