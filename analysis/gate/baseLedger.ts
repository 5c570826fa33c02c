import { type Static, Type } from 'typebox';
import { parseJson } from '../../foundation/documents.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { createParser } from '../../foundation/schemaFaults.ts';
import { SUCCESS, scoreOn } from '../results/ownScores.ts';
import type { ResultRow } from '../results/row.ts';
import { passes, type RowJudge, type RowScore } from '../results/rowScores.ts';

/** What a line of a base ledger says that it is. */
const KIND = 'metasc base run 1';

const strict = { additionalProperties: false } as const;
const Text = Type.String();
const Score = Type.Number({ minimum: 0, maximum: 1 });

const LedgerRowSchema = Type.Object(
  {
    case: Text,
    goal: Type.Optional(Text),
    trajectory: Type.Optional(Text),
    prompt: Type.Optional(Text),
    repeat: Type.Optional(Type.Integer()),
    answer: Type.Optional(Type.String({ description: 'Hash of the answer.' })),
    withheld: Type.Optional(Type.Boolean()),
    error: Type.Optional(Type.Boolean()),
    scores: Type.Record(
      Text,
      Type.Union([Type.Null(), Type.Tuple([Score, Type.Union([Type.Literal(0), Type.Literal(1)])])], {
        title: 'null for unscored, or [score, 1 if it passes]',
      }),
    ),
  },
  strict,
);

const LedgerRunSchema = Type.Object(
  {
    kind: Type.Literal(KIND),
    date: Type.Optional(Text),
    evaluationId: Type.Optional(Text),
    column: Text,
    models: Type.Array(Text),
    lockHash: Type.Optional(Text),
    judges: Type.Record(
      Text,
      Type.Object(
        { name: Type.Optional(Text), hash: Type.Optional(Text), threshold: Type.Optional(Type.Number()) },
        strict,
      ),
    ),
    rows: Type.Array(LedgerRowSchema, { minItems: 1 }),
  },
  strict,
);

/**
 * One run of main as a base ledger keeps it, a line of JSON: scores by case, who judged, under which lock file, when. It holds
 * no request, answer or reason, but for a case without an id of its own a hash of its variables.
 */
export type LedgerRun = Readonly<Static<typeof LedgerRunSchema>>;

const parseRun = createParser(LedgerRunSchema);

/** Whether a file with this beginning is a base ledger. */
export const isBaseLedger = (beginning: string): boolean => beginning.startsWith(`{"kind":"${KIND}"`);

/**
 * The runs of a base ledger, in its order: the oldest first.
 *
 * @param subject the file's path, for error messages
 * @throws MetaScError `FILE_UNREADABLE` for a line that is no run
 */
export function readBaseLedger(text: string, subject: string): readonly LedgerRun[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const where = { subject: `${subject}, line ${index + 1}`, code: 'FILE_UNREADABLE' } as const;
    return [parseRun(parseJson(line, where), where)];
  });
}

/** A run's line, without the line feed. */
export const toLedgerLine = (run: LedgerRun): string => JSON.stringify(run);

interface RunFacts {
  readonly column: string;
  readonly evaluationId?: string;
  readonly date?: Date;
}

/**
 * The record of one column's rows.
 *
 * @param rows of one column; at least one
 * @throws MetaScError `CONFIG_INVALID` if a metric was scored by several judges, or under several lock files
 */
export function toLedgerRun(rows: readonly ResultRow[], { column, evaluationId, date }: RunFacts): LedgerRun {
  const lockHashes = new Set(rows.flatMap(({ lockHash }) => lockHash ?? []));
  if (lockHashes.size > 1) throw mixed(`${column} ran under ${lockHashes.size} lock files`);
  const [lockHash] = lockHashes;
  return {
    kind: KIND,
    ...(date && { date: date.toISOString() }),
    ...(evaluationId && { evaluationId }),
    column,
    models: [...new Set(rows.map(({ model }) => model))],
    ...(lockHash && { lockHash }),
    judges: judgesIn(rows),
    rows: rows.map(toLedgerRow),
  };
}

function judgesIn(rows: readonly ResultRow[]): Readonly<Record<string, RowJudge>> {
  const judges = new Map<string, Omit<RowJudge, 'calibration'>>();
  for (const [metric, score] of rows.flatMap(({ scores }) => [...scores])) {
    if (score.kind !== 'scored') continue;
    const { calibration: _, ...judge } = score.judge;
    const known = judges.get(metric) ?? judge;
    if (JSON.stringify(known) !== JSON.stringify(judge)) throw mixed(`${metric} was scored by several judges`);
    judges.set(metric, judge);
  }
  return Object.fromEntries(judges);
}

const mixed = (what: string) =>
  new MetaScError(`record: expected one judge and one lock file in a run, got more: ${what}`, {
    code: 'CONFIG_INVALID',
  });

function toLedgerRow(row: ResultRow): LedgerRun['rows'][number] {
  const { caseId, goal, trajectory, prompt, repeat, answerHash, isWithheld, error } = row;
  return {
    case: caseId,
    ...(goal !== undefined && { goal }),
    ...(trajectory !== undefined && { trajectory }),
    ...(prompt !== '' && { prompt }),
    ...(repeat !== undefined && { repeat }),
    ...(answerHash !== undefined && { answer: answerHash }),
    ...(isWithheld && { withheld: true }),
    ...(error !== undefined && { error: true }),
    scores: Object.fromEntries(
      [...namesIn(row)].flatMap((metric) => {
        const score = scoreOn(row, metric);
        return score === undefined ? [] : [[metric, toPair(metric, caseId, score)]];
      }),
    ),
  };
}

/** Names that hold no text of a test. */
const namesIn = ({ scores, assertions }: ResultRow): ReadonlySet<string> =>
  new Set([...scores.keys(), SUCCESS, ...assertions.map(({ type }) => type)]);

function toPair(metric: string, caseId: string, score: RowScore): [number, 0 | 1] | null {
  if (score.kind !== 'scored') return null;
  if (score.fault !== undefined || !(0 <= score.score && score.score <= 1)) {
    const got = score.fault ?? `score ${score.score}, expected a number from 0 to 1`;
    throw new MetaScError(`record: ${metric} of ${caseId}: ${got}`, { code: 'CONFIG_INVALID' });
  }
  return [score.score, passes(score) ? 1 : 0];
}

/** The rows of a recorded run, without their texts. */
export function rowsOfRun({ column, models, lockHash, judges, evaluationId, rows }: LedgerRun): readonly ResultRow[] {
  return rows.map(
    ({ case: caseId, goal, trajectory, prompt = '', repeat, answer, withheld, error, scores }, index) => ({
      caseId,
      title: caseId,
      ...(goal !== undefined && { goal }),
      ...(trajectory !== undefined && { trajectory }),
      ...(evaluationId !== undefined && { evaluationId }),
      column,
      columnIdx: 0,
      isOurs: true,
      model: models[0] ?? '',
      prompt,
      testIdx: index,
      ...(repeat !== undefined && { repeat }),
      ...(error === true && { error: 'an error, as the base ledger records' }),
      scores: new Map(Object.entries(scores).map(([metric, pair]) => [metric, toScore(pair, judges[metric] ?? {})])),
      assertions: [],
      expects: Object.keys(scores),
      answer: '',
      ...(answer !== undefined && { answerHash: answer }),
      isWithheld: withheld === true,
      ...(lockHash !== undefined && { lockHash }),
      isDefaultModel: false,
    }),
  );
}

function toScore(pair: readonly [number, 0 | 1] | null, judge: RowJudge): RowScore {
  if (pair === null) return { kind: 'unscored', reason: 'unscored, as the base ledger records' };
  const [score, pass] = pair;
  return { kind: 'scored', score, pass: pass === 1, reason: '', judge };
}
