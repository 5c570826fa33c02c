import { describe, expect, it } from 'vitest';
import { readProviderConfig } from '../../../providers/options/providerConfig.ts';

describe('the provider config', () => {
  it('has a default for every option', () => {
    expect(readProviderConfig(undefined)).toEqual({
      variant: 'metasc',
      model: 'embedded',
      reviewModel: 'embedded',
      metaModel: 'embedded',
      systemPrompt: '',
      spec: 'safety and harmlessness',
      adapt: { steps: 10, batchSize: 1, acceptance: 'structural' },
      sampling: {
        temperature: null,
        maxTokens: { response: null, critique: null, revision: null, metaCritique: null },
      },
      openPhases: ['response', 'critique', 'revision', 'metaCritique'],
      limits: {
        maxRetries: 4,
        maxWaitMs: 120_000,
        maxConcurrentCalls: 16,
        maxFailedCases: 10,
        maxSpecChars: 400,
      },
      keepReasoning: false,
      journalDir: '.metasc',
      basePath: '.',
      defence: { copies: 5, changedShare: 0.1 },
      look: { model: 'embedded', form: 'question', threshold: 0.5 },
    });
  });

  it('takes every option', () => {
    const config = readProviderConfig({
      variant: 'metasc',
      model: { type: 'openai', name: 'm', baseURL: 'http://127.0.0.1:1/v1', apiKeyEnvar: 'MY_KEY' },
      metaModel: { type: 'promptfoo', id: 'anthropic:messages:x', config: { max_tokens: 3 } },
      systemPrompt: 'Be good.',
      spec: '{{ task }}',
      chain: '{{ metadata.task }}',
      adapt: { steps: 'all', batchSize: 4, trial: { cases: 'trial.csv', judge: 'openai:g' } },
      sampling: { temperature: 0, maxTokens: { critique: 64 }, topP: 0.9, seed: 7 },
      prompts: 'prompts.yaml',
      limits: { timeoutMs: 1, maxRetries: 0, maxConcurrentCalls: 1, maxSpecChars: 20 },
      journalDir: false,
      pricing: { inputUsdPerMTok: 0.15, outputUsdPerMTok: 0.6, metaModel: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 } },
      basePath: '/somewhere',
    });
    expect(config.openPhases).toEqual(['response', 'revision', 'metaCritique']);
    expect(config.sampling).toEqual({
      temperature: 0,
      maxTokens: { response: null, critique: 64, revision: null, metaCritique: null },
      topP: 0.9,
      seed: 7,
    });
    expect(config.adapt).toEqual({
      steps: 'all',
      batchSize: 4,
      acceptance: 'evidence',
      trial: { cases: 'trial.csv', perSide: 32, judge: 'openai:g' },
    });
    expect(config.pricing?.metaModel).toEqual({ inputUsdPerMTok: 1, outputUsdPerMTok: 2 });
  });

  it('tries proposals where a trial is given, on the cases of this package unless others are named', () => {
    const { adapt } = readProviderConfig({ adapt: { trial: { judge: 'openai:g' } } });
    expect(adapt).toMatchObject({
      acceptance: 'evidence',
      trial: { cases: 'default', perSide: 32, judge: 'openai:g' },
    });
    expect(readProviderConfig({ adapt: { acceptance: 'evidence', trial: { judge: 'openai:g' } } }).adapt).toEqual(
      adapt,
    );
  });

  it('lets the model write its own specs unless another is named', () => {
    expect(readProviderConfig({ model: 'openai:m' }).metaModel).toBe('openai:m');
  });

  it.each<[unknown, RegExp]>([
    [
      { variant: 'meta' },
      /variant: expected baseline \| static-critique \| metasc \| frozen \| .*, got "meta"; did you mean "metasc"\?/,
    ],
    [{ adapt: { steps: -1 } }, /adapt\.steps: expected integer ≥ 0 \| all, got -1/],
    [{ adapt: { step: 3 } }, /adapt\.step: unknown option; did you mean "steps"\?/],
    [{ steps: 3 }, /steps: unknown option; did you mean "adapt\.steps"\?/],
    [{ temperature: 1 }, /temperature: unknown option; did you mean "sampling\.temperature"\?/],
    [
      { model: { type: 'openai', name: 'm', apiKey: 'sk-1' } },
      /model\.apiKey: unknown option; did you mean "apiKeyEnvar"\?/,
    ],
    [{ model: { type: 'embedded', uri: 'https://x' } }, /model\.uri: expected an hf: URI, got "https:\/\/x"/],
    [{ model: 3 }, /model: expected a model reference/],
    [{ adapt: { guardSet: { path: 'x.csv', judge: 'j' } } }, /adapt\.guardSet: unknown option; it is now adapt\.trial/],
    [
      { adapt: { trial: { path: 'x.csv', judge: 'j' } } },
      /adapt\.trial\.path: unknown option; it is now adapt\.trial\.cases/,
    ],
    [
      { adapt: { acceptance: 'guarded' } },
      /adapt\.acceptance: expected always \| structural \| evidence, got "guarded", which is now "structural"/,
    ],
    [{ adapt: { acceptance: 'evidence' } }, /adapt\.trial: expected a trial with acceptance evidence, got none/],
    [
      { adapt: { acceptance: 'structural', trial: { judge: 'j' } } },
      /adapt\.trial: expected none with acceptance structural\nSet adapt\.acceptance to evidence/,
    ],
    [{ adapt: { acceptance: 'always', trial: { judge: 'j' } } }, /expected none with acceptance always/],
    [{ adapt: { trial: { judge: 'j', perSide: 15 } } }, /adapt\.trial\.perSide: expected integer ≥ 16, got 15/],
    [{ adapt: { trial: {} } }, /adapt\.trial\.judge: expected/],
    [
      { pricing: { inputUsdPerMTok: 1, outputUsdPerMTok: 1, guardJudge: {} } },
      /pricing\.guardJudge: unknown option; it is now pricing\.trialJudge/,
    ],
    [
      { sampling: { maxTokens: 0 } },
      /sampling\.maxTokens: expected integer ≥ 1 \| \{response, critique, revision, metaCritique\} \| null, got 0/,
    ],
    [{ sampling: { topP: 0 } }, /sampling\.topP: expected number > 0 and ≤ 1 \| null, got 0/],
    [{ limits: { timeoutMs: '5s' } }, /limits\.timeoutMs: expected integer ≥ 1, got "5s"/],
    [{ variant: 'frozen' }, /lock: expected the path of a lock file, got none/],
    [{ lock: 'x.json' }, /lock: expected none with variant metasc/],
    [[], /expected object, got an array of 0|expected provider config/],
  ])('refuses %j', (options, message) => {
    expect(() => readProviderConfig(options)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });

  it('lists every fault at once', () => {
    const faulty = { variant: 'x', adapt: { steps: -1 }, limits: { maxRetry: 1 } };
    expect(() => readProviderConfig(faulty)).toThrow(/3 faults/);
  });
});
