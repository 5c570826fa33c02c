import { readCaseFacts } from '../../../../assertions/caseFacts.ts';
import { membersOf } from '../../../../assertions/judges/judgeRef.ts';
import type { ModelRef } from '../../../../providers/models/modelRef.ts';
import { loadPrompts } from '../../../../providers/options/promptsFile.ts';
import type { ProviderConfig } from '../../../../providers/options/providerConfig.ts';
import { ANSWER_TOKENS, type PlannedSpending, planCalls, totalSpending, trialRequestsOf } from '../../../callPlan.ts';
import { planDefence } from '../../../defencePlan.ts';
import type { OwnAssertion } from './assertionFaults.ts';
import type { PlannedCell } from './suiteCells.ts';
import type { LoadedTest } from './suiteTests.ts';

/** A column that has not run. */
export interface ColumnEstimate {
  readonly label: string;
  readonly cells: number;
  /** What it adds to the columns before it. Of a column of another provider: one call per cell, tokens unknown. */
  readonly calls: number;
  /** Of a MetaSC column. */
  readonly spending?: PlannedSpending;
}

/** The shortest run. */
export interface CallsInARow {
  readonly calls: number;
  /** Simultaneous calls of a model: `limits.maxConcurrentCalls`. */
  readonly atOnce: number;
}

/** What a run takes. */
export interface RunEstimate {
  readonly cells: number;
  readonly columns: readonly ColumnEstimate[];
  /** Of the MetaSC columns together; undefined if there is none. */
  readonly total?: PlannedSpending;
  /** Calls that have to follow one another: a run takes at least so many times a call's latency. */
  readonly callsInARow?: CallsInARow;
  /** Most calls of models that judge, by metric: equal answers to one case are judged once. */
  readonly judgeCalls: Readonly<Record<string, number>>;
}

export interface EstimatedColumn {
  readonly label: string;
  readonly cells: readonly PlannedCell[];
  /** Only of a MetaSC column. */
  readonly config?: ProviderConfig | undefined;
}

/** @param ownAssertions the assertions of this package that each part of the config has */
export async function estimateRun(
  columns: readonly EstimatedColumn[],
  ownAssertions: ReadonlyMap<LoadedTest, readonly OwnAssertion[]>,
): Promise<RunEstimate> {
  const spendings = await planRepeats(columns);
  const estimates = columns.map(({ label, cells }, index): ColumnEstimate => {
    const spending = spendings[index];
    const count = cells.reduce((sum, { repeats }) => sum + repeats, 0);
    return { label, cells: count, calls: spending?.calls ?? count, ...(spending && { spending }) };
  });
  const known = spendings.filter((spending) => spending !== undefined);
  const total = known.length === 0 ? undefined : totalSpending(known);
  return {
    cells: estimates.reduce((sum, { cells }) => sum + cells, 0),
    columns: estimates,
    ...(total && { total, callsInARow: shortestRun(columns, total) }),
    judgeCalls: countJudgeCalls(columns, ownAssertions),
  };
}

/** The references to all models of a column. */
export function referencesOf({
  variant,
  model,
  reviewModel,
  metaModel,
  attack,
  look,
  adapt: { trial },
}: ProviderConfig): readonly ModelRef[] {
  return [
    model,
    reviewModel,
    metaModel,
    ...(attack === undefined ? [] : [attack.model, attack.judge ?? attack.model]),
    ...(variant === 'cascade' ? [look.model] : []),
    ...(trial === undefined ? [] : [trial.judge]),
  ];
}

/** The longest chain, or all calls shared out among the places: as many for each model. */
function shortestRun(columns: readonly EstimatedColumn[], { calls, callsInARow }: PlannedSpending): CallsInARow {
  const configs = columns.flatMap(({ config }) => config ?? []);
  const models = new Set(configs.flatMap(referencesOf).map((model) => JSON.stringify(model)));
  const atOnce = Math.max(...configs.map(({ limits }) => limits.maxConcurrentCalls));
  const places = atOnce * models.size;
  return { calls: Math.max(callsInARow, Math.ceil(calls / places)), atOnce };
}

/** Each repeat has chains and shared calls of its own. Undefined for columns of other providers. */
async function planRepeats(columns: readonly EstimatedColumn[]): Promise<readonly (PlannedSpending | undefined)[]> {
  const own = await Promise.all(
    columns.flatMap(({ config, cells }) => (config === undefined ? [] : [open(config, cells)])),
  );
  const repeats = Math.max(0, ...columns.flatMap(({ cells }) => cells.map((cell) => cell.repeats)));
  const rounds = Array.from({ length: repeats }, (_, round) =>
    planCalls(
      own.map((column) => ({ ...column, cases: column.cells.filter((cell) => cell.repeats > round).map(toCase) })),
    ),
  );
  const totals = own.map((_, index) => totalSpending(rounds.flatMap((round) => round[index] ?? [])));
  return columns.map(({ config }) => (config === undefined ? undefined : totals.shift()));
}

async function open(config: ProviderConfig, cells: readonly PlannedCell[]) {
  return {
    cells,
    config,
    prompts: loadPrompts(config).prompts,
    trialRequests: trialRequestsOf(config),
    defencePlans: await planDefence(config, cells.map(toCase), ANSWER_TOKENS),
  };
}

const toCase = ({ request, vars, test: { metadata } }: PlannedCell) => ({ request, vars, metadata });

function countJudgeCalls(
  columns: readonly EstimatedColumn[],
  ownAssertions: ReadonlyMap<LoadedTest, readonly OwnAssertion[]>,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { test, vars, repeats } of columns.flatMap(({ cells }) => cells)) {
    for (const assertion of test.parts.flatMap((part) => ownAssertions.get(part) ?? [])) {
      const calls = callsPerVerdict(assertion) * repeats;
      if (calls === 0 || !isScored(assertion, { metadata: test.metadata, vars })) continue;
      counts[assertion.metric.name] = (counts[assertion.metric.name] ?? 0) + calls;
    }
  }
  return counts;
}

/** At most: a cascade asks its second judge only where the first one doesn't decide. */
function callsPerVerdict({ config: { judge } }: OwnAssertion): number {
  return membersOf(judge).filter(({ member }) => member.type !== 'local').length;
}

type CaseSource = Pick<PlannedCell, 'vars'> & Pick<PlannedCell['test'], 'metadata'>;

/** Whether the metric is for the case: others are left unscored without a call. */
function isScored({ metric }: OwnAssertion, { metadata, vars }: CaseSource): boolean {
  try {
    const facts = readCaseFacts({ test: { metadata }, vars: { ...vars } as Record<string, string> }, metric);
    return typeof metric.fitOf(facts) !== 'object';
  } catch {
    return false;
  }
}
