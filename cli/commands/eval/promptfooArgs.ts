import { MetaScError } from '../../../foundation/errors.ts';

/**
 * What `metasc eval` hands on to promptfoo: the options that it does not know itself, with their values, and everything
 * after `--`.
 *
 * @throws MetaScError `CONFIG_INVALID` for a word that belongs to no option
 */
export function readPromptfooArgs(rest: readonly string[]): readonly string[] {
  const end = rest.indexOf('--');
  const args = end === -1 ? rest : rest.toSpliced(end, 1);
  const [first] = args;
  if (first === undefined || first.startsWith('-')) return args;
  throw new MetaScError(`eval: expected options, got "${first}"`, {
    code: 'CONFIG_INVALID',
    help: 'Name the config with --config, a suite with --suite.',
  });
}

/** The value of promptfoo's `--repeat`, if it is given. */
export function repeatsIn(args: readonly string[]): number | undefined {
  const at = args.findLastIndex((arg) => /^--repeat(?:=|$)/.test(arg));
  const value = Number(args[at]?.split('=')[1] ?? args[at + 1]);
  return at !== -1 && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** Whether these options say how many cells run at once, or how fast. */
export function statePace(args: readonly string[]): boolean {
  return args.some((arg) => /^(?:-j|--max-concurrency(?:=|$)|--delay(?:=|$))/.test(arg));
}

/** Whether promptfoo goes on with an earlier evaluation, whose config it kept. */
export function isContinuation(args: readonly string[]): boolean {
  return args.some((arg) => /^--(?:resume|retry-errors)(?:=|$)/.test(arg));
}

/** The files that promptfoo is told to write, beside the results. */
export function outputsIn(args: readonly string[]): readonly string[] {
  const outputs: string[] = [];
  let isOutput = false;
  for (const arg of args) {
    const [, attached = ''] = /^(?:-o|--output=)(.+)$/.exec(arg) ?? [];
    if (attached !== '') outputs.push(attached);
    else if (isOutput && !arg.startsWith('-')) outputs.push(arg);
    // The option takes all words up to the next one.
    if (arg.startsWith('-')) isOutput = /^(?:-o|--output)/.test(arg);
  }
  return outputs;
}
