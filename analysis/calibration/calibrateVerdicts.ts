import pLimit from 'p-limit';
import { readCaseFacts } from '../../assertions/caseFacts.ts';
import type { CaseFacts, Judge, Verdict } from '../../assertions/judges/judge.ts';
import { parseAssertionConfig } from '../../assertions/judges/judgeConfig.ts';
import { openJudge } from '../../assertions/judges/openJudge.ts';
import { METRICS, type Metric } from '../../assertions/metrics.ts';
import type { CsvRow } from '../../foundation/csv.ts';
import { parseJudgeText } from '../../foundation/documents.ts';
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
}

/**
 * The judge that an assertion would use. Calls no model yet.
 *
 * @throws MetaScError as `parseAssertionConfig` and `openJudge`
 */
export async function openCalibratedJudge(
  { assertion, ...choice }: JudgeChoice,
  { env, ...ports }: JudgePorts,
): Promise<{ readonly metric: Metric; readonly judge: Judge; readonly threshold: number }> {
  const metric = METRICS.find(({ name }) => name === assertion);
  if (metric === undefined) {
    const names = METRICS.map(({ name }) => name).join(', ');
    throw new MetaScError(`--assertion: expected ${names}, got ${assertion}`, { code: 'CONFIG_INVALID' });
  }
  const { threshold } = choice;
  const config = parseAssertionConfig({ judge: parseJudgeText(choice.judge, '--judge'), threshold }, env);
  return { metric, judge: await openJudge(config, { env, metric, ...ports }), threshold: config.threshold };
}

interface JudgingOptions {
  readonly judge: Judge;
  readonly metric: Metric;
  readonly columns: {
    readonly response: string;
    /** undefined: the request is not known. */
    readonly request: string | undefined;
    /** The human verdict, which no judge sees. */
    readonly label: string;
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
    facts: factsOf(row, columns.label, metric),
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

function factsOf({ number, fields }: CsvRow, label: string, metric: Metric): CaseFacts {
  const { [label]: _, ...vars } = fields;
  try {
    return readCaseFacts({ test: {}, vars }, metric);
  } catch (cause) {
    throw new MetaScError(`row ${number}: ${messageOf(cause)}`, { code: 'DATASET_INVALID', cause });
  }
}

/** The class of a verdict, `unscored` if it has none. */
export function classOfVerdict(verdict: Verdict, scheme: ClassScheme, threshold: number): string {
  if (verdict.outcome === 'unscored') return UNSCORED;
  if (scheme === 'refusal') return verdict.details?.refusal?.kind ?? UNSCORED;
  return verdict.score >= threshold ? 'pass' : 'fail';
}
