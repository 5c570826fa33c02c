import type { Metric } from '../../../assertions/metrics.ts';
import { rememberAliases } from './anchors.ts';
import { type ConfigDocument, contentOf, isRecord, toValue } from './configDocument.ts';
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
import { checkKept } from './kept.ts';
import { adviseOn } from './notes.ts';
import { isOwnAssertion } from './ownIds.ts';
import type { ModelEntry, ProviderList } from './providerList.ts';
import { withColumns } from './providerRefs.ts';

export interface InitOptions extends Pick<ColumnOptions, 'variants' | 'steps'>, AssertionOptions {
  /** Whether the config's other providers are left out. */
  readonly only: boolean;
  readonly readColumns: ReadColumns;
}

export interface InitChanges {
  /** Labels of the columns, in order. */
  readonly columns: readonly string[];
  readonly assertions: readonly PlacedAssertion[];
  /** What the user should know or do, a sentence or two each. */
  readonly notes: readonly string[];
}

export interface PlacedAssertion {
  /** Name of its metric. */
  readonly name: string;
  /** How many inline tests have it; `all`: it is in defaultTest. */
  readonly tests: number | 'all';
}

type Content = Readonly<Record<string, unknown>>;

/**
 * Puts the columns in the place of an entry, and the assertions to the tests. Everything else stays as it is, comments
 * and anchors included.
 *
 * @throws MetaScError `CONFIG_INVALID` for assertions that fit no test, and for a config that shares parts in a way
 *   that can't be kept
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
  content: Content,
  { forAll, forTests }: AssertionPlan,
  options: AssertionOptions,
  rename: (refs: readonly unknown[]) => readonly unknown[],
): WantedEdits {
  const listsOf = (test: Content, metrics: readonly Metric[]): WantedLists => ({
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
