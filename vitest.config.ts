import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** promptfoo, where a test loads it in process, keeps its database and logs out of the home folder. */
const env = {
  PROMPTFOO_CONFIG_DIR: join(tmpdir(), 'metasc-test-promptfoo'),
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
};

// The time-outs end what hangs; on a loaded machine a test may take twenty times as long as on a quiet one.
export default defineConfig({
  test: {
    env,
    // One worker per core: tests in processes of their own wait for most of their time.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/support/buildStale.ts',
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
