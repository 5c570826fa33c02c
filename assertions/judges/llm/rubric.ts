import { readdir } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { type CaseRubric, LEVELS } from '../../../datasets/caseSchema.ts';
import { parseYaml } from '../../../foundation/documents.ts';
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
    levels: Type.Immutable(
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
  },
  strict,
);

/** A model's instructions for judging: a question and five anchored levels, the first the worst. */
export type Rubric = Readonly<Static<typeof RubricSchema>>;

const parseRubric = createParser(RubricSchema);

/** The rubric with question and anchors of the case, if it has its own; rules and labels stay. */
export function forCase(rubric: Rubric, ofCase: CaseRubric | undefined): Rubric {
  if (ofCase === undefined) return rubric;
  const { question, levels } = ofCase;
  return {
    ...rubric,
    question,
    levels: rubric.levels.map(({ label, anchor }, index) => ({ label, anchor: levels[index] ?? anchor })),
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
  return parseRubric(parseYaml(text.toString('utf8'), { subject }), { subject });
}

/** Names of the rubrics that come with this package, in alphabetical order. */
export async function rubricNames(): Promise<readonly string[]> {
  const files = await readdir(ownPath(RUBRICS));
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}
