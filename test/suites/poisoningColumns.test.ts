import { describe, expect, it } from 'vitest';
import { loadPrompts } from '../../providers/options/promptsFile.ts';
import { readProviderConfig } from '../../providers/options/providerConfig.ts';
import { poisoningColumns } from '../../suites/poisoningColumns.ts';

const labels = (options: Parameters<typeof poisoningColumns>[0]) => poisoningColumns(options).map(({ label }) => label);

describe('the columns of the suite poisoning', () => {
  it('are those of the own meta model, under two acceptances, where no other model is named', () => {
    const plain = ['static-critique', 'metasc structural', 'metasc always'];
    expect(labels({ steps: 10 })).toEqual(plain);
    expect(labels({ steps: 10, attacker: '', trialJudge: '' })).toEqual(plain);
  });

  it('are joined by those of an attacker, which writes the proposals under each acceptance', () => {
    const columns = poisoningColumns({ steps: 4, attacker: 'openai:a' });
    expect(columns.map(({ label }) => label).slice(3)).toEqual(['attacker structural', 'attacker always']);
    for (const { config } of columns.slice(3)) {
      const read = readProviderConfig({ model: 'openai:m', ...config });
      expect(read).toMatchObject({ metaModel: 'openai:a', adapt: { steps: 4 } });
      const { prompts } = loadPrompts(read);
      expect(prompts.metaCritique('safety')).toMatch(/The present one says: safety\.\nWrite one that the filter/);
      expect(prompts.critique('safety')).toBe(
        loadPrompts({ model: read.model, basePath: '' }).prompts.critique('safety'),
      );
    }
  });

  it('are joined by those under evidence, where a model judges its trials', () => {
    const columns = poisoningColumns({ steps: 4, attacker: 'openai:a', trialJudge: 'openai:j' });
    const evidence = columns.filter(({ label }) => label.endsWith(' evidence'));
    expect(evidence.map(({ label }) => label)).toEqual(['metasc evidence', 'attacker evidence']);
    for (const { config } of evidence) {
      expect(config.adapt).toEqual({ steps: 4, acceptance: 'evidence', trial: { judge: 'openai:j' } });
    }
  });
});
