import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longestFirst.ts';

const env = {
  // promptfoo, where a test loads it in process, keeps its database and logs out of the home folder.
  PROMPTFOO_CONFIG_DIR: join(tmpdir(), 'metasc-test-promptfoo'),
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
  // It prints each error of a server that a test lets fail.
  LOG_LEVEL: 'none',
  // What one process has compiled, the next one loads.
  NODE_COMPILE_CACHE: join(tmpdir(), 'metasc-test-compiled'),
};

/** Files that replace modules, so that no other file may share theirs. */
const REPLACING_MODULES = ['test/assertions/newMetric.test.ts'];

export default defineConfig({
  test: {
    env,
    // One worker more than cores, because many tests wait: for a process that they end, a server that hangs, a time limit.
    // It keeps its modules from file to file: starting afresh takes a third of a second.
    maxWorkers: availableParallelism() + 1,
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Time-outs end what hangs. On a loaded machine, a test may take twenty times as long as on a quiet one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', ...REPLACING_MODULES],
        },
      },
      { extends: true, test: { name: 'isolated', include: REPLACING_MODULES, isolate: true } },
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
