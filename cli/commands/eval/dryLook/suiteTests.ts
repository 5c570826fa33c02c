import type { Assertion, AssertionSet } from 'promptfoo';

type Fields = Readonly<Record<string, unknown>>;

/** A test as promptfoo has loaded it, with the fields that are read here. */
export interface LoadedTest {
  readonly description?: string | undefined;
  readonly vars?: Fields | undefined;
  readonly metadata?: Fields | undefined;
  readonly assert?: readonly (Assertion | AssertionSet)[] | undefined;
  /** Labels or ids of the providers and prompts that it is for. */
  readonly providers?: readonly string[] | undefined;
  readonly prompts?: readonly string[] | undefined;
  readonly options?: Fields | undefined;
}

/** A config as promptfoo has loaded it, with the fields that are read here. */
export interface LoadedSuite {
  readonly providers: readonly LoadedProvider[];
  readonly prompts: readonly LoadedPrompt[];
  /** Labels of the prompts of a provider, by its label or id. */
  readonly providerPromptMap?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly tests?: readonly LoadedTest[] | undefined;
  readonly scenarios?: readonly LoadedScenario[] | undefined;
  readonly defaultTest?: LoadedTest | string | undefined;
}

export interface LoadedProvider {
  id(): string;
  readonly label?: string | undefined;
}

export interface LoadedPrompt {
  readonly raw: string;
  readonly label: string;
  readonly id?: string | undefined;
  readonly function?: unknown;
}

interface LoadedScenario {
  readonly config: readonly LoadedTest[];
  readonly tests?: readonly LoadedTest[] | undefined;
}

/** The parts of a config that can have assertions, each once. */
export function partsWithAssertions(
  suite: LoadedSuite,
): readonly { readonly test: LoadedTest; readonly place: string }[] {
  const { defaultTest, tests = [], scenarios = [] } = suite;
  const at = (list: readonly LoadedTest[] | undefined, place: string) =>
    (list ?? []).map((test, index) => ({ test, place: `${place}[${index}]` }));
  return [
    ...(typeof defaultTest === 'object' ? [{ test: defaultTest, place: 'defaultTest' }] : []),
    ...at(tests, 'tests'),
    ...scenarios.flatMap(({ config, tests: inner }, index) => [
      ...at(config, `scenarios[${index}].config`),
      ...at(inner, `scenarios[${index}].tests`),
    ]),
  ];
}

/** A test that runs: those of the config and of its scenarios, over the default test, as promptfoo merges them. */
export interface MergedTest {
  readonly vars: Fields;
  readonly metadata: Fields;
  readonly options: Fields;
  /** The parts whose assertions it has. */
  readonly parts: readonly LoadedTest[];
  readonly providers: readonly string[] | undefined;
  readonly prompts: readonly string[] | undefined;
}

export function mergeTests({ tests = [], scenarios, defaultTest }: LoadedSuite): readonly MergedTest[] {
  const defaults = typeof defaultTest === 'object' ? defaultTest : {};
  // Without tests and scenarios, promptfoo runs one empty test.
  const own = tests.length > 0 || scenarios !== undefined ? tests : [{}];
  return [
    ...own.map((test) => merge(defaults, [test])),
    ...(scenarios ?? []).flatMap(({ config, tests: inner }) =>
      config.flatMap((data) => (inner ?? [{}]).map((test) => merge(defaults, [data, test]))),
    ),
  ];
}

function merge(defaults: LoadedTest, own: readonly LoadedTest[]): MergedTest {
  const layers = [defaults, ...own];
  const fieldsFrom = (key: 'vars' | 'metadata' | 'options'): Fields =>
    Object.assign({}, ...layers.map((layer) => layer[key]));
  const last = <Key extends 'providers' | 'prompts'>(key: Key) =>
    layers.findLast((layer) => layer[key] !== undefined)?.[key];
  const options = fieldsFrom('options');
  return {
    vars: fieldsFrom('vars'),
    metadata: fieldsFrom('metadata'),
    options,
    parts: options.disableDefaultAsserts === true ? own : layers,
    providers: last('providers'),
    prompts: last('prompts'),
  };
}
