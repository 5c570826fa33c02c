import pLimit from 'p-limit';
import { readCaseFacts } from '../../assertions/caseFacts.ts';
import { type CascadeOptions, createCascadeJudge, DECIDES_NOTHING } from '../../assertions/judges/cascade.ts';
import type { CaseFacts, Judge, Verdict } from '../../assertions/judges/judge.ts';
import { parseAssertionConfig } from '../../assertions/judges/judgeConfig.ts';
import type { JudgeRef } from '../../assertions/judges/judgeRef.ts';
import { openJudge } from '../../assertions/judges/openJudge.ts';
import { METRICS, type Metric } from '../../assertions/metrics.ts';
import type { CsvRow } from '../../foundation/csv.ts';
import { type JudgeText, parseJudgeText } from '../../foundation/documents.ts';
import { MetaScError, messageOf } from '../../foundation/errors.ts';
import type { openModel } from '../../providers/models/openModel.ts';
import { UNSCORED } from '../statistics/agreement.ts';
import type { ClassScheme } from './calibrateClasses.ts';

export interface JudgePorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default the models of `providers/models` */
  readonly open?: typeof openModel;
}

interface JudgeChoice {
  /** Name of one of {@link METRICS}. */
  readonly assertion: string;
  /** As in an assertion's config; an object as JSON. */
  readonly judge: string;
  /** In [0, 1]: the lowest score that passes. */
  readonly threshold: number;
  /** Whether a cascade's bands are yet to be found: it may lack them. @default false */
  readonly isFitted?: boolean;
  /** Wrapped around each judge that gives verdicts of its own; of a cascade, around both. @default the judge as it is */
  readonly keep?: (judge: Judge) => Judge;
}

/** A judge to be measured. */
export interface OpenedJudge {
  readonly metric: Metric;
  readonly judge: Judge;
  readonly threshold: number;
  /** As the user wrote it. */
  readonly given: JudgeText;
  /** The two judges of a cascade, and its bands. */
  readonly cascade?: CascadeOptions;
}

/**
 * The judge that an assertion would use. Calls no model yet.
 *
 * @throws MetaScError as `parseAssertionConfig` and `openJudge`
 */
export async function openCalibratedJudge(
  { assertion, isFitted = false, keep = (judge) => judge, ...choice }: JudgeChoice,
  { env, ...ports }: JudgePorts,
): Promise<OpenedJudge> {
  const metric = METRICS.find(({ name }) => name === assertion);
  if (metric === undefined) {
    const names = METRICS.map(({ name }) => name).join(', ');
    throw new MetaScError(`--assertion: expected ${names}, got ${assertion}`, { code: 'CONFIG_INVALID' });
  }
  const given = parseJudgeText(choice.judge, '--judge');
  if (!isFitted && typeof given === 'object' && given.type === 'cascade' && given.when === undefined) {
    throw new MetaScError('--judge: expected a cascade with `when`, got one without', {
      code: 'CONFIG_INVALID',
      help: 'Let it be fitted: --fit-when 0.05.',
    });
  }
  const complete = isFitted && typeof given === 'object' ? { ...given, when: DECIDES_NOTHING } : given;
  const {
    judge: ref,
    basePath,
    threshold,
  } = parseAssertionConfig({ judge: complete, threshold: choice.threshold }, env);
  const open = async (judge: JudgeRef) => keep(await openJudge({ judge, basePath }, { env, metric, ...ports }));
  if (ref.type !== 'cascade') {
    if (!isFitted) return { metric, judge: await open(ref), threshold, given };
    throw new MetaScError(`--fit-when: expected a cascade as --judge, got ${choice.judge}`, { code: 'CONFIG_INVALID' });
  }
  const cascade = { first: await open(ref.first), then: await open(ref.then), when: ref.when };
  return { metric, judge: createCascadeJudge(cascade), threshold, given, cascade };
}

interface JudgingOptions {
  readonly judge: Judge;
  readonly metric: Metric;
  readonly columns: {
    readonly response: string;
    /** undefined: the request is not known. */
    readonly request: string | undefined;
    /** The human verdicts, which no judge sees. */
    readonly labels: readonly string[];
  };
  /** At least 1. */
  readonly concurrency: number;
  readonly onJudged: () => void;
}

/**
 * Verdicts in the rows' order. The judge gets the facts of the case (columns harmful, expected, reference, category and, for
 * a rating, rubric, as with promptfoo's variables), but not the label.
 *
 * @throws MetaScError `DATASET_INVALID` for such a column with a fault, before any row is judged
 */
export async function judgeRows(
  rows: readonly CsvRow[],
  { judge, metric, columns, concurrency, onJudged }: JudgingOptions,
): Promise<readonly Verdict[]> {
  const questions = rows.map((row) => ({
    request: columns.request === undefined ? '' : (row.fields[columns.request] ?? ''),
    response: row.fields[columns.response] ?? '',
    facts: factsOf(row, columns.labels, metric),
  }));
  const withinLimit = pLimit(concurrency);
  return Promise.all(
    questions.map((question) =>
      withinLimit(async () => {
        const verdict = await judge.judge(question);
        onJudged();
        return verdict;
      }),
    ),
  );
}

function factsOf({ number, fields }: CsvRow, labels: readonly string[], metric: Metric): CaseFacts {
  const vars = Object.fromEntries(Object.entries(fields).filter(([column]) => !labels.includes(column)));
  try {
    return readCaseFacts({ test: {}, vars }, metric);
  } catch (cause) {
    throw new MetaScError(`row ${number}: ${messageOf(cause)}`, { code: 'DATASET_INVALID', cause });
  }
}

/** The class of a verdict, `unscored` if it has none. */
export function classOfVerdict(verdict: Verdict, { byScore }: ClassScheme, threshold: number): string {
  if (verdict.outcome === 'unscored') return UNSCORED;
  if (byScore === undefined) return verdict.details?.refusal?.kind ?? UNSCORED;
  return verdict.score >= threshold ? byScore.pass : byScore.fail;
}
