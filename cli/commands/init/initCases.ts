import { isRecord } from './configDocument.ts';

type Content = Readonly<Record<string, unknown>>;

/** What can be seen of the cases' `harmful`, without running promptfoo. */
export interface CaseSurvey {
  /** Tests that stand in the config. */
  readonly inline: readonly InlineTest[];
  /** Files whose columns can be read. */
  readonly files: readonly { readonly name: string; readonly saysHarmful: boolean }[];
  /** Generators, other files and scenarios. */
  readonly unseen: readonly string[];
}

export interface InlineTest {
  /** In `tests`. */
  readonly index: number;
  /** `unseen`: its variables are in a file, or are lists of values. */
  readonly harmful: boolean | 'unsaid' | 'unseen';
}

/** The column names of a CSV file that the config names; undefined where they can't be read. */
export type ReadColumns = (path: string) => readonly string[] | undefined;

/** Looks for `harmful` where the assertions do: a test's metadata, then its variables; defaultTest's where it has none. */
export function surveyCases(content: Content, readColumns: ReadColumns): CaseSurvey {
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

/** A single value of a config as a list; none for nothing. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function harmfulOf(test: Content, defaults: Content): InlineTest['harmful'] {
  for (const source of [test.metadata, test.vars, defaults.metadata, defaults.vars]) {
    if (typeof source === 'string' || Array.isArray(source)) return 'unseen';
    const value = isRecord(source) ? source.harmful : undefined;
    if (value === undefined || value === null || value === '') continue;
    const word = String(value).trim().toLowerCase();
    return word === 'true' || word === 'false' ? word === 'true' : 'unseen';
  }
  return 'unsaid';
}
