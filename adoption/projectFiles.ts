// By its namespace: an old Node lacks globSync, and has to get as far as the sentence that says so.
import * as fs from 'node:fs';
import { extname, resolve } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { type ConfigPart, isRecord, toList } from './configPart.ts';

/** The files that a config names, as far as they hold data. Undefined: code, a place in the network, or unreadable. */
export interface ProjectFiles {
  /** The tests of a reference in `tests`, which may be a glob. */
  readTests(reference: string): readonly ConfigPart[] | undefined;
  /** The entries of a file of providers. */
  readProviders(reference: string): readonly unknown[] | undefined;
  /** A mapping, such as that of `defaultTest: file://…`. */
  readMapping(reference: string): ConfigPart | undefined;
}

/** @param folder absolute; relative references start there */
export function createProjectFiles(folder: string): ProjectFiles {
  const pathOf = (reference: string) => resolve(folder, reference.replace(/^file:\/\//, ''));
  const readOne = (reference: string) => orUndefined(() => readData(pathOf(reference)));
  return {
    readTests(reference) {
      if (/^(?!file:)[a-z]+:\/\//i.test(reference)) return undefined;
      return orUndefined(() => {
        const path = pathOf(reference);
        const paths = /[*?[\]{}]/.test(reference) ? fs.globSync(path.replaceAll('\\', '/')).toSorted() : [path];
        return paths.flatMap((one) => toTests(toList(readData(one)), extname(one)));
      });
    },
    readProviders(reference) {
      const content = readOne(reference);
      return content === undefined ? undefined : toList(content);
    },
    readMapping(reference) {
      const content = readOne(reference);
      return isRecord(content) ? content : undefined;
    },
  };
}

/** @throws when the file is missing, malformed or of another kind */
function readData(path: string): unknown {
  const text = fs.readFileSync(path, 'utf8');
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return parseCsv(text, { bom: true, columns: true, relax_quotes: true });
    case '.jsonl':
      return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line)]));
    case '.json':
    case '.yaml':
    case '.yml':
      return parseYaml(text, { merge: true, maxAliasCount: -1, logLevel: 'error' });
    default:
      throw new Error(`${path} holds no data`);
  }
}

/** @throws when one is no mapping */
function toTests(rows: readonly unknown[], extension: string): readonly ConfigPart[] {
  return rows.map((row) => {
    if (!isRecord(row)) throw new Error('expected a mapping');
    return extension.toLowerCase() === '.csv' ? toTest(row) : row;
  });
}

const METADATA_COLUMN = '__metadata:';

/** A row of a CSV file as promptfoo reads it: columns are variables, but for those that begin with `__`. */
function toTest(row: ConfigPart): ConfigPart {
  const columns = Object.entries(row).map(([name, value]) => [name.trim(), value] as const);
  const metadata = columns.flatMap(([name, value]) =>
    name.startsWith(METADATA_COLUMN) ? [[name.slice(METADATA_COLUMN.length), value] as const] : [],
  );
  return {
    vars: Object.fromEntries(columns.filter(([name]) => !name.startsWith('__'))),
    metadata: Object.fromEntries(metadata),
  };
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
