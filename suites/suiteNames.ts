/** The suites of this package: each a promptfoo config `suites/<name>.ts`. */
export const SUITE_NAMES = [
  'jailbreak',
  'over-refusal',
  'honesty',
  'moral',
  'paper-jailbreak',
  'paper-biggen',
  'defences',
  'adaptive',
  'ablation',
  'poisoning',
  'transfer',
  'robustness',
] as const;
