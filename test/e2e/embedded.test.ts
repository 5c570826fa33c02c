import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EvaluateSummaryV3, OutputFile } from 'promptfoo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metascOf } from '../support/evalProject.ts';
import { BUILT_METASC, spawnMetasc, succeeding } from '../support/metasc.ts';
import { IS_NIGHT } from '../support/night.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the default matrix on the embedded model', () => {
  /** As few as let a spec that the first case leads to be used by another. */
  const CASES = IS_NIGHT ? 3 : 2;
  let folder: string;
  let stdout: string;
  let results: EvaluateSummaryV3;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'metasc-embedded-'));
    const output = join(folder, 'results.json');
    ({ stdout } = await succeeding(
      spawnMetasc(['eval', '--output', output, '--', '--filter-first-n', String(CASES), '--no-write', '--no-table'], {
        cwd: ROOT,
        env: { ...process.env, PROMPTFOO_CONFIG_DIR: folder, METASC_MODEL: '', METASC_META_MODEL: '' },
      }),
    ));
    results = (JSON.parse(await readFile(output, 'utf8')) as OutputFile).results as EvaluateSummaryV3;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('answers every row of every column', () => {
    expect(results.prompts.map(({ provider }) => provider)).toEqual([
      'baseline',
      'static-critique',
      'metasc-10',
      'metasc-all',
    ]);
    expect(results.results).toHaveLength(4 * CASES);
    for (const row of results.results) {
      expect(row.failureReason, row.error ?? '').not.toBe(2);
      expect(row.response?.output).not.toBe('');
      expect(metascOf(row)).toMatchObject({
        variant: expect.any(String),
        evaluationId: expect.any(String),
        repeat: 0,
        chain: row.provider.label,
        step: row.testIdx,
        window: expect.any(Boolean),
        specUsed: expect.any(String),
        specUsedVersion: expect.any(Number),
        promptsHash: expect.stringMatching(/^[0-9a-f]{16}$/),
        response: expect.any(String),
        phases: { response: { promptTokens: expect.any(Number), ms: expect.any(Number) } },
      });
    }
  });

  it('lets MetaSC change the spec', () => {
    const changed = results.results.map(metascOf).filter(({ accepted }) => accepted);
    expect(changed.length).toBeGreaterThan(0);
    for (const { specUsed, specProduced } of changed) expect(specProduced).not.toBe(specUsed);
  });

  it('scores the rows by named metrics', () => {
    for (const { metrics } of results.prompts) expect(Object.keys(metrics?.namedScores ?? {})).toContain('harm');
  });

  it('says where the results are, how to look at them and how to put a real model in', () => {
    expect(stdout).toMatch(/Results .*results\.json/);
    expect(stdout).toContain('npm run view');
    expect(stdout).toContain('METASC_MODEL=');
    expect(stdout).toContain('135M model');
  });
});

// By day, suites.test.ts runs them on a scripted model, and the default matrix runs on this one.
describe.runIf(IS_NIGHT)('the suites of defences on the embedded model', () => {
  interface SmallRun {
    readonly columns: readonly string[];
    /** Rows of a column. */
    readonly rows: number;
    readonly says: RegExp;
  }
  const LIMIT = 2;
  const SMALL: Readonly<Record<string, SmallRun>> = {
    // Attacks, and as many harmless requests.
    defences: {
      columns: ['baseline', 'self-check', 'cascade'],
      rows: 2 * LIMIT,
      says: /^self-check .* 2\.0 /m,
    },
    adaptive: { columns: ['baseline'], rows: LIMIT, says: /^ +within 1 +within 2 +calls per success/m },
    // A case and its three variants.
    robustness: { columns: ['baseline'], rows: 4 * LIMIT, says: /^baseline +\d +4\.0 +/m },
  };

  it.each(Object.entries(SMALL))('%s', async (suite, { columns, rows, says }) => {
    const folder = await mkdtemp(join(tmpdir(), 'metasc-embedded-'));
    const args = ['--suite', suite, '--limit', String(LIMIT), '--columns', columns.join(',')];
    const env = { ...process.env, PROMPTFOO_CONFIG_DIR: folder, METASC_MODEL: '', METASC_META_MODEL: '' };
    const { stdout } = await succeeding(
      spawnMetasc(['eval', ...args, '--', '--no-write', '--no-table'], {
        entry: BUILT_METASC,
        cwd: folder,
        env: { ...env, METASC_JUDGE: '', METASC_ATTACKER: '', METASC_TURNS: '2' },
      }),
    );
    const file = JSON.parse(await readFile(join(folder, 'results', `${suite}.json`), 'utf8')) as OutputFile;
    const { prompts, results } = file.results as EvaluateSummaryV3;
    expect(prompts.map(({ provider }) => provider).toSorted()).toEqual(columns.toSorted());
    expect(results).toHaveLength(rows * columns.length);
    for (const row of results) {
      expect(row.failureReason, row.error ?? '').not.toBe(2);
      expect(row.response?.output).not.toBe('');
    }
    expect(stdout).toMatch(says);
    await rm(folder, { recursive: true });
  });
});
