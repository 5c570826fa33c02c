import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { modulePath } from '../../../../suites/modulePath.ts';
import { endOf, startPromptfoo } from '../promptfooProcess.ts';
import type { Findings, LookRequest } from './inspectSuite.ts';
import { LOOK_VARIABLE } from './lookVariable.ts';

/** What promptfoo printed instead of loading the config. */
export interface LoadFailure {
  readonly exitCode: number;
  readonly printed: string;
}

/**
 * Lets promptfoo load a config as `promptfoo eval` with these options would, and inspects it before the first call.
 * Writes nothing.
 */
export async function lookAtConfig(
  request: LookRequest,
  { args, env }: { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv },
): Promise<Findings | LoadFailure> {
  const hook = modulePath('cli/commands/eval/dryLook/lookInside');
  const child = startPromptfoo({
    nodeArgs: ['--import', pathToFileURL(hook).href],
    args: ['eval', ...args, '--extension', `file://${hook}:beforeAll`, '--no-write', '--no-table', '--no-progress-bar'],
    env: {
      ...env,
      [LOOK_VARIABLE]: JSON.stringify(request),
      // It would ask for a mail address before a red team's tests.
      PROMPTFOO_DISABLE_REMOTE_GENERATION: 'true',
      NODE_NO_WARNINGS: '1',
      NO_COLOR: '1',
      PROMPTFOO_DISABLE_DEBUG_LOG: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let findings: Findings | undefined;
  child.on('message', (message) => {
    findings = message as Findings;
  });
  const [exitCode, ...printed] = await Promise.all([
    endOf(child),
    ...[child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream))),
  ]);
  return findings ?? { exitCode, printed: tidy(printed.join('\n')) };
}

/** Without colours and code of promptfoo, and of a stack only the lines in files of the user. */
export function tidy(printed: string): string {
  const isOfOthers = (line: string) => /^\s+at .*(?:node_modules|node:|<anonymous>)|^Node\.js v/.test(line);
  return stripVTControlCharacters(printed)
    .replace(/^file:.*node_modules.*:\d+\n[\s\S]*?\n\n(?=\w*Error\b)/gm, '')
    .split('\n')
    .filter((line) => !isOfOthers(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
