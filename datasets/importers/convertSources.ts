import { MetaScError } from '../../foundation/errors.ts';
import { CONVERTERS, recogniseSets } from './converters.ts';
import type { OutputTable } from './outputTable.ts';
import type { PublishedSet } from './publishedSets.ts';
import { refuseOtherSet } from './sourceChecks.ts';
import type { DecodedSource, Source } from './sources.ts';
import type { SourceConverter } from './sourceTable.ts';
import { withHelp } from './sourceText.ts';

/** What the files of a set hold. */
export interface ConvertedSources {
  readonly table: OutputTable;
  /** Files to write beside the table, by name. */
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * The rows of all files, in their order, and the texts of those without rows.
 *
 * @throws MetaScError `DATASET_INVALID` with the faults, and with the set that a file looks like if it is another's
 */
export function convertSources(set: PublishedSet, sources: readonly DecodedSource[]): ConvertedSources {
  const converted = sources.map((source) => {
    refuseOtherSet(set, source);
    const { origin: file, name, text } = source;
    const converter: SourceConverter = CONVERTERS[set.name];
    try {
      const texts = converter.readTexts?.({ file, name, text });
      return texts === undefined ? { source, table: converter.convert({ file, name, text }) } : { texts };
    } catch (error) {
      const likely = recogniseSets(text);
      if (likely.length === 0 || likely.includes(set.name)) throw error;
      throw withHelp(error, `It looks like ${likely.join(' or ')}: metasc datasets import ${likely[0]}.`);
    }
  });
  const withRows = converted.flatMap(({ source, table }) => (table === undefined ? [] : [{ source, table }]));
  if (withRows.length === 0) throw withoutRows(set, sources);
  refuseRepeatedIds(withRows);
  const tables = withRows.map(({ table }) => table);
  return { table: joinTables(tables), texts: Object.assign({}, ...converted.map(({ texts }) => texts)) };
}

function withoutRows({ kind, files }: PublishedSet, sources: readonly Source[]): MetaScError {
  const origins = sources.map(({ origin }) => origin).join(', ');
  return new MetaScError(`${origins}: expected a file with ${kind} beside it, got none`, {
    code: 'DATASET_INVALID',
    help: `Give all files of the set with --from: ${files.map(({ name }) => name).join(', ')}.`,
  });
}

/** A column that no case of one file uses may be used in another. */
function joinTables(tables: readonly OutputTable[]): OutputTable {
  const columns = [...new Set(tables.flatMap((table) => table.columns))];
  return {
    columns,
    rows: tables.flatMap((table) =>
      table.rows.map((fields) => columns.map((column) => fields[table.columns.indexOf(column)] ?? '')),
    ),
  };
}

function refuseRepeatedIds(sources: readonly { readonly source: Source; readonly table: OutputTable }[]): void {
  const originOf = new Map<string, string>();
  for (const {
    source: { origin },
    table: { rows },
  } of sources) {
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
