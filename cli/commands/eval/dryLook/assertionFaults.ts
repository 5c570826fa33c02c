import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Assertion, AssertionSet } from 'promptfoo';
import { readCalibrationRecord } from '../../../../assertions/calibration.ts';
import { type AssertionConfig, parseAssertionConfig } from '../../../../assertions/judges/judgeConfig.ts';
import { type MemberRef, membersOf } from '../../../../assertions/judges/judgeRef.ts';
import { openJudge } from '../../../../assertions/judges/openJudge.ts';
import { METRICS, type Metric } from '../../../../assertions/metrics.ts';
import { messageOf } from '../../../../foundation/errors.ts';
import { hintAt, nearestName } from '../../../../foundation/nearest.ts';
import { createOnceOpener } from '../../../../foundation/once.ts';
import { faultsOf } from '../../../../foundation/schemaFaults.ts';
import { fieldsOf } from '../../../../foundation/untyped.ts';
import { DEFAULT_MODEL_LIMITS } from '../../../../providers/models/callOptions.ts';
import type { Env } from '../../../../providers/options/variantSetup.ts';
import { describeMissing } from './missingFile.ts';
import { findModelFault } from './modelFaults.ts';
import { pathInPackage } from './pathInPackage.ts';
import { type PlacedFault, placed } from './placedFault.ts';

const PACKAGE = 'promptfoo-metasc';
const METRIC_NAMES = METRICS.map(({ name }) => name);

/** An assertion of this package. */
export interface OwnAssertion {
  readonly metric: Metric;
  readonly config: AssertionConfig;
}

export interface AssertionContext {
  /** Folder of the config. */
  readonly basePath: string;
  readonly env: Env;
}

/**
 * Every fault of an assertion: a metric or file that does not exist, its options, its judge. Nothing is asked. Of other
 * assertions, only that their files exist.
 *
 * @param place `tests[3].assert[0]`
 * @returns the assertion, if it is one of this package and its options are right
 */
export async function examineAssertion(
  assertion: Assertion,
  place: string,
  context: AssertionContext,
): Promise<{ readonly own?: OwnAssertion; readonly faults: readonly PlacedFault[] }> {
  const { metric, fault } = await findMetric(assertion.value, context.basePath);
  if (metric === undefined) return { faults: fault === undefined ? [] : [{ place: `${place}.value`, message: fault }] };
  const misplaced = findMisplaced(assertion, place);
  const where = `${place}.config`;
  let config: AssertionConfig;
  try {
    config = parseAssertionConfig(fieldsOf(assertion.config), context.env);
  } catch (error) {
    return { faults: [...misplaced, ...faultsOf(error).map((found) => placed(where, found, OPTIONS))] };
  }
  const own = { metric, config };
  return {
    own,
    faults: [...misplaced, ...(await findJudgeFaults(own, context)).map((found) => placed(where, found, OPTIONS))],
  };
}

const OPTIONS = ['judge', 'of', 'threshold', 'request', 'calibration', 'basePath'];

/** Options that promptfoo ignores beside `config`. */
function findMisplaced(assertion: Assertion, place: string): readonly PlacedFault[] {
  return ['judge', 'of', 'request', 'calibration'].flatMap((option) =>
    option in assertion
      ? [{ place: `${place}.${option}`, message: 'expected it inside config, got it beside config' }]
      : [],
  );
}

interface FoundMetric {
  readonly metric?: Metric | undefined;
  readonly fault?: string | undefined;
}

async function findMetric(value: unknown, basePath: string): Promise<FoundMetric> {
  if (typeof value === 'function') return { metric: await findExported(value) };
  if (typeof value !== 'string' || value.includes('{{')) return {};
  if (value.startsWith('package:')) return findPackaged(value, basePath);
  return value.startsWith('file://') ? findInFile(value.slice('file://'.length), basePath) : {};
}

/** The metric whose assertion code has imported from this package. */
async function findExported(value: unknown): Promise<Metric | undefined> {
  const exported = (await import(import.meta.resolve(PACKAGE))) as Readonly<Record<string, unknown>>;
  return METRICS.find(({ name }) => exported[name] === value);
}

function findInFile(value: string, basePath: string): FoundMetric {
  // promptfoo takes what follows the extension of code as the name of a function.
  const path = resolve(basePath, /^(.+?\.(?:[cm]?[jt]s|py|rb))(?::\w+)?$/.exec(value)?.[1] ?? value);
  const fault = describeMissing(path);
  if (fault !== undefined) return { fault };
  const name = /^assertions\/(\w+)\.[jt]s$/.exec(pathInPackage(path) ?? '')?.[1];
  return { metric: METRICS.find((known) => known.name === name) };
}

function findPackaged(value: string, basePath: string): FoundMetric {
  const [, name = '', entity = ''] = value.split(':');
  if (name !== PACKAGE) {
    const isTypo = nearestName(name, [PACKAGE]) !== undefined && !isInstalled(name, basePath);
    return isTypo ? { fault: `expected a package that is installed, got ${value}; ${hintAt(name, [PACKAGE])}` } : {};
  }
  const metric = METRICS.find((known) => known.name === entity);
  if (metric !== undefined) return { metric };
  return { fault: `expected a metric of ${PACKAGE}, got ${JSON.stringify(entity)}; ${hintAt(entity, METRIC_NAMES)}` };
}

function isInstalled(name: string, folder: string): boolean {
  const paths = createRequire(join(resolve(folder), 'package.json')).resolve.paths(name) ?? [];
  return paths.some((path) => describeMissing(join(path, name)) === undefined);
}

interface Found {
  readonly path: string;
  readonly message: string;
}

/** One answer for all tests with the same assertion. */
const findOnce = createOnceOpener<readonly Found[]>();

function findJudgeFaults({ metric, config }: OwnAssertion, context: AssertionContext): Promise<readonly Found[]> {
  const { judge, basePath, calibration } = config;
  return findOnce(JSON.stringify([metric.name, judge, basePath, calibration]), async () => {
    const found: Found[] = [];
    for (const { member, path } of membersOf(judge)) {
      const message = await findMemberFault(member, metric, { ...context, basePath });
      if (message !== undefined) found.push({ path, message });
    }
    if (calibration === undefined) return found;
    const message = await messageUnless(() => readCalibrationRecord(calibration.record, basePath));
    return message === undefined ? found : [...found, { path: 'calibration', message }];
  });
}

async function findMemberFault(
  member: MemberRef,
  metric: Metric,
  { basePath, env }: AssertionContext,
): Promise<string | undefined> {
  const context = { env, basePath, limits: DEFAULT_MODEL_LIMITS };
  const ofModel = member.type === 'local' ? undefined : await findModelFault(member.model, context, ['local']);
  const ofJudge = await messageUnless(() => openJudge({ judge: member, basePath }, { env, metric }));
  return ofModel ?? ofJudge?.replace(/^judge: /, '');
}

async function messageUnless(work: () => Promise<unknown>): Promise<string | undefined> {
  return work().then(
    () => undefined,
    (error: unknown) => messageOf(error),
  );
}

/** The assertions of a test one by one, those inside a set too. */
export function flattenAssertions(
  assertions: readonly (Assertion | AssertionSet)[] | undefined,
  place: string,
): readonly { readonly assertion: Assertion; readonly place: string }[] {
  return (assertions ?? []).flatMap((assertion, index) => {
    const where = `${place}[${index}]`;
    return 'assert' in assertion && Array.isArray(assertion.assert)
      ? flattenAssertions(assertion.assert, `${where}.assert`)
      : [{ assertion: assertion as Assertion, place: where }];
  });
}
