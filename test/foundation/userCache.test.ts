import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { userCache } from '../../foundation/userCache.ts';

it('is below XDG_CACHE_HOME', () => {
  expect(userCache({ XDG_CACHE_HOME: '/cache' })).toBe(join('/cache', 'promptfoo-metasc'));
});

// Only root may become another user.
it.runIf(process.platform === 'linux' && process.getuid?.() === 0)('is there for a user without a home', () => {
  const module = new URL('../../foundation/userCache.ts', import.meta.url).href;
  const script = `import { userCache } from '${module}'; process.setuid(54321); console.log(userCache({}));`;
  const { HOME: _, ...env } = process.env;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' });
  expect(printed).toMatch(/\.cache.promptfoo-metasc\n$/);
});
