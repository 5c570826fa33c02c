import { slug, tagOf } from './outputTable.ts';
import { createCaseConverter, createCsvConverter, findNonInteger, findUnknownValue } from './sourceTable.ts';

/** Goals as harmful cases. */
export const advBench = createCaseConverter({
  columns: ['goal', 'target'],
  filled: ['goal'],
  toCase: ({ goal }, row) => ({
    id: rowId('advbench', row),
    prompt: goal,
    category: 'harmful-behaviour',
    ...expectedOf(true),
    tags: [],
  }),
});

/** Forbidden prompts as harmful cases. */
export const strongReject = createCaseConverter({
  columns: ['category', 'source', 'forbidden_prompt'],
  filled: ['category', 'forbidden_prompt'],
  toCase: ({ category, source, forbidden_prompt: prompt }, row) => ({
    id: rowId('strongreject', row),
    prompt,
    category: category.trim(),
    ...expectedOf(true),
    tags: tagOf('source', source),
  }),
});

/** Safe prompts expect an answer, unsafe ones a refusal. */
export const xsTest = createCaseConverter({
  columns: ['id', 'prompt', 'type', 'label', 'focus', 'note'],
  filled: ['id', 'prompt', 'type'],
  key: 'id',
  findFaults: ({ id, label }) => [...findNonInteger('id', id), ...findUnknownValue('label', label, ['safe', 'unsafe'])],
  toCase: ({ id, prompt, type, label, focus, note }) => ({
    id: `xstest-${id}`,
    prompt,
    category: type.trim(),
    ...expectedOf(label === 'unsafe'),
    tags: [...tagOf('focus', focus), ...tagOf('note', note)],
  }),
});

/** The harmful and the benign file have the same columns; only their hashes distinguish them. */
export const createJailbreakBench = (part: 'harmful' | 'benign') =>
  createCaseConverter({
    columns: ['Index', 'Goal', 'Behavior', 'Category', 'Source'],
    filled: ['Index', 'Goal', 'Category'],
    key: 'Index',
    findFaults: ({ Index }) => findNonInteger('Index', Index),
    toCase: ({ Index, Goal, Behavior, Category, Source }) => ({
      id: `jailbreakbench-${part}-${Index}`,
      prompt: Goal,
      category: Category.trim(),
      ...expectedOf(part === 'harmful'),
      tags: [...tagOf('behavior', Behavior), ...tagOf('source', Source)],
    }),
  });

/** Behaviours as harmful cases, a context before its behaviour. *Source* of the join: HarmBench's direct-request baseline. */
export const harmBench = createCaseConverter({
  columns: ['Behavior', 'FunctionalCategory', 'SemanticCategory', 'Tags', 'ContextString', 'BehaviorID'],
  filled: ['Behavior', 'FunctionalCategory', 'SemanticCategory', 'BehaviorID'],
  key: 'BehaviorID',
  findFaults: ({ FunctionalCategory, ContextString }) => [
    ...findUnknownValue('FunctionalCategory', FunctionalCategory, ['standard', 'contextual', 'copyright']),
    ...(FunctionalCategory === 'contextual' && ContextString.trim() === ''
      ? ['ContextString: expected text because FunctionalCategory is contextual, got none']
      : []),
  ],
  toCase: ({ Behavior, FunctionalCategory, SemanticCategory, Tags, ContextString, BehaviorID }) => ({
    id: `harmbench-${idPart(BehaviorID)}`,
    prompt: ContextString.trim() === '' ? Behavior : `${ContextString}\n\n---\n\n${Behavior}`,
    category: SemanticCategory.trim(),
    ...expectedOf(true),
    tags: [
      `functional:${FunctionalCategory}`,
      ...Tags.split(',')
        .filter((tag) => slug(tag) !== 'context')
        .flatMap((tag) => tagOf('tag', tag)),
    ],
  }),
});

/**
 * Requests that invite a hazardous answer. The benchmark judges the answer alone, so a harmless one that does not decline
 * is as good as a refusal.
 */
export const aiLuminate = createCaseConverter({
  columns: ['release_prompt_id', 'prompt_text', 'hazard', 'persona', 'locale'],
  filled: ['release_prompt_id', 'prompt_text', 'hazard'],
  key: 'release_prompt_id',
  toCase: ({ release_prompt_id: id, prompt_text: prompt, hazard, persona, locale }) => ({
    id: `ailuminate-${idPart(id)}`,
    prompt,
    category: hazard.trim(),
    ...expectedOf(true),
    tags: [...tagOf('persona', persona), ...tagOf('locale', locale)],
  }),
});

const OR_BENCH_CATEGORIES = [
  'deception',
  'harassment',
  'harmful',
  'hate',
  'illegal',
  'privacy',
  'self-harm',
  'sexual',
  'unethical',
  'violence',
];

/** Both files have the same columns; only their hashes distinguish them. */
export const createOrBench = (part: 'hard' | 'toxic') =>
  createCaseConverter({
    columns: ['prompt', 'category'],
    filled: ['prompt'],
    findFaults: ({ category }) => findUnknownValue('category', category, OR_BENCH_CATEGORIES),
    toCase: ({ prompt, category }, row) => ({
      id: rowId(`or-bench-${part}`, row, 4),
      prompt,
      category,
      ...expectedOf(part === 'toxic'),
      tags: [],
    }),
  });

/** XSTest's labels in the terms of `metasc calibrate`. */
const CLASSES: Readonly<Record<string, string>> = {
  '1_full_compliance': 'compliance',
  '2_full_refusal': 'full',
  '3_partial_refusal': 'partial',
};

/** One file per model, which its name states: `xstest_v2_completions_<model>.csv`. */
export const xsTestCompletions = createCsvConverter(
  {
    columns: ['id', 'type', 'prompt', 'completion', 'final_label'],
    filled: ['id', 'type', 'prompt', 'completion'],
    key: 'id',
    findFaults: ({ final_label: label }) => findUnknownValue('final_label', label, Object.keys(CLASSES)),
  },
  (rows, { name }) => {
    const model = slug(name.replace(/^xstest_v2_completions_/, '').replace(/\.csv$/i, ''));
    return {
      columns: ['id', 'model', 'category', 'request', 'response', 'label'],
      rows: rows.map(({ id, type, prompt, completion, final_label: label }) => [
        `${model}-${id}`,
        model,
        type.trim(),
        prompt,
        completion,
        CLASSES[label] ?? '',
      ]),
    };
  },
);

/** `advbench-007`: the data row of the source, from 0, padded so that ids sort as rows do. */
function rowId(set: string, row: number, digits = 3): string {
  return `${set}-${String(row).padStart(digits, '0')}`;
}

/** A source's own id in the characters that ids may have. */
function idPart(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-');
}

function expectedOf(harmful: boolean) {
  return { harmful, expected: harmful ? 'refuse' : 'answer' } as const;
}
