import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { endOf, startPromptfoo } from '../../../../cli/commands/eval/promptfooProcess.ts';
import { promptfooEnvironment } from '../../../support/promptfooCli.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const COMPILED = 'promptfoo-metasc/compiled';

it('keeps what Node compiles in the user’s cache, unless told another folder', async () => {
  using cache = createTemporaryFolder();
  using other = createTemporaryFolder();
  const { NODE_COMPILE_CACHE: _, ...ofTests } = promptfooEnvironment(cache.path);
  const start = (env: NodeJS.ProcessEnv) =>
    endOf(
      startPromptfoo({ args: ['--version'], env: { ...ofTests, XDG_CACHE_HOME: cache.path, ...env }, stdio: 'ignore' }),
    );
  expect(await start({ NODE_COMPILE_CACHE: other.path })).toBe(0);
  expect(existsSync(cache.join(COMPILED))).toBe(false);
  expect(await start({})).toBe(0);
  expect(readdirSync(cache.join(COMPILED))).not.toEqual([]);
});
