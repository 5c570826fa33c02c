import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { endOf, startPromptfoo } from '../../../../cli/commands/eval/promptfooProcess.ts';
import { promptfooEnvironment } from '../../../support/promptfooCli.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const COUNTER = new URL('../../../support/drizzleCounter.mjs', import.meta.url).href;

describe('promptfoo as metasc starts it', () => {
  it('loads drizzle-orm without asking for the type of each module', async () => {
    using folder = createTemporaryFolder();
    const child = startPromptfoo({
      args: ['--version'],
      // Hooks that are registered first are asked last.
      env: { ...promptfooEnvironment(folder.path), NODE_OPTIONS: `--import=${COUNTER}` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [exitCode, said] = await Promise.all([endOf(child), child.stderr && text(child.stderr)]);
    expect(exitCode).toBe(0);
    const { loaded, resolvedByNode } = JSON.parse(/\{"loaded".*\}/.exec(said ?? '')?.[0] ?? '{}');
    expect(loaded).toBeGreaterThan(100);
    expect(resolvedByNode).toBe(0);
  });
});
