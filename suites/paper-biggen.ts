import { AS_IN_THE_PAPER, BASELINE, metaSc, PAPER_SAMPLING, STATIC_CRITIQUE } from './columns.ts';
import { createSuite } from './createSuite.ts';

// Needs an import: metasc datasets import biggen-safety. Ratings need a model as judge: METASC_JUDGE.
export default createSuite({
  description: "paper-biggen: the paper's table 5 - BiGGen Bench's safety tasks, one chain per task",
  columns: [BASELINE, STATIC_CRITIQUE, metaSc('all', AS_IN_THE_PAPER)],
  cases: [{ dataset: 'biggen-safety' }],
  options: {
    chain: '{{ metadata.category }}',
    spec: "{{ metadata.category | replace('_', ' ') }}",
    systemPrompt: '{{ metadata.systemPrompt }}',
    sampling: PAPER_SAMPLING,
  },
  hook: 'suites/hooks/paperBiggenTable',
});
