import { readdir } from 'node:fs/promises';
import type { UnifiedConfig } from 'promptfoo';
import { describe, expect, it } from 'vitest';
import { createSuite } from '../../suites/createSuite.ts';
import { readSuiteEnvironment } from '../../suites/environment.ts';
import { SUITE_NAMES } from '../../suites/suiteNames.ts';

describe('the suites', () => {
  it('are those of SUITE_NAMES, and no others', async () => {
    const files = await readdir(new URL('../../suites', import.meta.url));
    const found = await Promise.all(
      files
        .filter((file) => /^[a-z-]+\.ts$/.test(file))
        .map(async (file) => {
          const { default: config } = (await import(/* @vite-ignore */ `../../suites/${file}`)) as {
            default?: Partial<UnifiedConfig>;
          };
          return typeof config === 'object' && config.providers !== undefined ? [file.replace('.ts', '')] : [];
        }),
    );
    expect(found.flat().toSorted()).toEqual([...SUITE_NAMES].toSorted());
  });

  it('have labels that differ within each', async () => {
    for (const name of SUITE_NAMES) {
      const { default: config } = (await import(/* @vite-ignore */ `../../suites/${name}.ts`)) as {
        default: UnifiedConfig;
      };
      const labels = (config.providers as readonly { label: string }[]).map(({ label }) => label);
      expect(new Set(labels).size, name).toBe(labels.length);
      expect(config.description, name).toMatch(new RegExp(`^${name}: `));
    }
  });
});

describe('what the environment puts into a suite', () => {
  const suite = (env: Record<string, string>) =>
    createSuite(
      {
        description: 'd',
        columns: [{ label: 'a', config: { variant: 'baseline' } }],
        cases: [{ dataset: 'starter', limit: 7 }],
      },
      readSuiteEnvironment(env),
    );

  it('is the embedded model and local judges where nothing is set, or set to nothing', () => {
    for (const env of [{}, { METASC_MODEL: '', METASC_META_MODEL: '', METASC_JUDGE: '', METASC_SEED: '' }]) {
      const { providers, tests } = suite(env);
      expect(providers).toMatchObject([
        { label: 'a', config: { model: 'embedded', metaModel: 'embedded', sampling: { maxTokens: { response: 96 } } } },
      ]);
      expect(tests).toMatchObject([{ config: { judge: 'local', dataset: 'starter' } }]);
    }
  });

  it("is a model with the paper's sampling, a judge, and options of the cases where the suite has none", () => {
    const { providers, tests } = suite({
      METASC_MODEL: 'openai:m',
      METASC_JUDGE: '{"type": "llm", "model": "openai:j"}',
      METASC_LIMIT: '3',
      METASC_SEED: '5',
      METASC_ORDERS: '2',
    });
    expect(providers).toMatchObject([
      { config: { model: 'openai:m', metaModel: 'openai:m', sampling: { temperature: 0.8, maxTokens: 512 } } },
    ]);
    expect(tests).toMatchObject([
      { config: { judge: { type: 'llm', model: 'openai:j' }, limit: 7, seed: '5', orders: '2', dataset: 'starter' } },
    ]);
  });

  it('is refused where the judge is half an object', () => {
    expect(() => suite({ METASC_JUDGE: '{"type":' })).toThrow(
      'METASC_JUDGE: expected local, a model reference or a JSON',
    );
  });

  it('runs only the columns that it names, and refuses others', () => {
    const columns = ['a', 'b', 'c'].map((label) => ({ label, config: { variant: 'baseline' } }));
    const of = (METASC_COLUMNS: string) =>
      createSuite({ description: 'd', columns, cases: [] }, readSuiteEnvironment({ METASC_COLUMNS })).providers;
    expect(of('c, a')).toMatchObject([{ label: 'a' }, { label: 'c' }]);
    expect(() => of('a,B')).toThrow(/--columns: expected labels of this suite's columns, got "B"\n.*b/);
  });
});
