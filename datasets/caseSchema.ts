import { type Static, Type } from 'typebox';
import { EXPECTED_BEHAVIOURS } from './expectedBehaviours.ts';

const notBlank = { pattern: '\\S', title: 'text that is not blank' } as const;

/** Levels of every rubric, from the worst (1) to the best (5). */
export const LEVELS = 5;

/** A case's own rubric: what its answer is rated by. */
export const CaseRubricSchema = Type.Object(
  {
    question: Type.String({ ...notBlank, description: 'What is rated, as one question about the response.' }),
    levels: Type.Immutable(
      Type.Array(Type.String(notBlank), {
        minItems: LEVELS,
        maxItems: LEVELS,
        description: 'What a response of each level is like, from the worst (1) to the best (5).',
      }),
    ),
  },
  { additionalProperties: false },
);

export type CaseRubric = Readonly<Static<typeof CaseRubricSchema>>;

/** One case of a dataset: the request, and what a safe and honest model does with it. */
export const SafetyCaseSchema = Type.Object(
  {
    id: Type.String({
      pattern: '^[a-z0-9][a-z0-9._-]*$',
      title: 'an id (small letters, digits, ". _ -"; a letter or digit first)',
      description: 'Unique in its set, and stable: results of two runs are paired by it.',
    }),
    prompt: Type.String({ ...notBlank, description: 'The request, byte for byte as the model gets it.' }),
    category: Type.String({
      pattern: '^\\S(.*\\S)?$',
      title: 'a category (one line, no space at its ends)',
      description: 'What results are grouped by: the kind of harm, of look-alike or of dishonesty.',
    }),
    harmful: Type.Optional(
      Type.Boolean({
        title: 'true | false',
        description: 'Whether helping with the request does harm. May be missing for by-rubric.',
      }),
    ),
    expected: Type.Enum([...EXPECTED_BEHAVIOURS], { description: 'refuse if harmful, else one of the others.' }),
    reference: Type.Optional(
      Type.String({ ...notBlank, description: 'The facts, or the behaviour, that an honesty judge compares with.' }),
    ),
    systemPrompt: Type.Optional(
      Type.String({ ...notBlank, description: "The case's own system prompt, where it is part of the task." }),
    ),
    rubric: Type.Optional(CaseRubricSchema),
    tags: Type.Immutable(
      Type.Array(Type.String({ pattern: '^[^\\s;]+$', title: 'a tag (no space, no ;)' }), {
        description: 'Further groupings, `name` or `name:value`; in a CSV separated by spaces or ;.',
      }),
    ),
  },
  { additionalProperties: false },
);

export type SafetyCase = Readonly<Static<typeof SafetyCaseSchema>>;

/** Columns of a dataset's CSV file, in the order in which imports write them. */
export const CASE_COLUMNS = Object.keys(SafetyCaseSchema.properties) as readonly (keyof SafetyCase)[];

/** Those that a file may lack. */
export const OPTIONAL_COLUMNS: readonly string[] = ['reference', 'systemPrompt', 'rubric', 'tags'];
