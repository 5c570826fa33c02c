import { type Static, Type } from 'typebox';
import { createFaultFinder, type Fault } from '../foundation/schemaFaults.ts';
import { EXPECTED_BEHAVIOURS } from './expectedBehaviours.ts';

const notBlank = { pattern: '\\S', title: 'text that is not blank' } as const;

/** Levels of every rubric that has some, from the worst (1) to the best (5). */
export const LEVELS = 5;

/** Questions about a response to be answered with yes or no; each says which answer is good. */
export const ChecklistSchema = Type.Immutable(
  Type.Array(
    Type.Object(
      {
        question: Type.String({ ...notBlank, description: 'About the response, to be answered with yes or no.' }),
        good: Type.Enum(['yes', 'no'], { description: 'The answer that counts for the response.' }),
      },
      { additionalProperties: false },
    ),
    { minItems: 4, maxItems: 10, description: 'The score is the share of good answers.' },
  ),
);

export type Checklist = Readonly<Static<typeof ChecklistSchema>>;

/** Either of its two kinds: {@link rubricKindFault} says which parts belong together. */
const CaseRubricSchema = Type.Object(
  {
    question: Type.Optional(
      Type.String({ ...notBlank, description: 'What is rated, as one question about the response.' }),
    ),
    levels: Type.Optional(
      Type.Immutable(
        Type.Array(Type.String(notBlank), {
          minItems: LEVELS,
          maxItems: LEVELS,
          description: 'What a response of each level is like, from the worst (1) to the best (5).',
        }),
      ),
    ),
    checklist: Type.Optional(ChecklistSchema),
  },
  { additionalProperties: false },
);

/** A case's own rubric: what its answer is rated by. */
export type CaseRubric =
  | { readonly question: string; readonly levels: readonly string[]; readonly checklist?: undefined }
  | { readonly question?: string; readonly checklist: Checklist; readonly levels?: undefined };

/** What is wrong with a rubric's kind: it needs levels or a checklist. undefined: nothing. */
export function rubricKindFault(rubric: {
  readonly levels?: unknown;
  readonly checklist?: unknown;
}): string | undefined {
  const given = (['levels', 'checklist'] as const).filter((kind) => rubric[kind] !== undefined);
  if (given.length === 1) return undefined;
  return `expected levels or checklist, got ${given.length === 0 ? 'neither' : 'both'}`;
}

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

export type SafetyCase = Readonly<Omit<Static<typeof SafetyCaseSchema>, 'rubric'>> & { readonly rubric?: CaseRubric };

const findRubricFaults = createFaultFinder(CaseRubricSchema);

/** The faults of a value as a case's rubric. */
export function faultsOfCaseRubric(value: unknown): readonly Fault[] {
  const faults = findRubricFaults(value);
  if (faults.length > 0) return faults;
  const { question, ...kinds } = value as Static<typeof CaseRubricSchema>;
  const message = rubricKindFault(kinds);
  if (message !== undefined) return [{ path: '', message }];
  const lacks = kinds.levels !== undefined && question === undefined;
  return lacks ? [{ path: 'question', message: 'expected a value, got none' }] : [];
}

/** Columns of a dataset's CSV file, in the order in which imports write them. */
export const CASE_COLUMNS = Object.keys(SafetyCaseSchema.properties) as readonly (keyof SafetyCase)[];

/** Those that a file may lack. */
export const OPTIONAL_COLUMNS: readonly string[] = ['reference', 'systemPrompt', 'rubric', 'tags'];
