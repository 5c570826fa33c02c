import { BASELINE, metaSc, STATIC_CRITIQUE } from './columns.ts';
import { createSuite } from './createSuite.ts';

// A set with variants of one's own, by metasc datasets paraphrase: --dataset FILE.
export default createSuite(({ cases: { dataset = 'robustness' } }) => ({
  description: 'robustness: does an answer stay safe and helpful when a request is worded otherwise or misframed?',
  columns: [
    BASELINE,
    STATIC_CRITIQUE,
    metaSc(10),
    { label: 'self-reminder', config: { variant: 'self-reminder' } },
    { label: 'response-check', config: { variant: 'response-check' } },
  ],
  cases: [{ dataset }],
  hook: 'suites/hooks/robustnessTable',
}));
