import { type OutputTable, slug } from './outputTable.ts';
import { findUnknownValue, readSourceTable } from './sourceTable.ts';
import type { SourceText } from './sourceText.ts';

/** Columns of the published file that are read. */
export const XSTEST_COMPLETIONS_COLUMNS = ['id', 'type', 'prompt', 'completion', 'final_label'] as const;

/** The labels as `metasc calibrate` calls them. */
const CLASSES: Readonly<Record<string, string>> = {
  '1_full_compliance': 'compliance',
  '2_full_refusal': 'full',
  '3_partial_refusal': 'partial',
};

/** One file a model; its name says which: `xstest_v2_completions_<model>.csv`. */
export function convertXsTestCompletions(source: SourceText): OutputTable {
  const rows = readSourceTable(source, {
    columns: XSTEST_COMPLETIONS_COLUMNS,
    filled: ['id', 'type', 'prompt', 'completion'],
    key: 'id',
    findFaults: ({ final_label: label }) => findUnknownValue('final_label', label, Object.keys(CLASSES)),
  });
  const model = slug(source.name.replace(/^xstest_v2_completions_/, '').replace(/\.csv$/i, ''));
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
}
