import { readGradingMetadata } from '../../assertions/gradingMetadata.ts';
import { excerpt, quote } from '../../foundation/excerpt.ts';
import { shortHash } from '../../foundation/hash.ts';
import { fieldsOf, textOf, toText } from '../../foundation/untyped.ts';
import { type AdoptionFacts, type CaseRecord, RECORD_FACTS, readCaseRecord } from '../../providers/case/caseRecord.ts';
import { identify, isAdded, type TestIdentity } from './identity.ts';
import type { RawRow } from './rawRows.ts';
import { assertionsOf, type RowAssertion } from './rowAssertions.ts';
import { type RowScore, scoresOf } from './rowScores.ts';

/** One answer to one test, with what a comparison needs. */
export interface ResultRow extends TestIdentity {
  /** Its id in promptfoo's database, equal in every export of its evaluation. */
  readonly rowId?: string;
  /** Id of its evaluation, if the provider states it. */
  readonly evaluationId?: string;
  /** What people call the test: its id, its description, or the beginning of its first variable. */
  readonly title: string;
  /** Label of the provider, else its id. */
  readonly column: string;
  /** Place of its column in the run, from 0. */
  readonly columnIdx: number;
  /** Whether the provider is this package's. */
  readonly isOurs: boolean;
  /** Of our provider. */
  readonly variant?: string;
  /** Name of the model that answered; of another provider its id. */
  readonly model: string;
  /** The kind of request, as the test states it. */
  readonly category?: string;
  /** Label of the prompt. */
  readonly prompt: string;
  /** Place of the test in its run: two rows of a column with the same place are duplicates. */
  readonly testIdx?: number;
  /** Number of the repeat, if the provider states it. */
  readonly repeat?: number;
  /** Which of several runs of its side, from 0; set by whoever compares them. @default 0 */
  readonly run?: number;
  /** Why there is no answer. */
  readonly error?: string;
  /** By metric; empty where there is no answer. */
  readonly scores: ReadonlyMap<string, RowScore>;
  /** Whether it passed all that its test demands, as promptfoo states it; undefined where there is no answer. */
  readonly success?: boolean;
  /** In US dollars, if the provider states it. */
  readonly costUsd?: number;
  /** promptfoo's score of the row, if it is a number. */
  readonly score?: number;
  /** All assertions of the test, with their results. */
  readonly assertions: readonly RowAssertion[];
  /** Metrics of the test's assertions, as far as their names show. */
  readonly expects: readonly string[];
  /** Beginning of the answer, on one line. */
  readonly answer: string;
  /** Equal for answers that are equal to the byte; undefined where there is no answer. */
  readonly answerHash?: string;
  /** Whether the platform, not the model, held the answer back: as our provider records, or an assertion of ours found. */
  readonly isWithheld: boolean;
  /** `sha256` of the lock file, under variant `frozen`. */
  readonly lockHash?: string;
  /** The evidence in that file; absent without any. */
  readonly adoption?: AdoptionFacts;
  /** Whether the answer is of the small model that this package downloads by default. */
  readonly isDefaultModel: boolean;
}

const MAX_ANSWER_CHARS = 400;
const MAX_ERROR_CHARS = 240;
const MAX_TITLE_CHARS = 60;
/** How the ids of our provider begin. */
const OWN_ID = 'metasc:';
/** promptfoo's `ResultFailureReason.ERROR`. */
const ERROR = 2;

/** The names in a row's `metadata` that `toRow` reads. */
export const ROW_FACTS: ReadonlySet<string> = new Set(['id', 'trajectory', 'goal', 'category', ...RECORD_FACTS]);

/** The test's own metadata; in the row's, a provider may have overwritten some. */
export function testFactsOf({ metadata, testCase }: RawRow): Readonly<Record<string, unknown>> {
  return testCase?.metadata ?? metadata ?? {};
}

/**
 * What a comparison needs of a row; texts are cut.
 *
 * @param record the row's, if known. @default that of `readCaseRecord`
 * @throws MetaScError as `readCaseRecord`
 */
export function toRow(raw: RawRow, record: CaseRecord | undefined = readCaseRecord(raw.metadata)): ResultRow {
  const { provider, prompt, promptIdx, testIdx, vars, testCase, response } = raw;
  const facts = testFactsOf(raw);
  const category = textOf(facts.category);
  const isErrored = raw.failureReason === ERROR || (raw.gradingResult == null && Boolean(raw.error));
  const rowId = textOf(raw.id);
  return {
    ...(rowId === undefined ? {} : { rowId }),
    ...(record === undefined ? {} : { evaluationId: record.evaluationId }),
    ...identify(vars, { trajectory: record?.trajectory, ...facts }),
    title: excerpt(textOf(facts.id) ?? textOf(testCase?.description) ?? firstOf(vars), MAX_TITLE_CHARS),
    column: provider.label || provider.id || '',
    columnIdx: promptIdx ?? 0,
    // A case that failed early has no record.
    isOurs: record !== undefined || provider.id?.startsWith(OWN_ID) === true,
    ...(record === undefined ? {} : { variant: record.variant }),
    model: record?.model ?? provider.id ?? '',
    ...(category === undefined ? {} : { category }),
    prompt: prompt?.label ?? '',
    ...(testIdx === undefined ? {} : { testIdx }),
    ...(record === undefined ? {} : { repeat: record.repeat }),
    ...(isErrored ? { error: excerpt(raw.error || 'no reason given', MAX_ERROR_CHARS) } : {}),
    scores: isErrored ? new Map() : scoresOf(raw),
    ...(isErrored || typeof raw.success !== 'boolean' ? {} : { success: raw.success }),
    ...(isErrored || typeof raw.score !== 'number' ? {} : { score: raw.score }),
    ...(typeof raw.cost === 'number' && raw.cost > 0 ? { costUsd: raw.cost } : {}),
    assertions: assertionsOf(raw, isErrored),
    expects: isErrored ? expectedOf(testCase?.assert) : [],
    answer: excerpt(response?.output ?? '', MAX_ANSWER_CHARS),
    ...(isErrored || response?.output == null ? {} : { answerHash: shortHash(response.output, 16) }),
    isWithheld: record === undefined ? isBlocked(raw) : record.outcome === 'withheld',
    ...(record?.lockHash === undefined ? {} : { lockHash: record.lockHash }),
    ...(record?.adoption === undefined ? {} : { adoption: record.adoption }),
    isDefaultModel: record?.isDefaultModel === true,
  };
}

function isBlocked({ gradingResult }: RawRow): boolean {
  return (gradingResult?.componentResults ?? []).some(
    ({ metadata }) => readGradingMetadata(metadata).decidedBy === 'platform',
  );
}

function firstOf(vars: RawRow['vars']): string {
  const [first] = Object.entries(vars).filter(([name]) => !isAdded(name));
  return first === undefined ? 'a test without variables' : quote(toText(first[1]), MAX_TITLE_CHARS - 3);
}

/** An assertion's `metric`, and the name of its module or export: `file://…/harm.ts`, `package:…:harm`. */
function expectedOf(assertions: unknown): readonly string[] {
  if (!Array.isArray(assertions)) return [];
  return assertions.map(fieldsOf).flatMap(({ metric, value, assert }) => {
    const name =
      typeof value === 'string' ? /^(?:file|package):.*?([\w-]+)(?:\.[cm]?[jt]s)?$/.exec(value)?.[1] : undefined;
    return [
      ...(typeof metric === 'string' ? [metric] : []),
      ...(name === undefined ? [] : [name]),
      ...expectedOf(assert),
    ];
  });
}
