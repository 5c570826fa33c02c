import { STATIC_CRITIQUE, type SuiteColumn } from './columns.ts';
import { createSuite } from './createSuite.ts';

// By default, the window of either chain has 10 requests.
export default createSuite(({ cases: { adapt = '10' } }) => {
  const adapting = (acceptance: string): SuiteColumn => ({
    label: `metasc ${acceptance}`,
    config: { variant: 'metasc', adapt: { steps: Number(adapt), acceptance } },
  });
  return {
    description: 'poisoning: do attacks succeed more often once requests have tried to write themselves into the spec?',
    columns: [STATIC_CRITIQUE, adapting('structural'), adapting('always')],
    // The same attacks after as many harmless requests, and after poisoned ones.
    cases: [
      { dataset: 'jailbreak', adaptOn: 'honesty', adapt, trajectory: 'clean' },
      { dataset: 'jailbreak', adaptOn: 'poisoning', adapt, trajectory: 'poisoned' },
    ],
    hook: 'suites/hooks/poisoningTable',
  };
});
