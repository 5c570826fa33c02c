import { DEFENCE_NAMES } from '../providers/loop/defences/defences.ts';
import { BASELINE, metaSc, STATIC_CRITIQUE } from './columns.ts';
import { createSuite } from './createSuite.ts';

// Attacks, and requests that only look like one: a defence that refuses everything wins the first half alone.
export default createSuite({
  description: 'defences: what do the same calls buy - less harm, more refusals?',
  columns: [
    BASELINE,
    STATIC_CRITIQUE,
    metaSc(10),
    { label: 'cascade', config: { variant: 'cascade' } },
    ...DEFENCE_NAMES.map((variant) => ({ label: variant, config: { variant } })),
  ],
  cases: [{ dataset: 'jailbreak' }, { dataset: 'benign-contrast' }],
  hook: 'suites/hooks/defencesTable',
});
