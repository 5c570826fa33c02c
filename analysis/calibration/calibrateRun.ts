import type { Verdict } from '../../assertions/judges/judge.ts';
import type { CsvRow } from '../../foundation/csv.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { type Agreement, measureAgreement, UNSCORED } from '../statistics/agreement.ts';
import type { Judgement } from '../statistics/classification.ts';
import { CLASSES, type ClassMap, choosePositive, chooseScheme, classesOf, parseClassMap } from './calibrateClasses.ts';
import { type LabelledData, readLabelledData, requireColumn } from './calibrateData.ts';
import { classOfVerdict, type JudgePorts, judgeRows, openCalibratedJudge } from './calibrateVerdicts.ts';
import { withVerdictCache } from './verdictCache.ts';

/** The options of `metasc calibrate`, as commander reads them. */
export interface CalibrateOptions {
  readonly data: string;
  /** Needed unless `judgeColumn` is given. */
  readonly assertion?: string;
  /** @default 'response' */
  readonly responseColumn?: string;
  /** @default 'request', where there is such a column */
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
  readonly limit?: number;
  /** At least 1. */
  readonly concurrency: number;
  /** Folder of the verdicts that are kept from run to run. @default none is kept */
  readonly cacheDir?: string;
}

export interface CalibratePorts extends JudgePorts {
  /** Told before the first row, then after each. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Who was measured. */
interface MeasuredJudge {
  /** Of a column, the column's name. */
  readonly name: string;
  readonly caveat?: string;
  readonly rubric?: string;
  /** None for verdicts that were in the file. */
  readonly hash?: string;
}

export interface JudgedCase extends Judgement {
  /** Row of the file, from 1, the header not counted. */
  readonly row: number;
  readonly request: string;
  readonly response: string;
  /** Why the judge decided as it did; empty for verdicts that were in the file. */
  readonly reason: string;
}

export interface Calibration {
  /** null for verdicts that were in the file, where none was named. */
  readonly assertion: string | null;
  readonly judge: MeasuredJudge;
  readonly data: { readonly file: string; readonly sha256: string };
  /** Lowest score that passes; only where verdicts were told apart by it. */
  readonly threshold?: number;
  /** How many verdicts were kept from an earlier run. */
  readonly cached: number;
  readonly figures: Agreement;
  readonly cases: readonly JudgedCase[];
}

/**
 * Measures a judge against a labelled file: lets it judge each row, or takes verdicts from a column.
 *
 * @throws MetaScError `CONFIG_INVALID`, `FILE_UNREADABLE`, `DATASET_INVALID`, before any row is judged; as
 *   `openCalibratedJudge`
 */
export async function calibrate(options: CalibrateOptions, ports: CalibratePorts): Promise<Calibration> {
  const data = readLabelledData(options.data, options.limit);
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
  const source: Source = { data, labels, labelMap };
  const measured = judgeColumn === undefined ? await judgeAll(source, options, ports) : readVerdicts(source, options);

  const texts = textColumns(data, options);
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
    data: { file: options.data, sha256: data.sha256 },
    ...(measured.threshold === undefined ? {} : { threshold: measured.threshold }),
    cached: measured.cached,
    figures: measureAgreement(cases, {
      classes: measured.classes,
      positive: choosePositive(measured.classes, options.positive),
    }),
    cases,
  };
}

interface Source {
  readonly data: LabelledData;
  /** Class of each row. */
  readonly labels: readonly string[];
  readonly labelMap: ClassMap | undefined;
}

interface Measured {
  readonly judge: MeasuredJudge;
  readonly classes: readonly string[];
  /** A class, or `unscored`, of each row. */
  readonly verdicts: readonly string[];
  readonly reasons: readonly string[];
  /** How many verdicts were kept from an earlier run. */
  readonly cached: number;
  readonly threshold?: number;
}

async function judgeAll({ data, labels }: Source, options: CalibrateOptions, ports: CalibratePorts): Promise<Measured> {
  const { assertion, labelColumn, concurrency, cacheDir } = options;
  if (assertion === undefined) throw missing('--assertion, or --judge-column for verdicts that are in the file');
  const opened = await openCalibratedJudge({ ...options, assertion }, ports);
  const scheme = chooseScheme(labels, opened.judge.tellsRefusals);
  choosePositive(CLASSES[scheme], options.positive);
  const { request, response } = textColumns(data, options);
  if (response === undefined) throw missing('--response-column');
  // Rules are faster than a file.
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
    judge: {
      name,
      ...(caveat === undefined ? {} : { caveat }),
      ...(rubric === undefined ? {} : { rubric }),
      hash,
    },
    classes: CLASSES[scheme],
    verdicts: verdicts.map((verdict) => classOfVerdict(verdict, scheme, opened.threshold)),
    reasons: verdicts.map(({ reason }) => reason),
    cached: judge.cached(),
    ...(scheme === 'score' ? { threshold: opened.threshold } : {}),
  };
}

/** An empty cell is a judge that gave no verdict. */
function readVerdicts({ data, labels, labelMap }: Source, { judgeColumn = '', judgeMap }: CalibrateOptions): Measured {
  const option = 'judge-column';
  const column = requireColumn(data, option, judgeColumn);
  const given = judgeMap === undefined ? labelMap : parseClassMap('judge-map', judgeMap);
  const filled = data.rows.filter(({ fields }) => (fields[column] ?? '').trim() !== '');
  const said = classesOf(filled, { option: judgeMap === undefined ? 'label-map' : 'judge-map', column, map: given });
  const verdictOf = new Map(filled.map((row, index) => [row, said[index] ?? UNSCORED]));
  const verdicts = data.rows.map((row) => verdictOf.get(row) ?? UNSCORED);
  const classes = [...new Set([...labels, ...verdicts])].filter((name) => name !== UNSCORED).toSorted();
  return { judge: { name: column }, classes, verdicts, reasons: [], cached: 0 };
}

interface TextColumns {
  readonly request: string | undefined;
  readonly response: string | undefined;
}

/** Columns named by an option must be there; those of the default names may be. */
function textColumns(
  data: LabelledData,
  { requestColumn, responseColumn, judgeColumn }: CalibrateOptions,
): TextColumns {
  const find = (option: string, named: string | undefined, usual: string, isNeeded: boolean) => {
    if (named !== undefined || isNeeded) return requireColumn(data, option, named ?? usual);
    return data.columns.includes(usual) ? usual : undefined;
  };
  return {
    request: find('request-column', requestColumn, 'request', false),
    response: find('response-column', responseColumn, 'response', judgeColumn === undefined),
  };
}

function textIn({ fields }: CsvRow, column: string | undefined): string {
  return column === undefined ? '' : (fields[column] ?? '');
}

function missing(what: string): MetaScError {
  return new MetaScError(`calibrate: expected ${what}, got none`, { code: 'CONFIG_INVALID' });
}
