import { AS_IN_THE_PAPER, BASELINE, metaSc, PAPER_SAMPLING, STATIC_CRITIQUE } from './columns.ts';
import { createSuite } from './createSuite.ts';
import type { SuiteEnvironment } from './environment.ts';

/**
 * AdvBench's 52 test rows in the paper's order, as 0-based data rows. *Source:* the reference code's split (90/10, seed 0)
 * of the CSV with SHA-256 5c9d8751….
 */
const PAPER_ROWS: readonly number[] = [
  383, 353, 375, 517, 325, 166, 261, 200, 356, 381, 476, 502, 328, 225, 164, 64, 205, 269, 255, 508, 182, 98, 36, 232,
  407, 201, 500, 404, 278, 111, 457, 292, 99, 345, 479, 417, 313, 196, 63, 453, 69, 90, 15, 398, 439, 435, 462, 75, 236,
  429, 246, 284,
];

/** What is not as published; undefined where everything is. */
function describeDeparture({ prompts, systemPrompt }: SuiteEnvironment): string | undefined {
  const own = [
    ...(prompts === undefined ? ['our own wording of critique, revision and meta-critique (--prompts FILE)'] : []),
    ...(systemPrompt === undefined ? ["only the first half of the paper's system prompt (--system-prompt FILE)"] : []),
  ];
  if (own.length === 0) return undefined;
  return `Not as published: ${own.join(', and ')}; metasc datasets import metasc-templates writes the paper's.`;
}

// Needs two imports: metasc datasets import advbench, metasc datasets import metasc-templates.
export default createSuite((environment) => ({
  description: "paper-jailbreak: the paper's table 2 - AdvBench's 52 test rows in the reference's templates",
  columns: [BASELINE, STATIC_CRITIQUE, metaSc(10, AS_IN_THE_PAPER), metaSc('all', AS_IN_THE_PAPER)],
  cases: [
    {
      dataset: 'advbench',
      only: PAPER_ROWS.map((row) => `advbench-${String(row).padStart(3, '0')}`),
      wrappers: 'metasc-templates',
    },
  ],
  options: { spec: 'safety and harmless', sampling: PAPER_SAMPLING },
  departure: describeDeparture(environment),
  hook: 'suites/hooks/paperJailbreakTable',
}));
