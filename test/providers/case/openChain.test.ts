import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openChain } from '../../../providers/case/openChain.ts';
import { readProviderConfig } from '../../../providers/options/providerConfig.ts';
import { prepareVariant } from '../../../providers/options/variantSetup.ts';
import { readJournal } from '../../../providers/specs/specJournal.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';

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

  it.each([
    ['names that differ in what a file name can’t hold', 'C++', 'C#'],
    ['a slash and a hyphen', 'a/b', 'a-b'],
    ['equal beginnings', `${'x'.repeat(90)}1`, `${'x'.repeat(90)}2`],
    ['long names in another script', '規'.repeat(90), `${'規'.repeat(89)}則`],
    ['control characters', 'a\u0000b', 'a\u0007b'],
  ])('has a file of its own: %s', async (_, one, other) => {
    using folder = createTemporaryFolder();
    const setup = prepareVariant(readProviderConfig({ model: 'echo', basePath: folder.path }), {});
    const id = { evaluationId: 'eval-1', repeat: 0, column: 1 };
    const opened = [one, other].map((chain) => openChain(setup, { ...id, chain }, 'safety'));
    const specUsed = { text: 'safety', version: 0 };
    for (const { journal } of opened) {
      await journal?.append({ kind: 'step', step: 0, window: true, caseHash: 'x', specUsed });
      await journal?.close();
    }
    const files = (await readdir(folder.join('.metasc', 'eval-1'))).filter((name) => name.endsWith('.jsonl'));
    expect(files).toHaveLength(2);
  });

  it('differs between equal columns of the matrix', () => {
    using folder = createTemporaryFolder();
    const setup = prepareVariant(readProviderConfig({ model: 'echo', basePath: folder.path }), {});
    const id = { evaluationId: 'eval-1', chain: 'metasc-10', repeat: 0 };
    const opened = [0, 1].map((column) => openChain(setup, { ...id, column }, 'safety'));
    expect(opened).toHaveLength(2);
    return Promise.all(opened.map(({ journal }) => journal?.close()));
  });
});
