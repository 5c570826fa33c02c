import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EvaluateSummaryV3, OutputFile } from 'promptfoo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metascOf } from '../support/evalProject.ts';
import { spawnMetasc, succeeding } from '../support/metasc.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the default matrix on the embedded model', () => {
  let folder: string;
  let stdout: string;
  let results: EvaluateSummaryV3;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'metasc-embedded-'));
    const output = join(folder, 'results.json');
    ({ stdout } = await succeeding(
      spawnMetasc(['eval', '--output', output, '--', '--filter-first-n', '3', '--no-write', '--no-table'], {
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
    expect(results.results).toHaveLength(12);
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
