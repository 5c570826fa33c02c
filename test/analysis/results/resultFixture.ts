import { randomUUID } from 'node:crypto';
import { type ResultRow, toRow } from '../../../analysis/results/row.ts';
import type { CaseRecord } from '../../../providers/case/caseRecord.ts';
import { createCaseRecord } from '../../support/caseRecord.ts';

export const JUDGE_HASH = '0123456789abcdef';

const CALIBRATIONS = {
  calibrated: { status: 'calibrated', kappa: 0.8, minKappa: 0.6 },
  uncalibrated: { status: 'uncalibrated', because: 'another judge was measured' },
};

/** What a test says of a row; all else is as promptfoo writes it. */
export interface RowSketch {
  readonly id?: string;
  readonly goal?: string;
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly column?: string;
  readonly testIdx?: number;
  /** By metric: a score, or undefined for unscored. */
  readonly scores?: Readonly<Record<string, number | undefined>>;
  /** By the text that the answer must contain: whether it does. */
  readonly own?: Readonly<Record<string, boolean>>;
  readonly error?: string;
  readonly answer?: string;
  /** @default one of ours */
  readonly provider?: string;
  readonly variant?: string;
  readonly model?: string;
  readonly repeat?: number;
  readonly trajectory?: string | number;
  readonly prompt?: string;
  readonly lockHash?: string;
  readonly adoption?: CaseRecord['adoption'];
  readonly evaluationId?: string;
  readonly judgeHash?: string;
  readonly threshold?: number;
  readonly calibration?: 'calibrated' | 'uncalibrated';
}

let answers = 0;

/** No two rows have the same answer: they differ by the white space at the end. */
export function nextAnswer(): string {
  answers += 1;
  return `An answer.${answers.toString(2).replaceAll('0', ' ').replaceAll('1', '\t')}`;
}

/** A row as promptfoo writes it, scored by assertions of ours. */
export function createRawRow(sketch: RowSketch) {
  const {
    id,
    goal,
    vars = { prompt: 'Ask.' },
    column = 'frozen',
    testIdx,
    scores = {},
    own = {},
    error,
    answer = nextAnswer(),
  } = sketch;
  const { provider = `metasc:${column}`, variant, model, prompt = '{{prompt}}' } = sketch;
  const { repeat, trajectory, lockHash, adoption, evaluationId } = sketch;
  const components = [
    ...Object.entries(scores).map(([metric, score]) => toComponent(metric, score, sketch)),
    ...Object.entries(own).map(([value, pass]) => toOwnComponent(value, pass)),
  ];
  const metadata = {
    ...(id === undefined ? {} : { id }),
    ...(goal === undefined ? {} : { goal }),
    ...(trajectory === undefined ? {} : { trajectory }),
  };
  const recorded: Partial<CaseRecord> = {
    ...(repeat === undefined ? {} : { repeat }),
    ...(lockHash === undefined ? {} : { lockHash }),
    ...(adoption === undefined ? {} : { adoption }),
    ...(variant === undefined ? {} : { variant }),
    ...(model === undefined ? {} : { model }),
    ...(evaluationId === undefined ? {} : { evaluationId }),
  };
  // Without a record, a row states no repeat.
  const ours = Object.keys(recorded).length === 0 ? {} : { metasc: createCaseRecord(recorded) };
  return {
    provider: { id: provider, label: column },
    prompt: { raw: 'Ask.', label: prompt },
    ...(testIdx === undefined ? {} : { testIdx }),
    vars,
    testCase: {
      vars,
      metadata,
      assert: [
        ...Object.keys(scores).map((metric) => ({ type: 'javascript', value: `file:///assertions/${metric}.ts` })),
        ...Object.keys(own).map((value) => ({ type: 'contains', value })),
      ],
    },
    metadata: { ...metadata, ...ours },
    ...(error === undefined
      ? {
          failureReason: 0,
          namedScores: Object.assign({}, ...components.map(({ namedScores }) => namedScores)),
          gradingResult: { pass: true, score: 1, componentResults: components },
          response: { output: answer },
        }
      : { failureReason: 2, error, namedScores: {}, gradingResult: null, response: { error } }),
  };
}

function toOwnComponent(value: string, pass: boolean) {
  return {
    pass,
    score: Number(pass),
    reason: pass ? 'Assertion passed' : `Expected output to contain "${value}"`,
    namedScores: {},
    metadata: {},
    assertion: { type: 'contains', value },
  };
}

function toComponent(metric: string, score: number | undefined, sketch: RowSketch) {
  const { judgeHash = JUDGE_HASH, threshold, calibration } = sketch;
  const assertion = {
    type: 'javascript',
    value: `file:///assertions/${metric}.ts`,
    ...(threshold === undefined ? {} : { config: { threshold } }),
  };
  if (score === undefined) {
    const reason = `${metric} unscored: the judge failed`;
    return {
      pass: false,
      score: 0,
      reason,
      namedScores: { [`${metric}.unscored`]: 1 },
      metadata: { outcome: 'unscored', because: 'the judge failed' },
      assertion,
    };
  }
  return {
    pass: score >= (threshold ?? 0.5),
    score,
    reason: `${metric} ${score}`,
    namedScores: { [metric]: score },
    metadata: {
      outcome: 'scored',
      because: 'made up',
      judge: 'local',
      judgeHash,
      ...(calibration === undefined ? {} : { calibration: CALIBRATIONS[calibration] }),
    },
    assertion,
  };
}

export const createRow = (sketch: RowSketch): ResultRow => toRow(createRawRow(sketch));

/** Rows `c0`, `c1` …, each with these scores. */
export function createRows(scores: readonly RowSketch['scores'][], shared: RowSketch = {}): readonly ResultRow[] {
  return scores.map((ofRow, index) => createRow({ id: `c${index}`, testIdx: index, ...shared, scores: ofRow ?? {} }));
}

/** So many times the same. */
export const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

/** promptfoo's JSON, indented as it is: by default of an evaluation of its own. */
export const toJsonFile = (rows: readonly unknown[], evalId: string = `eval-${randomUUID()}`) =>
  JSON.stringify({ evalId, results: { version: 3, prompts: [], results: rows, stats: {} }, config: {} }, null, 2);

/** promptfoo's JSON Lines. */
export const toJsonLines = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
