import type { HeldOutCase } from '../../../../providers/options/heldOutCases.ts';
import type { VariantSetup } from '../../../../providers/options/variantSetup.ts';
import { type PlannedSpending, planCalls, planVerdicts, totalSpending } from '../../../callPlan.ts';

export interface AdoptPlan {
  /** For the start spec alone. */
  readonly start: PlannedSpending;
  /** If every candidate is tried. */
  readonly most: PlannedSpending;
}

/** What an adoption takes if nothing is recorded, with answers of 200 tokens. */
export function planAdoptionCalls(
  { config, prompts }: Pick<VariantSetup, 'config' | 'prompts'>,
  heldOut: readonly HeldOutCase[],
  specs: readonly string[],
): AdoptPlan {
  const cases = heldOut.map(({ prompt }) => ({ request: prompt, vars: {}, metadata: {} }));
  const columns = specs.map((spec) => ({
    config: { ...config, variant: 'static-critique' as const, spec },
    prompts,
    cases,
  }));
  const verdicts = planVerdicts(
    heldOut.map(({ prompt }) => prompt),
    config.pricing?.trialJudge,
  );
  const parts = planCalls(columns).map((column) => totalSpending([column, verdicts]));
  return { start: totalSpending(parts.slice(0, 1)), most: totalSpending(parts) };
}
