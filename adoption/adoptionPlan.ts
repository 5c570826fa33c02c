import { type AdoptedColumn, type ColumnOptions, planColumns } from './adoptedColumns.ts';
import { type AssertionOptions, type AssertionPlan, planAssertions, withAssertions } from './assertionPlan.ts';
import { type CaseSurvey, type HarmfulAnswer, surveyCases } from './caseSurvey.ts';
import { type ConfigPart, isRecord, partOf } from './configPart.ts';
import { withKeptGraders } from './graders.ts';
import type { ProjectFiles } from './projectFiles.ts';
import type { ModelEntry, ProviderEntry, ProviderList } from './providerEntries.ts';

export interface AdoptionOptions extends Pick<ColumnOptions, 'variants' | 'steps'>, AssertionOptions {
  /** Whether to leave out the config's other providers. */
  readonly only: boolean;
  /** What the user says of all tests. */
  readonly harmful: HarmfulAnswer | undefined;
  readonly files: ProjectFiles;
}

export interface AdoptionPlan {
  readonly columns: readonly AdoptedColumn[];
  readonly survey: CaseSurvey;
  readonly assertions: AssertionPlan;
  /** The config with the columns and assertions. */
  readonly config: ConfigPart;
}

/**
 * What MetaSC changes in a config: columns take the place of an entry, and assertions join the tests that they score. The
 * same for a file of data, which is then edited, and for a config of code.
 *
 * @throws MetaScError `CONFIG_INVALID` for assertions that fit no test, and for an answer that a test contradicts
 */
export function planAdoption(
  config: ConfigPart,
  list: ProviderList,
  entry: ModelEntry,
  options: AdoptionOptions,
): AdoptionPlan {
  const others = list.entries.filter((other) => other !== entry);
  const kept = options.only ? [] : others;
  const columns = planColumns(entry, {
    ...options,
    providerId: options.ids.provider,
    takenLabels: new Set(kept.flatMap(({ label }) => label ?? [])),
  });
  const survey = surveyCases(config, options.files, options.harmful);
  const assertions = planAssertions(survey, options);
  const context = { entry, kept, labels: columns.map(({ label }) => label), removed: options.only ? others : [] };
  return {
    columns,
    survey,
    assertions,
    config: {
      ...config,
      [list.key]: options.only ? columns : replaceItem(list, entry, columns),
      ...editTests(config, assertions, { ...options, ...context }),
    },
  };
}

function replaceItem({ items }: ProviderList, { index, siblings }: ModelEntry, columns: readonly AdoptedColumn[]) {
  return items.toSpliced(index, 1, ...(siblings?.before ?? []), ...columns, ...(siblings?.after ?? []));
}

interface EditContext extends AdoptionOptions {
  readonly entry: ModelEntry;
  /** Labels of the columns. */
  readonly labels: readonly string[];
  /** The other entries that stay, and that go. */
  readonly kept: readonly ProviderEntry[];
  readonly removed: readonly ProviderEntry[];
}

/** The parts of the config that hold tests, where they change. */
function editTests(config: ConfigPart, { forAll, forTests }: AssertionPlan, context: EditContext): ConfigPart {
  const { defaultTest, tests, scenarios } = config;
  const isOpen = canEditDefaults(config);
  const label = typeof context.harmful === 'boolean' ? { harmful: context.harmful } : undefined;
  const adapt = (test: unknown) => (isRecord(test) ? withKeptNames(test, context) : test);
  const editTest = (test: unknown, index: number) => {
    if (!isRecord(test) || typeof test.path === 'string') return test;
    // Where the default test is a file of its own, each test gets what would be in it.
    const metrics = new Set([...(isOpen ? [] : forAll), ...(forTests.get(index) ?? [])]);
    const assert = metrics.size === 0 ? {} : { assert: withAssertions(test.assert, [...metrics], context) };
    return adapt({ ...test, ...(isOpen ? {} : withLabel(test, label)), ...assert });
  };
  const editDefaults = (): ConfigPart => {
    const test = partOf(defaultTest);
    const assert = forAll.length === 0 ? {} : { assert: withAssertions(test.assert, forAll, context) };
    return { defaultTest: adapt({ ...test, ...withLabel(test, label), ...assert }) };
  };
  const isDefaultWanted = isRecord(defaultTest) || label !== undefined || forAll.length > 0;
  return {
    ...(isOpen && isDefaultWanted ? editDefaults() : {}),
    ...(Array.isArray(tests) ? { tests: tests.map(editTest) } : {}),
    ...(Array.isArray(scenarios) ? { scenarios: scenarios.map((scenario) => adaptScenario(scenario, adapt)) } : {}),
  };
}

/** Whether the default test is in the config itself. */
export function canEditDefaults({ defaultTest }: ConfigPart): boolean {
  return defaultTest === undefined || defaultTest === null || isRecord(defaultTest);
}

function withLabel({ metadata }: ConfigPart, label: ConfigPart | undefined): ConfigPart {
  return label === undefined ? {} : { metadata: { ...label, ...partOf(metadata) } };
}

function adaptScenario(scenario: unknown, adapt: (test: unknown) => unknown): unknown {
  if (!isRecord(scenario)) return scenario;
  const { config, tests } = scenario;
  return {
    ...scenario,
    ...(Array.isArray(config) ? { config: config.map(adapt) } : {}),
    ...(Array.isArray(tests) ? { tests: tests.map(adapt) } : {}),
  };
}

/** A test that names the replaced entry as its provider or as a grader: it means the same after the change. */
function withKeptNames(test: ConfigPart, context: EditContext): ConfigPart {
  const { entry, kept } = context;
  const isReplaced = !kept.some((other) => other.names.some((name) => entry.names.includes(name)));
  const graded = isReplaced ? withKeptGraders(test, entry) : test;
  return Array.isArray(graded.providers) ? { ...graded, providers: withColumns(graded.providers, context) } : graded;
}

/**
 * A test's `providers` after the change. A name that matches the replaced entry becomes the columns; it also stays if it
 * matches a kept provider. promptfoo refuses names that match none.
 */
function withColumns(refs: readonly unknown[], { entry, labels, kept, removed }: EditContext): readonly unknown[] {
  return refs.flatMap((ref) => {
    if (typeof ref !== 'string') return [ref];
    const isKept = kept.some((other) => names(ref, other));
    if (names(ref, entry)) return [...(isKept ? [ref] : []), ...labels];
    return !isKept && removed.some((other) => names(ref, other)) ? [] : [ref];
  });
}

/** Matches as promptfoo does: an id or label, a prefix before `*`, or a prefix before a colon. */
function names(ref: string, entry: ProviderEntry): boolean {
  return entry.names.some(
    (name) => name === ref || name.startsWith(`${ref}:`) || (ref.endsWith('*') && name.startsWith(ref.slice(0, -1))),
  );
}
