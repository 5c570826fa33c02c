import { globSync } from 'node:fs';
import nunjucks from 'nunjucks';
import { toText } from '../../../../foundation/untyped.ts';
import { type LoadedPrompt, type LoadedProvider, type LoadedSuite, type MergedTest, mergeTests } from './suiteTests.ts';

/** A cell of the matrix, without its repeats. */
export interface PlannedCell {
  readonly test: MergedTest;
  /** The rendered prompt, or about as much text where code makes it. */
  readonly request: string;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly repeats: number;
}

/**
 * The cells of each provider, in promptfoo's order, by promptfoo's rules: lists of values become tests, and tests,
 * prompts and providers name each other.
 *
 * @param repeats times that each test runs
 * @param basePath folder that files named by variables start at
 */
export function listCells(
  suite: LoadedSuite,
  { repeats, basePath }: { readonly repeats: number; readonly basePath: string },
): readonly (readonly PlannedCell[])[] {
  const tests = mergeTests(suite).flatMap((test) => expandVars(test, basePath).map((vars) => ({ test, vars })));
  return suite.providers.map((provider) => {
    const prompts = promptsOf(suite, provider);
    return tests.flatMap(({ test, vars }) => {
      if (!isNamed(namesOfProvider(provider), test.providers)) return [];
      const { prefix = '', suffix = '', repeat } = test.options;
      const own = typeof repeat === 'number' && Number.isSafeInteger(repeat) && repeat > 0 ? repeat : repeats;
      return prompts
        .filter((prompt) => isNamed(namesOfPrompt(prompt), test.prompts))
        .map((prompt) => ({ test, vars, repeats: own, request: `${prefix}${render(prompt, vars)}${suffix}` }));
    });
  });
}

/** A column of the matrix. */
export interface MatrixColumn {
  readonly provider: LoadedProvider;
  readonly prompt: LoadedPrompt;
}

/** The columns, in promptfoo's order. */
export const listColumns = (suite: LoadedSuite): readonly MatrixColumn[] =>
  suite.providers.flatMap((provider) => promptsOf(suite, provider).map((prompt) => ({ provider, prompt })));

/** Whether a test is for a column. */
export const isForColumn = (test: MergedTest, { provider, prompt }: MatrixColumn): boolean =>
  isNamed(namesOfProvider(provider), test.providers) && isNamed(namesOfPrompt(prompt), test.prompts);

const promptsOf = (suite: LoadedSuite, provider: LoadedProvider): readonly LoadedPrompt[] =>
  suite.prompts.filter((prompt) =>
    isNamed(namesOfPrompt(prompt), suite.providerPromptMap?.[provider.label || provider.id()]),
  );

/** Each combination of the values of variables that are lists of texts or name several files. */
export function expandVars(
  { vars, options }: MergedTest,
  basePath: string,
): readonly Readonly<Record<string, unknown>>[] {
  if (options.disableVarExpansion) return [vars];
  return Object.entries(vars).reduce<Readonly<Record<string, unknown>>[]>(
    (combinations, [name, value]) =>
      combinations.flatMap((before) => valuesOf(value, basePath).map((one) => ({ ...before, [name]: one }))),
    [{}],
  );
}

function valuesOf(value: unknown, basePath: string): readonly unknown[] {
  if (typeof value === 'string' && value.startsWith('file://')) {
    const files = globSync(value.slice('file://'.length), { cwd: basePath || '.' });
    return files.length === 0 ? [value] : files;
  }
  // promptfoo takes any list that doesn't begin with a text as one value.
  return Array.isArray(value) && typeof value[0] === 'string' ? value : [value];
}

const namesOfProvider = (provider: LoadedProvider) => [provider.label, provider.id()];
const namesOfPrompt = ({ label, id }: LoadedPrompt) => [label, id];

/** Whether one of the references is one of the names, its beginning before a colon, or its beginning before `*`. */
function isNamed(names: readonly (string | undefined)[], references: readonly string[] | undefined): boolean {
  if (!Array.isArray(references)) return true;
  return references.some((reference: string) =>
    names.some(
      (name) =>
        name !== undefined &&
        (name === reference ||
          name.startsWith(`${reference}:`) ||
          (reference.endsWith('*') && name.startsWith(reference.slice(0, -1)))),
    ),
  );
}

const engine = new nunjucks.Environment(null, { autoescape: false });

/** As promptfoo does: the variables first, which may name each other. */
function render({ raw, function: made }: LoadedPrompt, vars: Readonly<Record<string, unknown>>): string {
  const rendered = Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [name, typeof value === 'string' ? fill(value, vars) : value]),
  );
  return made === undefined ? fill(raw, rendered) : Object.values(rendered).map(toText).join('\n');
}

/** A template that fails here may use the config's own filters. */
function fill(template: string, vars: Readonly<Record<string, unknown>>): string {
  if (!/\{[{%#]/.test(template)) return template;
  try {
    return engine.renderString(template, vars);
  } catch {
    return `${template}\n${Object.values(vars).map(toText).join('\n')}`;
  }
}
