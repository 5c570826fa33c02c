import { MetaScError } from '../../foundation/errors.ts';
import { CONVERTERS, recogniseSets } from './converters.ts';
import type { OutputTable } from './outputTable.ts';
import type { PublishedSet } from './publishedSets.ts';
import { refuseOtherSet } from './sourceChecks.ts';
import type { DecodedSource, Source } from './sources.ts';
import { withHelp } from './sourceText.ts';

/**
 * The rows of all files, in their order.
 *
 * @throws MetaScError `DATASET_INVALID` with the faults, and with the set that a file looks like if it is another's
 */
export function convertSources(set: PublishedSet, sources: readonly DecodedSource[]): OutputTable {
  const tables = sources.map((source) => {
    refuseOtherSet(set, source);
    const { origin: file, name, text } = source;
    try {
      return CONVERTERS[set.name].convert({ file, name, text });
    } catch (error) {
      const likely = recogniseSets(text);
      if (likely.length === 0 || likely.includes(set.name)) throw error;
      throw withHelp(error, `It looks like ${likely.join(' or ')}: metasc datasets import ${likely[0]}.`);
    }
  });
  refuseRepeatedIds(sources, tables);
  // A column that no case of one file uses may be used in another.
  const columns = [...new Set(tables.flatMap((table) => table.columns))];
  return {
    columns,
    rows: tables.flatMap((table) =>
      table.rows.map((fields) => columns.map((column) => fields[table.columns.indexOf(column)] ?? '')),
    ),
  };
}

function refuseRepeatedIds(sources: readonly Source[], tables: readonly OutputTable[]): void {
  const originOf = new Map<string, string>();
  for (const [index, { rows }] of tables.entries()) {
    const origin = sources[index]?.origin ?? '';
    for (const [id = ''] of rows) {
      const first = originOf.get(id);
      if (first !== undefined) {
        throw new MetaScError(`${origin}: expected rows that are unique, got ${id} again (first in ${first})`, {
          code: 'DATASET_INVALID',
        });
      }
      originOf.set(id, origin);
    }
  }
}
