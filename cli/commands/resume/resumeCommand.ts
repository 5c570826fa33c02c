import type { DefineCommand } from '../defineCommand.ts';
import type { EvalOptions } from '../eval/evalRun.ts';

/** `metasc resume`: goes through a run again that was broken off; what it recorded is not asked again. */
const defineResumeCommand: DefineCommand = (command, terminal) => {
  command
    .argument('[run]', 'a run of metasc eval, or the id of an evaluation of promptfoo eval (default: the last run)')
    .option('-c, --config <file>', 'of an evaluation of promptfoo eval: its config')
    .option('-o, --output <file>', 'results, as .json or .jsonl (default: as metasc eval)')
    .option('--json', "print the summary as JSON; promptfoo's output goes to standard error")
    .allowUnknownOption()
    .argument('[promptfoo options...]', 'of an evaluation of promptfoo eval: its options')
    .addHelpText(
      'after',
      `
Ends with one evaluation that equals an unbroken run: the same rows, specs, steps and figures. Every call and every
verdict that was recorded before is taken from there; only what is missing is asked, rows with an error and verdicts that
a failed call left out included.

Examples:
  metasc resume
  metasc resume run-2026-11-27T14-40-00-1a2b
  metasc resume eval-abc-2026-11-27T14:40:00 --config promptfooconfig.yaml --no-cache

Exit codes: as metasc eval.`,
    )
    .action(
      async (id: string | undefined, rest: string[], options: Pick<EvalOptions, 'config' | 'output' | 'json'>) => {
        const { resumeRun } = await import('./resumeRun.ts');
        terminal.exitCode = await resumeRun({ id, options, rest }, terminal);
      },
    );
};

export default defineResumeCommand;
