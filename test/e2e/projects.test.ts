import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  differencesOf,
  openProject,
  ownChecksOf,
  PROJECT_NAMES,
  providerAt,
  rowsIn,
  unscoredOf,
  workOf,
  writeSideBySide,
} from '../support/projects.ts';
import { startTargetServer, type TargetServer } from '../support/targetServer.ts';

/** Rows that pass unrevised: tool calls, and prompts that can't be continued. */
const SKIPPED: Readonly<Record<string, number>> = {
  functions: 1,
  images: 2,
  prefill: 2,
  tools: 1,
  'tools-anthropic': 1,
  'tools-responses': 1,
};

/**
 * One of each family that no other test adopts: init.test.ts has CSV, commands and classes, adoption.test.ts configs and
 * prompts in code, targets.test.ts structured output. Each takes seconds. METASC_PROJECTS=all runs them all, as every night,
 * and so does the bench.
 */
const FAMILIES = [
  'chat-yaml',
  'crlf',
  'extensions',
  'globs',
  'http-vars',
  'provider-prompts',
  'python-vars',
  'scenarios',
  'tools',
];
const CHOSEN = process.env.METASC_PROJECTS === 'all' ? PROJECT_NAMES : FAMILIES;

const twoAtATime = pLimit(2);

describe.concurrent('metasc init in a project, run beside the project’s own entry', () => {
  let server: TargetServer;
  beforeAll(async () => {
    server = await startTargetServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each(CHOSEN)('%s: baseline answers and passes as before, and MetaSC works', (name) =>
    twoAtATime(async () => {
      await using project = openProject(name, server);
      const outcome = await project.promptfoo('eval', writeSideBySide(project, await project.init()));
      const [own, baseline, metasc] = [providerAt(outcome, 0), 'baseline', 'metasc'].map((column) =>
        rowsIn(outcome, column),
      ) as [ReturnType<typeof rowsIn>, ReturnType<typeof rowsIn>, ReturnType<typeof rowsIn>];

      // The server answers by the request's bytes: equal outputs are equal requests.
      expect(baseline, outcome.stdout + outcome.stderr).toHaveLength(own.length);
      expect(own.flatMap((row, index) => differencesOf(row, baseline[index]))).toEqual([]);
      // Equality says something only where some assertions pass and some fail.
      expect(new Set(own.flatMap(ownChecksOf).map(({ pass }) => pass))).toEqual(new Set([true, false]));

      const work = Map.groupBy(metasc, (row) => workOf(row).split(':')[0]);
      expect(work.get('skipped') ?? []).toHaveLength(SKIPPED[name] ?? 0);
      expect([...(work.get('at work') ?? []), ...(work.get('skipped') ?? [])], [...work.keys()].join()).toHaveLength(
        own.length,
      );
      expect([...baseline, ...metasc].flatMap(unscoredOf)).toEqual([]);
    }),
  );
});
