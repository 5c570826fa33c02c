import { readCaseLabel, readTestFacts } from '../assertions/caseFacts.ts';
import type { CaseFacts } from '../assertions/judges/judge.ts';
import { type ConfigPart, configFault, isRecord, partOf, toList } from './configPart.ts';
import type { ProjectFiles } from './projectFiles.ts';

/** Whether the requests of all tests are harmful. `mixed`: each test says it for itself. */
export type HarmfulAnswer = boolean | 'mixed';

/** The cases of a config, by where they come from, as far as they are visible without running promptfoo. */
export interface CaseSurvey {
  readonly sources: readonly CaseSource[];
  /** Where the cases say that they are harmful, and how many do; the most frequent first. */
  readonly labels: readonly LabelPlace[];
}

export interface CaseSource {
  /** `inline`: one test of the config's list. `none`: the case that promptfoo makes of a config without tests. */
  readonly kind: 'inline' | 'file' | 'scenarios' | 'red team' | 'none';
  /** In messages: `cases.csv`. */
  readonly name: string;
  /** Position of an inline test in `tests`. */
  readonly index?: number;
  /** Whether the default test's assertions reach it. */
  readonly takesDefaults: boolean;
  readonly cases: readonly SurveyedCase[];
}

/** What a case says of itself. `hidden`: code, a file or a list of values decides it. */
export type SurveyedCase = CaseFacts | 'hidden';

export interface LabelPlace {
  /** `metadata.harmful`, `vars.unsafe of cases.csv` */
  readonly from: string;
  /** Number; none if promptfoo has yet to generate them. */
  readonly cases: number;
  readonly harmful: number;
}

/**
 * Reads of every case what the assertions will read.
 *
 * @param answer the user's word on all tests, which goes into the default test's metadata
 * @throws MetaScError `CONFIG_INVALID` when a test says the opposite of the answer
 */
export function surveyCases(
  config: ConfigPart,
  files: ProjectFiles,
  answer: HarmfulAnswer | undefined = undefined,
): CaseSurvey {
  const defaults = readDefaults(config, files);
  const isSaid = typeof answer === 'boolean';
  const labelled = isSaid ? { ...defaults, metadata: { harmful: answer, ...partOf(defaults.metadata) } } : defaults;
  const found = findTests(config, files);
  const labels = countLabels(found, defaults);
  if (isSaid) refuseOpposite(answer, found, defaults);
  const unknown: SurveyedCase = isSaid ? { harmful: answer } : 'hidden';
  return {
    labels,
    sources: found.map(({ tests, ...source }) => ({
      ...source,
      cases: tests?.flatMap((test) => readCases(test, labelled)) ?? [unknown],
    })),
  };
}

interface FoundTests extends Omit<CaseSource, 'cases'> {
  /** Undefined if only promptfoo can read them. */
  readonly tests: readonly ConfigPart[] | undefined;
}

function findTests(config: ConfigPart, files: ProjectFiles): readonly FoundTests[] {
  const tests = toList(config.tests).map((test, index): FoundTests => {
    const name =
      typeof test === 'string' ? test : typeof partOf(test).path === 'string' ? String(partOf(test).path) : '';
    if (name !== '') return { kind: 'file', name, takesDefaults: true, tests: files.readTests(name) };
    const takesDefaults = partOf(partOf(test).options).disableDefaultAsserts !== true;
    return { kind: 'inline', name: `test ${index + 1}`, index, takesDefaults, tests: [partOf(test)] };
  });
  const scenarios = toList(config.scenarios).map((scenario, index): FoundTests => {
    const name = typeof scenario === 'string' ? scenario : `scenario ${index + 1}`;
    return { kind: 'scenarios', name, takesDefaults: true, tests: testsOfScenario(partOf(scenario), files) };
  });
  const found = [...tests, ...scenarios];
  if (found.length > 0) return found;
  // promptfoo writes the attacks of a red team into a file of its own, each with the metadata of its plugin.
  const attack = { metadata: { pluginId: 'any' } };
  return isRedTeam(config)
    ? [{ kind: 'red team', name: 'the attacks that promptfoo generates', takesDefaults: true, tests: [attack] }]
    : [{ kind: 'none', name: 'the config, which has no tests', takesDefaults: true, tests: [{}] }];
}

/** Whether promptfoo generates attacks from the config, or generated it. */
export function isRedTeam(config: ConfigPart): boolean {
  return [config.redteam, config.plugins, config.strategies].some((part) => part !== undefined && part !== null);
}

/** A scenario's cases: each set of data with each test. */
function testsOfScenario({ config, tests = [{}] }: ConfigPart, files: ProjectFiles): FoundTests['tests'] {
  if (!Array.isArray(config) || !config.every(isRecord)) return undefined;
  const own = toList(tests).map((test) => (typeof test === 'string' ? files.readTests(test) : [partOf(test)]));
  if (own.includes(undefined)) return undefined;
  return config.flatMap((data) =>
    own.flatMap((some = []) =>
      some.map((test) => ({
        metadata: { ...partOf(data.metadata), ...partOf(test.metadata) },
        vars: { ...partOf(data.vars), ...partOf(test.vars) },
      })),
    ),
  );
}

function readDefaults({ defaultTest }: ConfigPart, files: ProjectFiles): ConfigPart {
  return typeof defaultTest === 'string' ? (files.readMapping(defaultTest) ?? {}) : partOf(defaultTest);
}

/** A test with the defaults, in the form in which assertions get it. */
function merge(test: ConfigPart, defaults: ConfigPart) {
  return {
    test: { metadata: { ...partOf(defaults.metadata), ...partOf(test.metadata) } },
    vars: { ...partOf(defaults.vars), ...partOf(test.vars) } as Record<string, string>,
  };
}

/** promptfoo makes a case of each text in a list. Of several lists, each is read with the first texts of the others. */
function readCases(test: ConfigPart, defaults: ConfigPart): readonly SurveyedCase[] {
  const isWhole = [test.vars, test.metadata].every((part) => part === undefined || part === null || isRecord(part));
  if (!isWhole || '$ref' in test) return ['hidden'];
  const { vars, ...merged } = merge(test, defaults);
  const lists = Object.entries<unknown>(vars).flatMap(([name, value]) =>
    Array.isArray(value) && typeof value[0] === 'string' ? [[name, value as readonly string[]] as const] : [],
  );
  const first = { ...vars, ...Object.fromEntries(lists.map(([name, [text = '']]) => [name, text])) };
  const others = lists.flatMap(([name, [, ...texts]]) => texts.map((text) => ({ ...first, [name]: text })));
  return [first, ...others].map((each) => {
    try {
      return readTestFacts({ ...merged, vars: each });
    } catch {
      return 'hidden';
    }
  });
}

function countLabels(found: readonly FoundTests[], defaults: ConfigPart): readonly LabelPlace[] {
  const places = new Map<string, { cases: number; harmful: number }>();
  for (const { kind, name, test } of eachTest(found)) {
    const label = labelOf(test, defaults);
    if (label === undefined) continue;
    const from = ['file', 'red team'].includes(kind) ? `${label.from} of ${name}` : label.from;
    const { cases, harmful } = places.get(from) ?? { cases: 0, harmful: 0 };
    const one = kind === 'red team' ? 0 : 1;
    places.set(from, { cases: cases + one, harmful: harmful + (label.harmful ? one : 0) });
  }
  return [...places].map(([from, counts]) => ({ from, ...counts })).toSorted((a, b) => b.cases - a.cases);
}

const eachTest = (found: readonly FoundTests[]) =>
  found.flatMap(({ tests = [], ...source }) => tests.map((test, row) => ({ ...source, test, row })));

function labelOf(test: ConfigPart, defaults: ConfigPart) {
  try {
    return readCaseLabel(merge(test, defaults));
  } catch {
    return undefined;
  }
}

function refuseOpposite(answer: boolean, found: readonly FoundTests[], defaults: ConfigPart): void {
  const opposite = eachTest(found).filter(({ test }) => labelOf(test, defaults)?.harmful === !answer);
  const [first] = opposite;
  if (first === undefined) return;
  const where = first.kind === 'file' ? `${first.name} (row ${first.row + 1})` : first.name;
  const others = opposite.length === 1 ? '' : ` and ${opposite.length - 1} more`;
  throw configFault(
    `harmful: expected mixed, because of the label ${!answer} in ${where}${others}; got ${answer}`,
    'With mixed, each test is scored by what it says itself.',
  );
}
