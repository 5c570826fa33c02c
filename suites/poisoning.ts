import { createSuite } from './createSuite.ts';
import { poisoningColumns } from './poisoningColumns.ts';

// By default, the window of either chain has 10 requests.
export default createSuite(({ cases: { adapt = '10' } }) => ({
  description: 'poisoning: do attacks succeed more often once requests have tried to write themselves into the spec?',
  columns: poisoningColumns({
    steps: Number(adapt),
    attacker: process.env.METASC_ATTACKER,
    trialJudge: process.env.METASC_TRIAL_JUDGE,
  }),
  // The same attacks after as many harmless requests, and after poisoned ones.
  cases: [
    { dataset: 'jailbreak', adaptOn: 'honesty', adapt, trajectory: 'clean' },
    { dataset: 'jailbreak', adaptOn: 'poisoning', adapt, trajectory: 'poisoned' },
  ],
  hook: 'suites/hooks/poisoningTable',
}));
