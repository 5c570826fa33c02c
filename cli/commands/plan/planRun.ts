import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import pLimit from 'p-limit';
import { MetaScError } from '../../../foundation/errors.ts';
import { packageVersion } from '../../../foundation/packageRoot.ts';
import { countOf } from '../../../foundation/plural.ts';
import { toTextTable } from '../../../foundation/textTable.ts';
import { divideCases } from '../../../scale/divideCases.ts';
import { type PlannedEvaluation, sealPlan, slicesOf, type Unit, writePlan } from '../../../scale/plan.ts';
import { toRanges } from '../../../scale/testRanges.ts';
import { modulePath } from '../../../suites/modulePath.ts';
import type { Terminal } from '../../terminal/output.ts';
import { type CheckedConfig, checkConfig } from '../eval/checkConfig.ts';
import { findConfigFile } from '../eval/configFile.ts';
import { holdsSecret } from '../eval/runRecord.ts';
import { type SuiteOptions, toVariables } from '../eval/suiteOptions.ts';
import type { LoadedCases } from '../work/slice/listCases.ts';
import { loadPlannedCases } from '../work/slice/sliceProcess.ts';
import { planPath } from './planFile.ts';

export interface PlanOptions extends SuiteOptions {
  readonly suite?: readonly string[];
  readonly config?: readonly string[];
  readonly models?: readonly string[];
  readonly repeats: number;
  /** Of each model, by all workers together. */
  readonly callsPerMinute?: number;
  /** Tests in a slice. */
  readonly slice: number;
  readonly output: string;
  /** Seconds that a call is assumed to take. */
  readonly latency: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

interface Source {
  readonly id: string;
  readonly suite?: string;
  readonly config: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Loads every evaluation, divides its cases, and writes the plan. Asks no model. */
export async function runPlan(options: PlanOptions, rest: readonly string[], terminal: Terminal): Promise<void> {
  const { out, err } = terminal;
  const path = planPath(options.output);
  if (existsSync(path) && options.force !== true) {
    throw new MetaScError(`plan: ${path} is there already`, {
      code: 'FILE_UNWRITABLE',
      help: '--force overwrites it.',
    });
  }
  const sources = sourcesOf(options);
  // Each look is a process of promptfoo.
  const inLine = pLimit(2);
  const planned = await Promise.all(
    sources.map((source) => inLine(() => planEvaluation(source, { options, rest, folder: dirname(path), terminal }))),
  );
  const plan = sealPlan({
    version: 1,
    package: packageVersion(),
    evaluations: planned.map(({ evaluation }) => evaluation),
  });
  writePlan(path, plan);
  for (const { checked } of planned) for (const warning of checked.warnings) err.write(`${warning}\n`);
  const figures = planned.map(({ evaluation, checked }) => figuresOf(evaluation, checked, options.latency));
  if (options.json) {
    out.writeJson({ plan: plan.id, path, evaluations: figures });
    return;
  }
  const rows = figures.map((of) => [
    of.id,
    ...[of.cells, of.units, of.slices, of.calls, of.callsInARow].map(String),
    of.hours.toFixed(2),
    of.costUsd === undefined ? '' : of.costUsd.toFixed(2),
  ]);
  const head = ['evaluation', 'cells', 'units', 'slices', 'calls', 'in a row', 'hours at least', 'USD'];
  out.write(
    `${[...toTextTable([head, ...rows]), '', ...adviceOn(figures, options.latency), '', `Plan ${plan.id}: ${countOf(slicesOf(plan).length, 'slice')}, written to ${path}`, `Next: metasc work ${options.output} --store .metasc/store`].join('\n')}\n`,
  );
}

function sourcesOf({ suite = [], config = [], models = [], ...suiteOptions }: PlanOptions): readonly Source[] {
  const variables = toVariables(suiteOptions as SuiteOptions);
  // Without either, promptfoo's own config.
  const files = suite.length > 0 || config.length > 0 ? config : [undefined];
  const named = [
    ...suite.map((name) => ({ name, suite: name, config: modulePath(`suites/${name}`) })),
    ...files.map((file) => {
      const found = findConfigFile(file);
      return { name: found.replace(/^.*[/\\]|\.[^.]+$/g, ''), config: found };
    }),
  ];
  const sources = named.flatMap(({ name, ...source }) =>
    (models.length === 0 ? [undefined] : models).map((model) => ({
      id: [name, model]
        .filter((part) => part !== undefined)
        .join('-')
        .replaceAll(/[^\w.-]+/g, '-'),
      ...source,
      variables: { ...variables, ...(model === undefined ? {} : { METASC_MODEL: model }) },
    })),
  );
  const twice = sources.find(({ id }, index) => sources.findIndex((one) => one.id === id) !== index);
  if (twice === undefined) return sources;
  throw new MetaScError(`plan: two evaluations are named ${twice.id}`, {
    code: 'CONFIG_INVALID',
    help: 'Name each suite, config and model once; plan configs of one name apart.',
  });
}

interface Planning {
  readonly options: PlanOptions;
  readonly rest: readonly string[];
  readonly folder: string;
  readonly terminal: Terminal;
}

async function planEvaluation(
  { id, suite, config, variables }: Source,
  { options, rest, folder, terminal }: Planning,
): Promise<{ readonly evaluation: PlannedEvaluation; readonly checked: CheckedConfig }> {
  if (holdsSecret({ options: { ...options }, rest, variables })) {
    throw new MetaScError('plan: an option holds a secret', {
      code: 'CONFIG_INVALID',
      help: 'Write {{ env.X }} in its place.',
    });
  }
  const env = { ...terminal.env, ...variables };
  const args = [...rest];
  const checked = await checkConfig({
    ...{ config, subject: suite === undefined ? config : `suite ${suite}`, options, env },
    ...{ args: [...args, '-c', config], repeats: options.repeats, knownOptions: [] },
  });
  if (options.models !== undefined && !checked.reads.includes('METASC_MODEL')) {
    throw new MetaScError(`${config}: expected a config that reads METASC_MODEL, because of --models`, {
      code: 'CONFIG_INVALID',
      help: "In its columns: model: '{{ env.METASC_MODEL }}'",
    });
  }
  const cases = await loadPlannedCases({ config, args, variables }, env);
  const evaluation: PlannedEvaluation = {
    id,
    ...(suite === undefined ? { config: relative(folder, resolve(config)) } : { suite }),
    variables: { ...variables },
    args,
    repeats: options.repeats,
    ...(options.callsPerMinute === undefined ? {} : { callsPerMinute: options.callsPerMinute }),
    ...(checked.cellsAtOnce === undefined ? {} : { cellsAtOnce: checked.cellsAtOnce }),
    hash: cases.hash,
    widths: Object.fromEntries(cases.widths.flatMap((width, test) => (width === 1 ? [] : [[String(test), width]]))),
    tests: cases.widths.length,
    cells: cases.cells.reduce((sum, cells) => sum + cells, 0),
    columns: cases.columns.map((column) => ({ ...column })),
    units: unitsOf(id, cases, options),
  };
  return { evaluation, checked };
}

/** One unit an order and repeat. */
function unitsOf(id: string, { places, orders }: LoadedCases, { repeats, slice }: PlanOptions): Unit[] {
  const names = [...new Set(orders)];
  return names.flatMap((order) => {
    const own = orders.flatMap((one, test) => (one === order ? [test] : []));
    const parts = divideCases(
      own.map((test) => places[test] ?? []),
      slice,
    );
    return Array.from({ length: repeats }, (_, repeat) => {
      const unit = [
        id,
        ...(names.length === 1 ? [] : [`order-${order}`]),
        ...(repeats === 1 ? [] : [`repeat-${repeat}`]),
      ].join('/');
      const name = (part: number) => `${unit}/${part}`;
      const slices = parts.map(({ tests, isWindow, after }, part) => ({
        id: name(part),
        tests: toRanges(tests.map((test) => own[test] ?? 0)).map(([first, last]): [number, number] => [first, last]),
        isWindow,
        ...(after === undefined ? {} : { after: name(after) }),
      }));
      return { id: unit, repeat, order, slices };
    });
  });
}

interface Figures {
  readonly id: string;
  readonly cells: number;
  readonly units: number;
  readonly slices: number;
  readonly calls: number;
  readonly callsInARow: number;
  /** Of the longest chain. */
  readonly hours: number;
  readonly costUsd?: number;
}

function figuresOf(
  { id, cells, repeats, units }: PlannedEvaluation,
  { estimate }: CheckedConfig,
  latencySeconds: number,
): Figures {
  const { total, columns, callsInARow } = estimate;
  const inARow = total?.callsInARow ?? callsInARow?.calls ?? 1;
  return {
    id,
    cells: cells * repeats,
    units: units.length,
    slices: units.reduce((sum, unit) => sum + unit.slices.length, 0),
    calls: columns.reduce((sum, column) => sum + column.calls, 0),
    callsInARow: inARow,
    hours: (inARow * latencySeconds) / 3_600,
    ...(total?.costUsd === undefined ? {} : { costUsd: total.costUsd }),
  };
}

const LONG_HOURS = 12;

function adviceOn(figures: readonly Figures[], latencySeconds: number): readonly string[] {
  const assumed = `At ${latencySeconds} s a call (--latency).`;
  return [
    assumed,
    ...figures
      .filter(({ hours }) => hours > LONG_HOURS)
      .map(
        ({ id, callsInARow }) =>
          `${id}: ${callsInARow} calls follow one another, however many machines there are. A shorter window (adapt.steps) or more chains (chain) make it shorter.`,
      ),
  ];
}
