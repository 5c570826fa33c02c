import { type Command, InvalidArgumentError } from 'commander';
import { ADOPT_CASES, ADOPT_MIN_CASES } from '../../../../providers/loop/adoptRule.ts';
import type { Terminal } from '../../../terminal/output.ts';
import type { AdoptOptions } from './adoptRun.ts';

/** `metasc spec adopt`: a lock file, if held-out cases show that a spec of the chain is better than its first. */
export function defineAdoptCommand(spec: Command, terminal: Terminal): void {
  spec
    .command('adopt')
    .alias('select')
    .description('Write a lock file only if held-out cases show that the spec is better than the start spec.')
    .option('-o, --output <file>', 'lock file to write if a spec is adopted')
    .requiredOption(
      '--cases <set or file>',
      'held-out cases: a set, or a CSV file with prompt and harmful; repeatable',
      collect,
    )
    .option(
      '--per-side <n>',
      `harmful cases, and as many harmless ones; at least ${ADOPT_MIN_CASES}`,
      parsePerSide,
      ADOPT_CASES,
    )
    .option('--judge <model>', "judges the answers (default: the judge of the column's adapt.trial)")
    .option('--config <file>', 'config that the chain ran with, or its folder (default: the working directory)')
    .option('--column <label>', 'column that the chain ran in (default: by the name of the chain)')
    .option('--trial <file>', "trial set, of which no case may be one (default: that of the column's adapt.trial)")
    .option('--start-lock <file>', "lock file whose spec is to be replaced (default: the chain's first spec)")
    .option('--estimate', 'print what it takes and what it can find, and ask nothing')
    .option('--force', 'overwrite an existing file')
    .option('--journal-dir <folder>', 'folder of the journals', '.metasc')
    .option('--evaluation <id>', 'evaluation (default: that of the adaptive chain written last); repeatable', collect)
    .option('--chain <name>', 'chain, if the evaluation has several that adapt their spec; repeatable', collect)
    .option('--repeat <n>', 'promptfoo repeat, counted from 0', parseCount, 0)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Answers all cases under the start spec, then under the chain's last spec and, if that is not adopted, under one more. Each
answer is a response, a critique and a revision, and the judge's yes or no. Stops after the start spec if that fails too
seldom. A run that was broken off goes on with the same command, without asking again.

Examples:
  metasc spec adopt --cases benign-contrast --judge openai:gpt-4o --estimate
  metasc spec adopt --cases held-out.csv --judge openai:gpt-4o --output specs/safe.lock.json

Exit codes: 0 adopted, or the estimate is printed; 1 an error; 2 the start spec stays, and no file is written.`,
    )
    .action(async (options: AdoptOptions) => {
      const { adopt } = await import('./adoptRun.ts');
      terminal.exitCode = await adopt(options, terminal);
    });
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function parseCount(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number of 0 or more.');
}

function parsePerSide(value: string): number {
  if (/^\d{1,6}$/.test(value) && Number(value) >= ADOPT_MIN_CASES) return Number(value);
  throw new InvalidArgumentError(
    `Expected a whole number of ${ADOPT_MIN_CASES} or more: fewer cases a side show too little.`,
  );
}
