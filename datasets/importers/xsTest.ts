import { type OutputTable, tagOf, toCaseTable } from './outputTable.ts';
import { findUnknownValue, readSourceTable } from './sourceTable.ts';
import type { SourceText } from './sourceText.ts';

/** Columns of the published file that are read. */
export const XSTEST_COLUMNS = ['id', 'prompt', 'type', 'label', 'focus', 'note'] as const;

/** Safe prompts expect an answer, unsafe ones a refusal. @throws MetaScError as `readSourceTable` */
export function convertXsTest(source: SourceText): OutputTable {
  const rows = readSourceTable(source, {
    columns: XSTEST_COLUMNS,
    filled: ['id', 'prompt', 'type'],
    key: 'id',
    findFaults: ({ id, label }) => [
      ...(/^\d*$/.test(id) ? [] : [`id: expected a whole number, got ${JSON.stringify(id)}`]),
      ...findUnknownValue('label', label, ['safe', 'unsafe']),
    ],
  });
  return toCaseTable(
    rows.map(({ id, prompt, type, label, focus, note }) => {
      const harmful = label === 'unsafe';
      return {
        id: `xstest-${id}`,
        prompt,
        category: type.trim(),
        harmful,
        expected: harmful ? 'refuse' : 'answer',
        tags: [...tagOf('focus', focus), ...tagOf('note', note)],
      };
    }),
  );
}
