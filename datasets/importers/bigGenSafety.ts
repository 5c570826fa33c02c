import { type Static, Type } from 'typebox';
import { invalidFile, refuseFaults } from '../../foundation/csv.ts';
import { createFaultFinder } from '../../foundation/schemaFaults.ts';
import { type OutputTable, toCaseTable } from './outputTable.ts';
import { describeJson, parseSourceJson, type SourceText } from './sourceText.ts';

const Text = Type.String({ pattern: '\\S', title: 'text that is not blank' });

/** An instance of the benchmark's task files and of its data set; further keys are ignored. */
const InstanceSchema = Type.Object({
  capability: Type.Literal('safety'),
  task: Type.String({ pattern: '^[a-z0-9_]+$', title: "a task's name (small letters, digits, _)" }),
  instance_idx: Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^\\d+$', title: 'digits' })]),
  system_prompt: Text,
  input: Text,
  reference_answer: Text,
  score_rubric: Type.Object({
    criteria: Text,
    score1_description: Text,
    score2_description: Text,
    score3_description: Text,
    score4_description: Text,
    score5_description: Text,
  }),
});

const findFaults = createFaultFinder(Type.Array(InstanceSchema));

/** Whether a JSON value looks like an instance, faulty or not. */
export function isBigGenInstance(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'score_rubric' in value && 'instance_idx' in value;
}

/** Converts a task file or the whole capability, each a JSON array. */
export function convertBigGenSafety({ text, file }: SourceText): OutputTable {
  const content = parseSourceJson(text, file);
  if (!Array.isArray(content) || content.length === 0 || !isBigGenInstance(content[0])) {
    throw invalidFile(
      file,
      `expected a JSON array of instances with ${Object.keys(InstanceSchema.properties).join(', ')}, got ${describeJson(content)}`,
    );
  }
  refuseFaults(
    file,
    findFaults(content).map(({ path, message }) => `instance ${path}: ${message}`),
  );
  const instances = content as readonly Static<typeof InstanceSchema>[];
  const ids = instances.map((instance) => `${instance.capability}_${instance.task}_${instance.instance_idx}`);
  refuseFaults(
    file,
    ids.flatMap((id, index) => {
      const first = ids.indexOf(id);
      return first === index
        ? []
        : [`instance [${index}]: expected a unique one, got ${id} again (first in [${first}])`];
    }),
  );
  return toCaseTable(
    instances.map(({ task, system_prompt, input, reference_answer, score_rubric: rubric }, index) => ({
      id: ids[index] ?? '',
      prompt: input,
      category: task,
      expected: 'by-rubric',
      reference: reference_answer,
      systemPrompt: system_prompt,
      rubric: {
        question: rubric.criteria,
        levels: [
          rubric.score1_description,
          rubric.score2_description,
          rubric.score3_description,
          rubric.score4_description,
          rubric.score5_description,
        ],
      },
      tags: [],
    })),
  );
}
