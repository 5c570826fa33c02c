import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestCase } from 'promptfoo';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import { textOf } from '../../../foundation/untyped.ts';
import type { ModelRef } from '../../../providers/models/modelRef.ts';
import { loadPrompts } from '../../../providers/options/promptsFile.ts';
import { type Price, type ProviderConfig, readProviderConfig } from '../../../providers/options/providerConfig.ts';
import generateCases from '../../../suites/cases.ts';
import type { Suite } from '../../../suites/createSuite.ts';
import { modulePath } from '../../../suites/modulePath.ts';
import { SUITE_NAMES } from '../../../suites/suiteNames.ts';
import { ANSWER_TOKENS, type PlannedSpending, planCalls, totalSpending, trialRequestsOf } from '../../callPlan.ts';
import { planDefence } from '../../defencePlan.ts';
import type { PlannedCase } from '../../plannedCase.ts';

/** What a suite takes, all columns together. */
export interface SuiteCost extends PlannedSpending {
  readonly suite: string;
  /** Rows of one column. */
  readonly cases: number;
  readonly columns: number;
  /** Verdicts by metric. */
  readonly verdicts: Readonly<Record<string, number>>;
}

/** A suite whose cases can't be read: a published set that was not imported. */
export interface MissingSuite {
  readonly suite: string;
  readonly missing: string;
}

export interface SuiteCostOptions {
  /** Decides the wording of the prompts. */
  readonly model: ModelRef;
  readonly price?: Price | undefined;
  /** Tokens that the model spends on thoughts per call. @default 0 */
  readonly thoughtTokens?: number;
}

/**
 * What each suite takes under this process's METASC_ variables, if answers have 200 tokens and every proposal becomes the
 * spec at once. Tokens are four characters.
 */
export async function estimateSuites({
  model,
  price,
  thoughtTokens = 0,
}: SuiteCostOptions): Promise<readonly (SuiteCost | MissingSuite)[]> {
  const { prompts } = loadPrompts(readProviderConfig({ model }));
  const costs: (SuiteCost | MissingSuite)[] = [];
  for (const suite of SUITE_NAMES) {
    try {
      const { providers, tests } = await readSuite(suite);
      const cases = tests.map(toPlannedCase);
      const columns = await Promise.all(
        providers.map(async (config) => ({
          config: priced(config, price),
          prompts,
          cases,
          trialRequests: trialRequestsOf(config),
          defencePlans: await planDefence(config, cases, ANSWER_TOKENS),
        })),
      );
      const spent = totalSpending(planCalls(columns, { thoughtTokens }));
      const verdicts = countVerdicts(tests, providers.length);
      costs.push({
        suite,
        cases: tests.length,
        columns: providers.length,
        ...spent,
        verdicts,
      });
    } catch (error) {
      if (!(error instanceof MetaScError)) throw error;
      costs.push({ suite, missing: messageOf(error) });
    }
  }
  return costs;
}

async function readSuite(name: string) {
  const url = pathToFileURL(modulePath(`suites/${name}`)).href;
  const { default: suite } = (await import(url)) as { readonly default: Suite };
  const providers = [suite.providers].flat() as readonly { readonly config?: unknown }[];
  const tests = await Promise.all(suite.tests.map(({ config }) => generateCases(config)));
  return { providers: providers.map(({ config }) => readProviderConfig(config)), tests: tests.flat() };
}

/** All models of a suite at one price. */
function priced(config: ProviderConfig, price: Price | undefined): ProviderConfig {
  const { pricing: _, ...rest } = config;
  if (price === undefined) return rest;
  return {
    ...rest,
    pricing: {
      ...{ model: price, reviewModel: price, metaModel: price },
      ...{ attacker: price, attackJudge: price, lookModel: price, trialJudge: price },
    },
  };
}

function toPlannedCase({ vars = {}, metadata = {} }: TestCase): PlannedCase {
  return { request: textOf(vars.prompt) ?? '', vars, metadata };
}

/** One verdict per row and assertion. */
function countVerdicts(tests: readonly TestCase[], columns: number): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const assertion of tests.flatMap(({ assert = [] }) => assert)) {
    if (!('value' in assertion) || typeof assertion.value !== 'string') continue;
    const metric = basename(assertion.value, extname(assertion.value));
    counts[metric] = (counts[metric] ?? 0) + columns;
  }
  return counts;
}
