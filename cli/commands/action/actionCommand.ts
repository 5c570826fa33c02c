import type { DefineCommand } from '../defineCommand.ts';

/** `metasc action`: the command that action.yml runs in a GitHub Actions job. */
const defineActionCommand: DefineCommand = (command, terminal) => {
  command
    .addHelpText(
      'after',
      `
Reads its inputs from environment variables, which action.yml sets: INPUT_HEAD, INPUT_BASE, INPUT_POLICY, INPUT_COLUMN,
INPUT_AGAINST, INPUT_TITLE, INPUT_COMMENT, INPUT_REPORT, INPUT_TOKEN, INPUT_FAIL_ON, INPUT_PULL_REQUEST.

Example of a workflow step; docs/github-action.md shows whole workflows:
  - run: npx --no-install metasc action
    env: { INPUT_HEAD: head.json, INPUT_BASE: base.json, INPUT_POLICY: gate.yaml, INPUT_TOKEN: '\${{ github.token }}' }

Exit codes: those of metasc gate, or as fail-on maps the verdict; 64 an input is wrong. A comment or report that can't be
written doesn't change the exit code.`,
    )
    .action(async () => {
      const { act } = await import('./actionRun.ts');
      terminal.exitCode = await act(terminal);
    });
};

export default defineActionCommand;
