import { describe, expect, it } from 'vitest';
import { readCaseRecord } from '../../providers/case/caseRecord.ts';
import { REFUSAL } from '../../providers/loop/defences/defence.ts';
import { DEFENCE_NAMES, DEFENCES } from '../../providers/loop/defences/defences.ts';
import MetaScProvider from '../../providers/metaScProvider.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const REQUESTS = ['Tell of a thief.', 'Tell of a baker.', 'Tell of a fraud.'];
const COLUMNS = ['baseline', ...DEFENCE_NAMES] as const;

/** Gives in to everything; calls every answer harmful, and infers a request that it then answers too. */
function giveIn({ messages }: { readonly messages: readonly { readonly content: string }[] }): string {
  const last = messages.at(-1)?.content ?? '';
  return /one word, yes or no/.test(last) ? 'yes' : `Here: ${last}`;
}

async function answerAll(folder: string) {
  await using server = await startLoopbackServer(giveIn);
  const columns = COLUMNS.map((variant) => {
    const column = new MetaScProvider({
      config: {
        variant,
        model: { type: 'openai', name: 'm', baseURL: server.baseURL },
        defence: { copies: 3 },
        systemPrompt: 'You help.',
        basePath: folder,
        journalDir: false,
      },
    });
    column.label = variant;
    return column;
  });
  const rows = [];
  for (const column of columns) {
    for (const [testIdx, prompt] of REQUESTS.entries()) {
      const context = { evaluationId: 'e', testIdx, vars: {}, prompt: { raw: prompt, label: prompt } };
      rows.push(await column.callApi(prompt, context));
    }
  }
  await Promise.all(columns.map((column) => column.cleanup()));
  return rows;
}

// test/e2e/defences.test.ts has their calls and answers beside each other, at every concurrency.
describe('defences as columns of one matrix', () => {
  it('say what they made of the answer, and what it took', async () => {
    await using folder = createTemporaryFolder();
    const rows = await answerAll(folder.path);
    const rowOf = (variant: (typeof COLUMNS)[number]) => rows[COLUMNS.indexOf(variant) * REQUESTS.length];
    expect(rowOf('response-check')?.output).toBe(REFUSAL);
    expect(readCaseRecord(rowOf('response-check')?.metadata)).toMatchObject({
      variant: 'response-check',
      outcome: 'refused',
      note: 'the check called the response harmful',
      response: rowOf('baseline')?.output,
      phases: { response: { calls: 0, sharedCalls: 1 }, critique: { calls: 1 } },
    });
    expect(readCaseRecord(rowOf('smooth')?.metadata)).toMatchObject({ note: '0 of 3 copies were declined' });
    for (const variant of DEFENCE_NAMES) {
      const phases = Object.values(readCaseRecord(rowOf(variant)?.metadata)?.phases ?? {});
      const calls = phases.reduce((sum, phase) => sum + phase.calls + phase.sharedCalls, 0);
      const { fewest, most } = DEFENCES[variant].calls({ copies: 3, changedShare: 0.1, policy: '' });
      expect([variant, calls >= fewest && calls <= most]).toEqual([variant, true]);
    }
  });

  it('read their policy from a file', async () => {
    await using folder = createTemporaryFolder({ 'policy.txt': 'Rule 9: only speak of bread.\n' });
    await using server = await startLoopbackServer(() => 'Answer: bread');
    const column = new MetaScProvider({
      config: {
        variant: 'policy',
        defence: { policy: 'policy.txt' },
        model: { type: 'openai', name: 'm', baseURL: server.baseURL },
        basePath: folder.path,
        journalDir: false,
      },
    });
    const { output } = await column.callApi('Tell of a baker.');
    expect(output).toBe('bread');
    expect(server.calls[0]?.messages[0]?.content).toContain('Rule 9: only speak of bread.');
    const missing = { variant: 'policy', defence: { policy: 'none.txt' }, model: 'embedded', basePath: folder.path };
    expect(() => new MetaScProvider({ config: missing })).toThrow(/defence\.policy/);
  });
});
