import { describe, expect, it } from 'vitest';
import { findDrift, type LockedSetup } from '../../../providers/specs/lockDrift.ts';
import { sealLock } from '../../../providers/specs/specLock.ts';

const lock = sealLock({
  schemaVersion: 1,
  spec: 'Answers should be kind.',
  lineage: [{ version: 0, origin: 'first', text: 'Answers should be kind.' }],
  promptsHash: 'abc',
  model: 'openai:m',
  metaModel: 'openai:big',
  sampling: { temperature: 0.8, maxTokens: { response: 96, critique: 64, revision: 96, metaCritique: 48 } },
  source: { evaluationId: 'eval-1', chain: 'metasc-10', repeat: 0, journalSha256: '0'.repeat(64) },
});

const setup: LockedSetup = {
  promptsHash: 'abc',
  model: 'openai:m',
  sampling: { temperature: 0.8, maxTokens: { response: 96, critique: 64, revision: 96, metaCritique: 48 } },
};

describe('an entry with a lock file', () => {
  it('differs in nothing when it answers as the run did in which the spec was found', () => {
    expect(findDrift(lock, setup)).toEqual([]);
  });

  it('is not blamed for what only the meta-critique uses', () => {
    const maxTokens = { ...setup.sampling.maxTokens, metaCritique: 512 };
    expect(findDrift(lock, { ...setup, sampling: { ...setup.sampling, maxTokens } })).toEqual([]);
  });

  it.each<[string, LockedSetup, string]>([
    ['prompts', { ...setup, promptsHash: 'x' }, 'prompts differ from the lock file: expected abc, got x'],
    ['model', { ...setup, model: 'openai:n' }, 'model differs from the lock file: expected openai:m, got openai:n'],
    [
      'temperature',
      { ...setup, sampling: { ...setup.sampling, temperature: 0 } },
      'sampling.temperature differs from the lock file: expected 0.8, got 0',
    ],
    [
      'tokens of a phase',
      { ...setup, sampling: { ...setup.sampling, maxTokens: { ...setup.sampling.maxTokens, critique: 65 } } },
      'sampling.maxTokens.critique differs from the lock file: expected 64, got 65',
    ],
    [
      'topP',
      { ...setup, sampling: { ...setup.sampling, topP: 0.9 } },
      'sampling.topP differs from the lock file: expected none, got 0.9',
    ],
    [
      'seed',
      { ...setup, sampling: { ...setup.sampling, seed: 7 } },
      'sampling.seed differs from the lock file: expected none, got 7',
    ],
  ])('is warned of a difference: %s', (_, changed, warning) => {
    expect(findDrift(lock, changed)).toEqual([warning]);
  });

  it('is warned of all differences', () => {
    expect(findDrift(lock, { ...setup, promptsHash: 'x', model: 'openai:n' })).toHaveLength(2);
  });
});
