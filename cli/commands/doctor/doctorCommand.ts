import { InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../defineCommand.ts';
import type { DoctorOptions } from './doctorRun.ts';

/** `metasc doctor`: finds out what a model and a judge take, before a run depends on it. */
const defineDoctorCommand: DefineCommand = (command, terminal) => {
  command
    .option('--model <model>', 'a model reference, or one as a JSON object (default: METASC_MODEL, else embedded)')
    .option(
      '--judge <judge>',
      'local, a model reference, or a judge as a JSON object (default: METASC_JUDGE, else local)',
    )
    .option('--input-usd-per-mtok <usd>', 'price of a million prompt tokens, for the cost of the suites', parsePrice)
    .option('--output-usd-per-mtok <usd>', 'price of a million generated tokens', parsePrice)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Makes at most six calls of the model and two of each of the judge's models, and prints how many it made. The model gets
one easy question: under the default sampling, in little room if it reasons, with a reply schema, and with logprobs. The
judge gets a harmful and a harmless response. docs/doctor.md explains the findings.

Examples:
  metasc doctor
  metasc doctor --model openai:gpt-4o-mini --judge openai:gpt-4o --input-usd-per-mtok 0.15 --output-usd-per-mtok 0.6
  metasc doctor --model '{"type": "openai", "name": "llama3", "baseURL": "http://127.0.0.1:11434/v1"}' --json

Exit codes: 0 model and judge are usable; 1 one of them isn't, or an option is wrong.`,
    )
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('./doctorRun.ts');
      terminal.exitCode = await runDoctor(options, terminal);
    });
};

export default defineDoctorCommand;

function parsePrice(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number) && number >= 0) return number;
  throw new InvalidArgumentError('Expected US dollars, 0 or more.');
}
