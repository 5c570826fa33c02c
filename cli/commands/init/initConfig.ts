import { isDeepStrictEqual } from 'node:util';
import type { Metric } from '../../../assertions/metrics.ts';
import { rememberAliases } from './anchors.ts';
import { type ConfigDocument, type ConfigPart, configFault, contentOf, isRecord, toValue } from './configDocument.ts';
import { editDefaultTest, editInlineTests, type WantedEdits, type WantedLists } from './editTests.ts';
import {
  type AssertionOptions,
  type AssertionPlan,
  commentOn,
  planAssertions,
  withAssertions,
} from './initAssertions.ts';
import { type ReadColumns, surveyCases, toList } from './initCases.ts';
import { type ColumnOptions, createColumns } from './initColumns.ts';
import { adviseOn } from './notes.ts';
import { isOwnAssertion } from './ownIds.ts';
import type { ModelEntry, ProviderEntry, ProviderList } from './providerList.ts';

export interface InitOptions extends Pick<ColumnOptions, 'variants' | 'steps'>, AssertionOptions {
  /** Whether to leave out the config's other providers. */
  readonly only: boolean;
  readonly readColumns: ReadColumns;
}

export interface InitChanges {
  /** Labels of the columns, in order. */
  readonly columns: readonly string[];
  readonly assertions: readonly PlacedAssertion[];
  /** What the user should know or do, one or two sentences each. */
  readonly notes: readonly string[];
}

export interface PlacedAssertion {
  /** Name of its metric. */
  readonly name: string;
  /** Number of inline tests that have it; `all`: it is in defaultTest. */
  readonly tests: number | 'all';
}

/**
 * Replaces an entry with the columns, and adds the assertions to the tests. Everything else stays unchanged, with its
 * comments and anchors.
 *
 * @throws MetaScError `CONFIG_INVALID` for assertions that fit no test, and for a config with anchors that can't be kept
 */
export function addMetaSc(
  document: ConfigDocument,
  { sequence, entries }: ProviderList,
  entry: ModelEntry,
  options: InitOptions,
): InitChanges {
  const before = contentOf(document);
  const survey = surveyCases(before, options.readColumns);
  const plan = planAssertions(survey, options);
  const others = options.only ? [] : entries.filter((other) => other !== entry);
  const aliases = rememberAliases(document);

  const columns = createColumns(document, entry, {
    ...options,
    providerId: options.ids.provider,
    takenLabels: new Set(others.flatMap(({ label }) => label ?? [])),
  });
  const nodes = columns.map(({ node }) => node);
  if (options.only) sequence.items = nodes;
  else sequence.items.splice(entry.index, 1, ...nodes);
  aliases.restore();

  const labels = columns.map(({ label }) => label);
  const rename = (refs: readonly unknown[]) => withColumns(refs, entry, { columns: labels, kept: others });
  const wanted = toWantedLists(before, plan, options, rename);
  if (Object.keys(wanted.defaultTest ?? {}).length > 0) {
    editDefaultTest(document, wanted.defaultTest ?? {}, (item) => {
      const metric = isRecord(item) ? plan.forAll.find(({ name }) => isOwnAssertion(item.value, name)) : undefined;
      return metric === undefined ? undefined : commentOn(metric, options.judge);
    });
  }
  editInlineTests(document, wanted.tests);
  aliases.restore();

  const placed = wanted.defaultTest?.assert === undefined ? { ...plan, forAll: [] } : plan;
  checkKept(contentOf(document), {
    before,
    wanted,
    providers: toList(toValue(document, sequence)),
    others: options.only ? [] : toList(before.providers ?? before.targets).toSpliced(entry.index, 1),
    columns: { at: options.only ? 0 : entry.index, count: labels.length },
  });
  return {
    columns: labels,
    assertions: toPlacedAssertions(placed),
    notes: adviseOn({ content: before, survey, entry, plan, options }),
  };
}

function toWantedLists(
  content: ConfigPart,
  { forAll, forTests }: AssertionPlan,
  options: AssertionOptions,
  rename: (refs: readonly unknown[]) => readonly unknown[],
): WantedEdits {
  const listsOf = (test: ConfigPart, metrics: readonly Metric[]): WantedLists => ({
    ...(test.assert === undefined && metrics.length === 0
      ? {}
      : { assert: withAssertions(test.assert, metrics, options) }),
    ...(Array.isArray(test.providers) ? { providers: rename(test.providers) } : {}),
  });
  const defaultTest = content.defaultTest ?? {};
  const tests = toList(content.tests).flatMap((test, index): [number, WantedLists][] => {
    return isRecord(test) ? [[index, listsOf(test, forTests.get(index) ?? [])]] : [];
  });
  return { defaultTest: isRecord(defaultTest) ? listsOf(defaultTest, forAll) : undefined, tests: new Map(tests) };
}

function toPlacedAssertions({ forAll, forTests }: AssertionPlan): readonly PlacedAssertion[] {
  const counts = Map.groupBy([...forTests.values()].flat(), ({ name }) => name);
  return [
    ...forAll.map(({ name }) => ({ name, tests: 'all' as const })),
    ...[...counts].map(([name, { length }]) => ({ name, tests: length })),
  ];
}

/**
 * A test's `providers` after the change. A name that matches the replaced entry becomes the columns; it also stays if it
 * matches a kept provider. promptfoo refuses names that match none.
 */
function withColumns(
  refs: readonly unknown[],
  entry: ModelEntry,
  { columns, kept }: { readonly columns: readonly string[]; readonly kept: readonly ProviderEntry[] },
): readonly unknown[] {
  return refs.flatMap((ref) => {
    if (typeof ref !== 'string' || !names(ref, entry)) return [ref];
    return [...(kept.some((other) => names(ref, other)) ? [ref] : []), ...columns];
  });
}

/** Matches as promptfoo does: an id or label, a prefix before `*`, or a prefix before a colon. */
function names(ref: string, { id, label }: ProviderEntry): boolean {
  return [id, label].some(
    (name) =>
      name !== undefined &&
      (name === ref || name.startsWith(`${ref}:`) || (ref.endsWith('*') && name.startsWith(ref.slice(0, -1)))),
  );
}

interface Kept {
  /** The config before the edits. */
  readonly before: ConfigPart;
  readonly wanted: WantedEdits;
  /** The list of providers after the edits. */
  readonly providers: readonly unknown[];
  /** The expected providers besides the columns. */
  readonly others: readonly unknown[];
  readonly columns: { readonly at: number; readonly count: number };
}

/**
 * Checks that the edits made the wanted changes and no others: anchors connect parts of a document in more ways than the
 * edits foresee.
 *
 * @throws MetaScError `CONFIG_INVALID`
 */
function checkKept(after: ConfigPart, { before, wanted, providers, others, columns }: Kept): void {
  const expected = comparable(before);
  const { defaultTest } = expected;
  const tests = Array.isArray(before.tests)
    ? { tests: before.tests.map((test, index) => (isRecord(test) ? { ...test, ...wanted.tests.get(index) } : test)) }
    : {};
  const edited = isRecord(defaultTest) ? { defaultTest: { ...defaultTest, ...wanted.defaultTest } } : {};
  const isKept =
    isDeepStrictEqual(comparable(after), { ...expected, ...tests, ...edited }) &&
    isDeepStrictEqual(providers.toSpliced(columns.at, columns.count), others);
  if (isKept) return;
  throw configFault(
    'the config shares parts through anchors (&name, *name) in a way that init would break',
    'Replace the aliases in providers, defaultTest and tests with their content, and try again.',
  );
}

/** Everything but the providers. A missing default test equals an empty one. */
function comparable({ providers: _providers, targets: _targets, defaultTest, ...rest }: ConfigPart): ConfigPart {
  return { ...rest, defaultTest: defaultTest ?? {} };
}
