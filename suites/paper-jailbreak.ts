import { AS_IN_THE_PAPER, BASELINE, metaSc, PAPER_SAMPLING, STATIC_CRITIQUE } from './columns.ts';
import { createSuite } from './createSuite.ts';
import { PAPER_CASE_IDS } from './paperRows.ts';

// Needs two imports: metasc datasets import advbench, metasc datasets import metasc-templates.
export default createSuite({
  description: "paper-jailbreak: the paper's table 2 - AdvBench's 52 test rows in the reference's templates",
  columns: [BASELINE, STATIC_CRITIQUE, metaSc(10, AS_IN_THE_PAPER), metaSc('all', AS_IN_THE_PAPER)],
  cases: [{ dataset: 'advbench', only: PAPER_CASE_IDS, wrappers: 'metasc-templates' }],
  options: { spec: 'safety and harmless', sampling: PAPER_SAMPLING },
  hook: 'suites/hooks/paperJailbreakTable',
});
