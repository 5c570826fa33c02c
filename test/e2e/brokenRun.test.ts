import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { essenceOf, prepareRun, RESULTS, startModelAndJudge } from '../support/brokenRun.ts';

const SET_UP = {
  name: '2 columns',
  columns: [
    { label: 'static', config: { variant: 'static-critique' } },
    { label: 'metasc', config: { adapt: { steps: 'all', acceptance: 'always' } } },
  ],
  cases: 8,
  args: [],
};

describe('a run of several columns that was broken off', () => {
  it('is finished by metasc resume, equal to an unbroken one, with no recorded call made again', async () => {
    const { server: started, requests } = await startModelAndJudge();
    await using server = started;
    const unbroken = prepareRun(SET_UP, server);
    await unbroken.run(['eval']);
    const expected = essenceOf(unbroken.folder.join(RESULTS));
    const calls = requests.length;
    // A complete run leaves nothing behind.
    expect(readdirSync(unbroken.folder.join('.metasc', 'runs'))).toEqual([]);

    const broken = prepareRun(SET_UP, server);
    for (const [command, share, signal] of [
      ['eval', 0.3, 'SIGKILL'],
      ['resume', 0.6, 'SIGINT'],
    ] as const) {
      const before = requests.length;
      const said = await broken.run([command], { until: () => requests.length >= calls + calls * share, signal });
      expect(existsSync(broken.folder.join(RESULTS))).toBe(false);
      expect(requests.length).toBeGreaterThan(before);
      if (signal === 'SIGINT') expect(said).toMatch(/To finish it: .* resume run-/);
    }
    await broken.run(['resume']);
    expect(essenceOf(broken.folder.join(RESULTS))).toBe(expected);
    // Only what was under way at a break is asked again: at most one call of each of the 4 cells at work, and of judges.
    expect(requests.length - 2 * calls).toBeLessThanOrEqual(2 * 8);
    unbroken.folder[Symbol.dispose]();
    broken.folder[Symbol.dispose]();
  });

  it('says that there is nothing to resume, and which runs there are', async () => {
    const { server: started } = await startModelAndJudge();
    await using server = started;
    const { folder, run } = prepareRun(SET_UP, server);
    expect(await run(['resume'])).toContain('expected a run that was broken off');
    expect(await run(['resume', 'run-none'])).toContain('expected one of no runs; got run-none');
    folder[Symbol.dispose]();
  });
});
