import { dirname, resolve } from 'node:path';
import { membersOf } from '../../../../assertions/judges/judgeRef.ts';
import { hintAt } from '../../../../foundation/nearest.ts';
import { toText } from '../../../../foundation/untyped.ts';
import { isDefaultEmbedded, type ModelRef } from '../../../../providers/models/modelRef.ts';
import type { ProviderConfig } from '../../../../providers/options/providerConfig.ts';
import type { Env } from '../../../../providers/options/variantSetup.ts';
import { examineAssertion, flattenAssertions, type OwnAssertion } from './assertionFaults.ts';
import { chooseCellsAtOnce, statesItsPace } from './cellsAtOnce.ts';
import { examineColumn } from './columnFaults.ts';
import { probedColumn } from './columnProbe.ts';
import { type CHOICES, findReads, readRunOptions, repeatsOf } from './configReads.ts';
import type { PlacedFault } from './placedFault.ts';
import { seenByLook } from './seenByLook.ts';
import { listCells } from './suiteCells.ts';
import { estimateRun, type RunEstimate, referencesOf } from './suiteEstimate.ts';
import { type LoadedSuite, type LoadedTest, partsWithAssertions } from './suiteTests.ts';

/** What the dry look's process is told. */
export interface LookRequest {
  /** Path of the config. */
  readonly config: string;
  /** Of promptfoo's option. @default the config's own */
  readonly repeats?: number | undefined;
  /** Whether to hand over the options of the columns as well, keys included. @default false */
  readonly takesColumns?: boolean;
}

/** A MetaSC column as promptfoo has loaded it, to be opened by another process. */
export interface LoadedColumn {
  /** Empty where the config states none. */
  readonly label: string;
  /** As the provider gets them, and the variables of the config's `env`. */
  readonly options?: { readonly config: unknown; readonly env: Env };
  readonly faults: readonly PlacedFault[];
}

/** What a dry look finds. */
export interface Findings {
  readonly faults: readonly PlacedFault[];
  /** The options that each call of this package's generator of tests states itself. */
  readonly generated: readonly Readonly<Record<string, unknown>>[];
  /** The variables of a suite that the config can read. */
  readonly reads: readonly (typeof CHOICES)[number][];
  /** Whether a column or a judge is the model that this package fetches. */
  readonly needsDefaultModel: boolean;
  /** The metrics of this package that score a test. */
  readonly metrics: readonly string[];
  /** promptfoo's `-j` for this config, where it states none and nothing else depends on it. */
  readonly cellsAtOnce?: number | undefined;
  /** Only of a config without faults. */
  readonly estimate?: RunEstimate;
  /** Only if the request takes them. `options` are missing where one of its models stands in code. */
  readonly columns?: readonly LoadedColumn[];
}

/** Examines a config that promptfoo has loaded. Asks no model. */
export async function inspectSuite(
  suite: LoadedSuite,
  { config, repeats, takesColumns = false }: LookRequest,
): Promise<Findings> {
  const { generated, modules, faults: seen } = seenByLook();
  const env: Env = process.env;
  const basePath = dirname(resolve(config));
  const columns = await Promise.all(suite.providers.map((provider, index) => inspectColumn(provider, index, env)));
  const assertions = await inspectAssertions(suite, { basePath, env });
  const own = [...assertions.own.values()].flat();
  const faults = [...columns.flatMap((column) => column.faults), ...seen, ...assertions.faults];
  const estimate = (options: Awaited<ReturnType<typeof readRunOptions>>) => {
    const cells = listCells(suite, { repeats: repeats ?? repeatsOf(options), basePath });
    return estimateRun(
      cells.map((list, index) => ({ label: '', ...columns[index], cells: list })),
      assertions.own,
    );
  };
  const planned = async () => {
    const options = await readRunOptions(config);
    const estimated = await estimate(options);
    const areOurs = columns.every(({ config: own }) => own !== undefined);
    const cells = { count: estimated.cells, areOurs, assertionTypes: assertions.otherTypes };
    return {
      estimate: estimated,
      cellsAtOnce: statesItsPace(options, suite, env) ? undefined : chooseCellsAtOnce(cells),
    };
  };
  return {
    faults,
    generated,
    reads: findReads(resolve(config), modules, assertions.texts),
    needsDefaultModel: [
      ...columns.flatMap(({ config: own }) => (own === undefined ? [] : referencesOf(own))),
      ...own.flatMap(judgesOf),
    ].some(isDefaultEmbedded),
    metrics: [...new Set(own.map(({ metric }) => metric.name))],
    ...(faults.length > 0 ? {} : await planned()),
    ...(takesColumns && { columns: suite.providers.flatMap((provider, index) => toLoaded(provider, columns[index])) }),
  };
}

function toLoaded(
  provider: LoadedSuite['providers'][number],
  inspected: InspectedColumn | undefined,
): readonly LoadedColumn[] {
  const options = probedColumn(provider)?.options;
  if (options === undefined) return [];
  const { config, env } = options;
  const given = isPlain(config) ? { options: { config, env: (env ?? {}) as Env } } : {};
  return [{ label: provider.label ?? '', ...given, faults: inspected?.faults ?? [] }];
}

/** Whether a value is the same after it went to another process as JSON. */
function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null
    ? (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) && Object.values(value).every(isPlain)
    : typeof value !== 'function';
}

interface InspectedColumn {
  readonly label: string;
  /** Only of a MetaSC column without faulty options. */
  readonly config?: ProviderConfig;
  readonly faults: readonly PlacedFault[];
}

async function inspectColumn(
  provider: LoadedSuite['providers'][number],
  index: number,
  env: Env,
): Promise<InspectedColumn> {
  const label = provider.label || provider.id();
  const probed = probedColumn(provider);
  if (probed === undefined) return { label, faults: [] };
  const { options, unknownName } = probed;
  const place = `providers[${index}]`;
  const examined = await examineColumn({ place, config: options.config, env: { ...env, ...(options.env as Env) } });
  if (unknownName === undefined) return { label, ...examined };
  const message = `expected MetaScProvider, got ${JSON.stringify(unknownName)}; ${hintAt(unknownName, ['MetaScProvider'])}`;
  return { label, ...examined, faults: [{ place: `${place}.id`, message }, ...examined.faults] };
}

async function inspectAssertions(suite: LoadedSuite, context: { readonly basePath: string; readonly env: Env }) {
  const faults: PlacedFault[] = [];
  const texts: string[] = [];
  const otherTypes: string[] = [];
  const own = new Map<LoadedTest, readonly OwnAssertion[]>();
  for (const { test, place } of partsWithAssertions(suite)) {
    const found: OwnAssertion[] = [];
    for (const { assertion, place: where } of flattenAssertions(test.assert, `${place}.assert`)) {
      const examined = await examineAssertion(assertion, where, context);
      faults.push(...examined.faults);
      if (examined.own === undefined) {
        otherTypes.push(assertion.type);
        continue;
      }
      found.push(examined.own);
      texts.push(toText(assertion.config));
    }
    own.set(test, found);
  }
  return { faults, texts, own, otherTypes: [...new Set(otherTypes)] };
}

function judgesOf({ config: { judge } }: OwnAssertion): readonly ModelRef[] {
  return membersOf(judge).flatMap(({ member }) => (member.type === 'local' ? [] : [member.model]));
}
