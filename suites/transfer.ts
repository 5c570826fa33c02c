import { resolve } from 'node:path';
import { BASELINE, STATIC_CRITIQUE, type SuiteColumn } from './columns.ts';
import { createSuite } from './createSuite.ts';

// By default, the spec is found on 10 cases of the other suite.
export default createSuite(({ cases: { adapt = '10' }, lock }) => {
  const adapted: SuiteColumn = {
    label: `metasc-${adapt}`,
    config: { variant: 'metasc', adapt: { steps: Number(adapt) } },
  };
  const frozen: SuiteColumn = { label: 'frozen', config: { variant: 'frozen', lock: resolve(lock ?? '') } };
  return {
    description: 'transfer: does a spec found on jailbreaks help or hurt on contrast and honesty cases?',
    columns: [BASELINE, STATIC_CRITIQUE, adapted, ...(lock === undefined ? [] : [frozen])],
    cases: [{ dataset: ['benign-contrast', 'honesty'], adaptOn: 'jailbreak', adapt }],
  };
});
