import { describe, expect, it } from 'vitest';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';
import { runBounded } from './boundedRun.ts';

const options = { cwd: '.', env: process.env, timeoutMs: 60_000 };

describe('runBounded', () => {
  it('gives what was printed, and the last words of what failed', async () => {
    const { stdout, failure } = await runBounded('bash', ['-c', 'echo done; echo why >&2; exit 3'], options);
    expect([stdout, failure]).toEqual(['done\n', 'why']);
    expect(await runBounded('bash', ['-c', 'echo done'], options)).toMatchObject({ failure: undefined });
    expect(await runBounded('bash', ['-c', 'exit 3'], options)).toMatchObject({ failure: 'ended with 3' });
  });

  it('says which program is missing', async () => {
    expect((await runBounded('/no/such/program', [], options)).failure).toContain('/no/such/program');
  });

  it('kills at its time what the program has started, too', async () => {
    using folder = createTemporaryFolder();
    // The pipes stay open as long as the inner process lives, so that this ends only if that one does.
    const script = '(echo started; while true; do sleep 1; done) & wait';
    const { stdout, failure } = await runBounded('bash', ['-c', script], {
      ...options,
      cwd: folder.path,
      timeoutMs: 1_000,
    });
    expect(failure).toBe('not done within 1 s');
    expect(['', 'started\n']).toContain(stdout);
  });
});
