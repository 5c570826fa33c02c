import { type ConfigPart, isRecord } from './configDocument.ts';

/** Where the cases say `harmful`, as far as is visible without running promptfoo. */
export interface CaseSurvey {
  /** Tests written in the config. */
  readonly inline: readonly InlineTest[];
  /** Files with readable columns. */
  readonly files: readonly { readonly name: string; readonly saysHarmful: boolean }[];
  /** Generators, other files and scenarios. */
  readonly unseen: readonly string[];
}

export interface InlineTest {
  /** Position in `tests`. */
  readonly index: number;
  /** `unseen`: its variables are in a file or are lists of values. */
  readonly harmful: boolean | 'unsaid' | 'unseen';
}

/** The column names of a CSV file named in the config; undefined if they can't be read. */
export type ReadColumns = (path: string) => readonly string[] | undefined;

/** Looks for `harmful` where the assertions do: in a test's metadata, then its variables, then those of defaultTest. */
export function surveyCases(content: ConfigPart, readColumns: ReadColumns): CaseSurvey {
  const defaults = isRecord(content.defaultTest) ? content.defaultTest : {};
  const inline: InlineTest[] = [];
  const files: { name: string; saysHarmful: boolean }[] = [];
  const unseen: string[] = [];
  for (const [index, test] of toList(content.tests).entries()) {
    const name =
      typeof test === 'string' ? test : isRecord(test) && typeof test.path === 'string' ? test.path : undefined;
    if (name === undefined) {
      inline.push({ index, harmful: harmfulOf(isRecord(test) ? test : {}, defaults) });
      continue;
    }
    const columns = /\.csv$/i.test(name) ? readColumns(name.replace(/^file:\/\//, '')) : undefined;
    if (columns === undefined) unseen.push(name);
    else
      files.push({ name, saysHarmful: ['harmful', '__metadata:harmful'].some((column) => columns.includes(column)) });
  }
  if (toList(content.scenarios).length > 0) unseen.push('scenarios');
  return { inline, files, unseen };
}

/** A config's value as a list: a single value becomes one item, a missing value none. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function harmfulOf(test: ConfigPart, defaults: ConfigPart): InlineTest['harmful'] {
  for (const source of [test.metadata, test.vars, defaults.metadata, defaults.vars]) {
    if (typeof source === 'string' || Array.isArray(source)) return 'unseen';
    const value = isRecord(source) ? source.harmful : undefined;
    if (value === undefined || value === null || value === '') continue;
    const word = String(value).trim().toLowerCase();
    return word === 'true' || word === 'false' ? word === 'true' : 'unseen';
  }
  return 'unsaid';
}
