import type { CascadeOptions } from '../../assertions/judges/cascade.ts';
import type { Judge, Verdict } from '../../assertions/judges/judge.ts';
import { METRICS } from '../../assertions/metrics.ts';
import type { JudgeText } from '../../foundation/documents.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { UNSCORED } from '../statistics/agreement.ts';
import { type Annotations, NO_MAJORITY, type SettledLabel, settleLabels } from './annotations.ts';
import {
  type ClassScheme,
  choosePositive,
  chooseScheme,
  classesOf,
  parseClassMap,
  schemeOfWords,
} from './calibrateClasses.ts';
import type { CalibrateOptions, CalibratePorts } from './calibrateOptions.ts';
import { classOfVerdict, judgeRows, type OpenedJudge, openCalibratedJudge } from './calibrateVerdicts.ts';
import { type CascadeFigures, measureBands } from './cascadeFigures.ts';
import { fitCascade, pinned } from './fitCascade.ts';
import { type LabelledData, requireColumn, textIn } from './labelledData.ts';
import { withVerdictCache } from './verdictCache.ts';

/** The judge that was measured. */
export interface MeasuredJudge {
  /** For verdicts from the file, their column's name. */
  readonly name: string;
  readonly caveat?: string;
  readonly rubric?: string;
  /** Absent for verdicts from the file. */
  readonly hash?: string;
}

/** What the judge made of one row. */
export interface Found {
  /** A class, or `unscored`. */
  readonly found: string;
  readonly reason?: string;
  readonly decidedBy?: 'first' | 'then';
}

/** The labels and verdicts of a file, in the same classes. */
export interface Measured {
  readonly judge: MeasuredJudge;
  /** Lowest score that passes; only where verdicts are classified by it. */
  readonly threshold?: number;
  /** Number of verdicts from an earlier run. */
  readonly cached: number;
  /** Only of a cascade. */
  readonly cascade?: CascadeFigures;
  /** Only if `when` was fitted: the judge as the user wrote it, with the fitted `when`. */
  readonly fitted?: JudgeText;
  readonly scheme: ClassScheme;
  readonly settled: readonly SettledLabel[];
  /** Of each row. */
  readonly found: readonly Found[];
}

/**
 * Asks the judge about every row; of a cascade that is fitted, both judges.
 *
 * @throws MetaScError as `calibrate`, before any row is judged
 */
export async function judgeAll(
  source: LabelledData,
  options: CalibrateOptions,
  ports: CalibratePorts,
): Promise<Measured> {
  const { assertion, cacheDir, fitWhen } = options;
  if (assertion === undefined) throw missing('--assertion, or --judge-column for verdicts from the file');
  const kept: { readonly cached: () => number }[] = [];
  const keep = (judge: Judge): Judge => {
    // The local judge is faster than a cache file.
    if (cacheDir === undefined || judge.name === 'local') return judge;
    const keeping = withVerdictCache(judge, cacheDir);
    kept.push(keeping);
    return keeping;
  };
  const opened = await openCalibratedJudge({ ...options, assertion, isFitted: fitWhen !== undefined, keep }, ports);
  const { metric, threshold, judge, cascade } = opened;
  const words = wordsIn(source.annotations);
  const scheme = chooseScheme(words, { metric, tellsRefusals: judge.tellsRefusals });
  choosePositive(scheme, options.positive);
  const settled = settleLabels(source.annotations, scheme);
  const task = { source, options, ports, opened, scheme, settled };
  const judged =
    cascade === undefined
      ? { judge, verdicts: await askAll([judge], task).then(([all = []]) => all) }
      : await judgeByCascade(cascade, task);
  const { name, hash, caveat, rubric } = judged.judge;
  return {
    judge: { name, ...(caveat !== undefined && { caveat }), ...(rubric !== undefined && { rubric }), hash },
    scheme,
    settled,
    found: judged.verdicts.map((verdict) => toFound(verdict, scheme, threshold)),
    cached: kept.reduce((sum, { cached }) => sum + cached(), 0),
    ...(scheme.byScore === undefined ? {} : { threshold }),
    ...('figures' in judged ? { cascade: judged.figures } : {}),
    ...('fitted' in judged ? { fitted: judged.fitted } : {}),
  };
}

interface JudgingTask {
  readonly source: LabelledData;
  readonly options: CalibrateOptions;
  readonly ports: CalibratePorts;
  readonly opened: OpenedJudge;
  readonly scheme: ClassScheme;
  readonly settled: readonly SettledLabel[];
}

async function judgeByCascade(cascade: CascadeOptions, task: JudgingTask) {
  const { opened, scheme, settled, options, source } = task;
  const { judge, threshold, given } = opened;
  const classOf = (verdict: Verdict) => classOfVerdict(verdict, scheme, threshold);
  const labelOf = (index: number) => settled[index]?.label ?? NO_MAJORITY;
  if (options.fitWhen === undefined) {
    const [verdicts = []] = await askAll([judge], task);
    const rows = verdicts.map((verdict, index) => ({
      verdict,
      found: classOf(verdict),
      label: labelOf(index),
      when: cascade.when,
    }));
    return { judge, verdicts, figures: { ...pinned(cascade), when: cascade.when, ...measureBands(rows) } };
  }
  const { request } = source.texts;
  const groups = source.annotations.rows.map((row) => (request === undefined ? `${row.number}` : textIn(row, request)));
  if (new Set(groups).size < 2) {
    throw new MetaScError('--fit-when: expected rows of at least two requests, to fit on some and measure on others', {
      code: 'CONFIG_INVALID',
    });
  }
  const [early = [], late = []] = await askAll([cascade.first, cascade.then], task);
  const rows = early.flatMap((verdict, index) => {
    const [second, group] = [late[index], groups[index]];
    return second === undefined || group === undefined
      ? []
      : [{ early: verdict, late: second, label: labelOf(index), group }];
  });
  const fitted = await fitCascade(rows, {
    judges: cascade,
    error: options.fitWhen,
    classes: scheme.classes,
    classOf,
    isGrouped: request !== undefined,
  });
  const { when } = fitted.figures;
  return { ...fitted, fitted: typeof given === 'string' ? given : { ...given, when } };
}

/** The verdicts of each judge, in the rows' order. */
async function askAll(judges: readonly Judge[], { source, options, ports, opened }: JudgingTask) {
  const { annotations, texts } = source;
  const { request, response } = texts;
  if (response === undefined) throw missing('--response-column');
  const total = annotations.rows.length * judges.length;
  let done = 0;
  ports.onProgress?.(done, total);
  return Promise.all(
    judges.map((judge) =>
      judgeRows(annotations.rows, {
        judge,
        metric: opened.metric,
        columns: { response, request, labels: annotations.columns },
        concurrency: options.concurrency,
        onJudged: () => ports.onProgress?.(++done, total),
      }),
    ),
  );
}

function toFound(verdict: Verdict, scheme: ClassScheme, threshold: number): Found {
  const decidedBy = verdict.details?.decidedBy;
  return {
    found: classOfVerdict(verdict, scheme, threshold),
    reason: verdict.reason,
    ...(decidedBy === 'first' || decidedBy === 'then' ? { decidedBy } : {}),
  };
}

const wordsIn = ({ words }: Annotations) => words.flat().filter((word) => word !== undefined);

/** Verdicts that are in the file. An empty cell means that the judge gave none. */
export function readVerdicts(
  source: LabelledData,
  { assertion, judgeColumn = '', judgeMap, fitWhen }: CalibrateOptions,
): Measured {
  const { annotations, labelMap } = source;
  if (fitWhen !== undefined) throw missing('a cascade as --judge beside --fit-when');
  const column = requireColumn(source.columns, 'judge-column', judgeColumn);
  const given = judgeMap === undefined ? labelMap : parseClassMap('judge-map', judgeMap);
  const filled = annotations.rows.filter(({ fields }) => (fields[column] ?? '').trim() !== '');
  const said = classesOf(filled, { option: judgeMap === undefined ? 'label-map' : 'judge-map', column, map: given });
  const scheme = schemeOfWords(
    [...wordsIn(annotations), ...said.filter((word) => word !== UNSCORED)],
    METRICS.find(({ name }) => name === assertion),
  );
  const wordOf = new Map(filled.map((row, index) => [row, said[index] ?? UNSCORED]));
  return {
    judge: { name: column },
    scheme,
    settled: settleLabels(annotations, scheme),
    found: annotations.rows.map((row) => ({ found: scheme.classOf(wordOf.get(row) ?? UNSCORED) ?? UNSCORED })),
    cached: 0,
  };
}

/** The error for an option that is missing. */
export function missing(what: string): MetaScError {
  return new MetaScError(`calibrate: expected ${what}, got none`, { code: 'CONFIG_INVALID' });
}
