import type { DefineCommand } from '../defineCommand.ts';

/** `metasc action`: what action.yml runs in a job of GitHub Actions. */
const defineActionCommand: DefineCommand = (command, terminal) => {
  command
    .addHelpText(
      'after',
      `
Reads its inputs from the environment, as action.yml sets them: INPUT_HEAD, INPUT_BASE, INPUT_POLICY, INPUT_COLUMN,
INPUT_AGAINST, INPUT_TITLE, INPUT_COMMENT, INPUT_REPORT, INPUT_TOKEN, INPUT_FAIL_ON, INPUT_PULL_REQUEST.

Example, a step of a workflow; docs/github-action.md has whole ones:
  - run: npx --no-install metasc action
    env: { INPUT_HEAD: head.json, INPUT_BASE: base.json, INPUT_POLICY: gate.yaml, INPUT_TOKEN: '\${{ github.token }}' }

Exit codes: those of metasc gate, or what fail-on makes of the verdict; 64 an input is wrong. A comment or a report that
can't be written changes none.`,
    )
    .action(async () => {
      const { act } = await import('./actionRun.ts');
      terminal.exitCode = await act(terminal);
    });
};

export default defineActionCommand;
