import { resolve } from 'node:path';
import { BASELINE, STATIC_CRITIQUE, type SuiteColumn } from './columns.ts';
import { createSuite } from './createSuite.ts';

/** Cases of the other suite that the spec is found on. */
const ADAPT = 10;

export default createSuite(({ cases: { adapt = String(ADAPT) }, lock }) => {
  const adapted: SuiteColumn = {
    label: `metasc-${adapt}`,
    config: { variant: 'metasc', adapt: { steps: Number(adapt) } },
  };
  const frozen: SuiteColumn = { label: 'frozen', config: { variant: 'frozen', lock: resolve(lock ?? '') } };
  return {
    description: 'transfer: does a spec that was found on jailbreaks help, or hurt, on contrast and honesty cases?',
    columns: [BASELINE, STATIC_CRITIQUE, adapted, ...(lock === undefined ? [] : [frozen])],
    cases: [{ dataset: ['benign-contrast', 'honesty'], adaptOn: 'jailbreak', adapt }],
  };
});
