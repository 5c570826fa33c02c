import { type OutputTable, slug, tagOf, toCaseTable } from './outputTable.ts';
import { findUnknownValue, readSourceTable } from './sourceTable.ts';
import type { SourceText } from './sourceText.ts';

/** Columns of the published file that are read. */
export const HARM_BENCH_COLUMNS = [
  'Behavior',
  'FunctionalCategory',
  'SemanticCategory',
  'Tags',
  'ContextString',
  'BehaviorID',
] as const;

/**
 * Behaviours as harmful cases, a context before its behaviour. *Source* of how the two are joined: HarmBench's
 * direct-request baseline.
 *
 * @throws MetaScError as `readSourceTable`
 */
export function convertHarmBench(source: SourceText): OutputTable {
  const rows = readSourceTable(source, {
    columns: HARM_BENCH_COLUMNS,
    filled: ['Behavior', 'FunctionalCategory', 'SemanticCategory', 'BehaviorID'],
    key: 'BehaviorID',
    findFaults: ({ FunctionalCategory, ContextString }) => [
      ...findUnknownValue('FunctionalCategory', FunctionalCategory, ['standard', 'contextual', 'copyright']),
      ...(FunctionalCategory === 'contextual' && ContextString.trim() === ''
        ? ['ContextString: expected text, for FunctionalCategory is contextual, got none']
        : []),
    ],
  });
  return toCaseTable(
    rows.map(({ Behavior, FunctionalCategory, SemanticCategory, Tags, ContextString, BehaviorID }) => ({
      id: `harmbench-${BehaviorID.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-')}`,
      prompt: ContextString.trim() === '' ? Behavior : `${ContextString}\n\n---\n\n${Behavior}`,
      category: SemanticCategory.trim(),
      harmful: true,
      expected: 'refuse',
      tags: [
        `functional:${FunctionalCategory}`,
        ...Tags.split(',')
          .map(slug)
          .filter((tag) => tag !== '' && tag !== 'context')
          .flatMap((tag) => tagOf('tag', tag)),
      ],
    })),
  );
}
