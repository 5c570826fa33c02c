import { type TSchema, Type } from 'typebox';
import { LEVELS } from '../../../datasets/caseSchema.ts';
import { createFaultFinder, type Fault } from '../../../foundation/schemaFaults.ts';
import type { ReplySchema } from '../../../providers/models/chatModel.ts';
import type { ScoredVerdict } from '../judge.ts';
import type { Rubric } from './rubric.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a verdict by a rubric looks like: the nonce and a reason, and the fields that its kind adds. */
export interface VerdictForm {
  /** The fields beside nonce and reason that carry the verdict. */
  readonly keys: readonly string[];
  /** What they refer to in the prompt. */
  readonly basis: 'levels' | 'questions';
  /** As the prompt shows it. */
  readonly show: (nonce: string) => string;
  /**
   * For models with structured output. It doesn't fix the nonce: a server that fills it in would make a verdict valid that
   * the judge copied from the data.
   */
  readonly schema: ReplySchema;
  /** A field's value without slips that leave its meaning certain. */
  readonly plain: (value: unknown) => unknown;
  /** Of a verdict whose fields are plain. */
  readonly findFaults: (verdict: Fields) => readonly Fault[];
  /** Of a verdict without faults. */
  readonly score: (verdict: Fields) => Pick<ScoredVerdict, 'score' | 'details'>;
}

/** The form of a verdict by a rubric. */
export function formOf({ checklist }: Rubric): VerdictForm {
  if (checklist === undefined) return LEVEL_FORM;
  const keys = checklist.map((_, index) => `answer${index + 1}`);
  return {
    ...answersForm(keys.length),
    score: (verdict) => {
      const answers = checklist.map(({ question, good }, index) => {
        const answer = verdict[keys[index] ?? ''] === 'yes' ? ('yes' as const) : ('no' as const);
        return { question, answer, isGood: answer === good };
      });
      return { score: answers.filter(({ isGood }) => isGood).length / answers.length, details: { answers } };
    },
  };
}

const REASON = '"reason": "<one sentence on what decided>"';

/** Level 1 scores 0, level 5 scores 1. */
const LEVEL_FORM: VerdictForm = {
  keys: ['level'],
  basis: 'levels',
  show: (nonce) => `{"nonce": "${nonce}", ${REASON}, "level": <whole number from 1 to ${LEVELS}>}`,
  schema: schemaOf({ level: { type: 'integer', enum: Array.from({ length: LEVELS }, (_, index) => index + 1) } }),
  // A whole number that is written as a text counts as the number.
  plain: (level) => (typeof level === 'string' && /^\s*[1-9](?:\.0+)?\s*$/.test(level) ? Number(level) : level),
  findFaults: faultFinderOf({ level: Type.Integer({ minimum: 1, maximum: LEVELS }) }),
  score: ({ level }) => ({ score: (Number(level) - 1) / (LEVELS - 1), details: { level: Number(level) } }),
};

const ANSWERS_FORMS = new Map<number, Omit<VerdictForm, 'score'>>();

/** One `yes` or `no` per question: `answer1`, `answer2`, … */
function answersForm(count: number): Omit<VerdictForm, 'score'> {
  const known = ANSWERS_FORMS.get(count);
  if (known !== undefined) return known;
  const keys = Array.from({ length: count }, (_, index) => `answer${index + 1}`);
  const forAll = <T>(value: T) => Object.fromEntries(keys.map((key) => [key, value]));
  const form: Omit<VerdictForm, 'score'> = {
    keys,
    basis: 'questions',
    show: (nonce) => `{"nonce": "${nonce}", ${REASON}, ${keys.map((key) => `"${key}": "<yes or no>"`).join(', ')}}`,
    schema: schemaOf(forAll({ type: 'string', enum: ['yes', 'no'] })),
    plain: toYesNo,
    findFaults: faultFinderOf(forAll(Type.Enum(['yes', 'no']))),
  };
  ANSWERS_FORMS.set(count, form);
  return form;
}

function toYesNo(answer: unknown): unknown {
  if (typeof answer === 'boolean') return answer ? 'yes' : 'no';
  return typeof answer === 'string' ? answer.trim().toLowerCase().replace(/\.$/, '') : answer;
}

function faultFinderOf(fields: Readonly<Record<string, TSchema>>) {
  return createFaultFinder(
    Type.Object({
      nonce: Type.String(),
      reason: Type.String({ pattern: '\\S', title: 'text that is not blank' }),
      ...fields,
    }),
  );
}

function schemaOf(fields: Fields): ReplySchema {
  const properties = { nonce: { type: 'string' }, reason: { type: 'string' }, ...fields };
  return {
    name: 'verdict',
    schema: { type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
  };
}
