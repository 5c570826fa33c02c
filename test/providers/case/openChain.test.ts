import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openChain } from '../../../providers/case/openChain.ts';
import { readProviderConfig } from '../../../providers/options/providerConfig.ts';
import { prepareVariant } from '../../../providers/options/variantSetup.ts';
import { readJournal } from '../../../providers/specs/specJournal.ts';

describe('the journal of a chain', () => {
  it('begins with the whole sampling that the chain was run under', async () => {
    const basePath = await mkdtemp(join(tmpdir(), 'metasc-chain-'));
    const sampling = { temperature: 0.5, maxTokens: 64, topP: 0.9, seed: 7 };
    const setup = prepareVariant(readProviderConfig({ model: 'echo', sampling, basePath }), {});
    const { journal } = openChain(setup, { evaluationId: 'eval-1', chain: 'metasc-10', repeat: 0 }, 'safety');
    const failed = { code: 'TIMEOUT', message: 'no answer' };
    const specUsed = { text: 'safety', version: 0 };
    await journal?.append({ kind: 'step', step: 0, window: true, caseHash: 'x', specUsed, failed });
    await journal?.close();

    const folder = join(basePath, '.metasc', 'eval-1');
    const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
    expect(readJournal(join(folder, file))?.header.sampling).toEqual({
      ...sampling,
      maxTokens: { response: 64, critique: 64, revision: 64, metaCritique: 64 },
    });
    await rm(basePath, { recursive: true });
  });
});
