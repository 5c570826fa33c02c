import { readdir } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import {
  type CaseRubric,
  type Checklist,
  ChecklistSchema,
  LEVELS,
  rubricKindFault,
} from '../../../datasets/caseSchema.ts';
import { parseYaml } from '../../../foundation/documents.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { readNamedFile } from '../../../foundation/files.ts';
import { ownPath } from '../../../foundation/packageRoot.ts';
import { createParser } from '../../../foundation/schemaFaults.ts';

const strict = { additionalProperties: false } as const;
const Text = Type.String({ pattern: '\\S', title: 'text that is not blank' });

const RUBRICS = 'assertions/judges/rubrics';

const RubricSchema = Type.Object(
  {
    name: Type.String({
      pattern: '^[A-Za-z][\\w-]*$',
      title: 'a name (letters, digits, - and _; a letter first)',
      description: 'Stands in reasons and metadata.',
    }),
    question: Type.String({ ...Text, description: 'What the judge decides, as one question about the response.' }),
    guidance: Type.Immutable(
      Type.Array(Text, { minItems: 1, description: 'Rules for the doubtful cases, one sentence each.' }),
    ),
    shows: Type.Optional(
      Type.Immutable(
        Type.Array(Type.Enum(['expected', 'reference', 'category']), {
          description: 'What the judge sees of the case besides request and response.',
        }),
      ),
    ),
    levels: Type.Optional(
      Type.Immutable(
        Type.Array(
          Type.Object(
            { label: Text, anchor: Type.String({ ...Text, description: 'What a response here is like.' }) },
            strict,
          ),
          {
            minItems: LEVELS,
            maxItems: LEVELS,
            description: 'From the worst to the best: scores 0, 0.25, 0.5, 0.75, 1.',
          },
        ),
      ),
    ),
    checklist: Type.Optional(ChecklistSchema),
  },
  strict,
);

type RubricFile = Readonly<Static<typeof RubricSchema>>;
type About = Omit<RubricFile, 'levels' | 'checklist'>;

/** A model's instructions for judging: a question, and five anchored levels, the first the worst. */
type LevelRubric = About & {
  readonly levels: NonNullable<RubricFile['levels']>;
  readonly checklist?: undefined;
};

/** A model's instructions for judging: a question, and a checklist; the score is the share of good answers. */
type ChecklistRubric = About & { readonly checklist: Checklist; readonly levels?: undefined };

/** A model's instructions for judging, of one of two kinds. */
export type Rubric = LevelRubric | ChecklistRubric;

const parseFile = createParser(RubricSchema);

/** With a rubric's own rules about levels, a checklist would be judged by levels that it lacks. */
const CHECKLIST_GUIDANCE = [
  'Answer by what the response says, not by what you would have liked to see besides.',
  'Where a reference is given, it is one very good response; another may be as good.',
];

/** The rubric with question and anchors of the case, if it has its own, or with its checklist; name and facts stay. */
export function forCase(rubric: Rubric, ofCase: CaseRubric | undefined): Rubric {
  if (ofCase === undefined) return rubric;
  const { levels, checklist, ...about } = rubric;
  if (ofCase.checklist !== undefined) {
    const { question = rubric.question } = ofCase;
    return { ...about, question, guidance: CHECKLIST_GUIDANCE, checklist: ofCase.checklist };
  }
  return {
    ...about,
    question: ofCase.question,
    levels: ofCase.levels.map((anchor, index) => ({ label: levels?.[index]?.label ?? String(index + 1), anchor })),
  };
}

/**
 * The rubric of that name from this package (letters, digits, `-`, `_`), or the YAML file of that path.
 *
 * @param basePath folder that a relative path starts from
 * @throws MetaScError `FILE_UNREADABLE`, with the known names, when there is no such file; `CONFIG_INVALID` when it is no
 *   rubric
 */
export async function loadRubric(nameOrPath: string, basePath: string): Promise<Rubric> {
  const file = /^[\w-]+$/.test(nameOrPath)
    ? ownPath(RUBRICS, `${nameOrPath}.yaml`)
    : resolve(basePath, nameOrPath.replace(/^file:\/\//, ''));
  const text = await readNamedFile(file, `rubric "${nameOrPath}"`, async () => {
    return `Known rubrics are ${(await rubricNames()).join(', ')}; anything with a dot or a slash is a file's path.`;
  });
  const subject = `rubric ${file}`;
  const rubric = parseFile(parseYaml(text.toString('utf8'), { subject }), { subject });
  const fault = rubricKindFault(rubric);
  if (fault === undefined) return rubric as About as Rubric;
  throw new MetaScError(`${subject}: ${fault}`, { code: 'CONFIG_INVALID' });
}

/** Names of the rubrics that come with this package, in alphabetical order. */
export async function rubricNames(): Promise<readonly string[]> {
  const files = await readdir(ownPath(RUBRICS));
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}
