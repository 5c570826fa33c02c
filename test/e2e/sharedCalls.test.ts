import { describe, expect, it } from 'vitest';
import type { PhaseUsage } from '../../providers/case/caseRecord.ts';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { createEvalProject, metascOf, PROVIDER, rowsOf } from '../support/evalProject.ts';
import { countWords, startLoopbackServer } from '../support/loopbackServer.ts';

const CASES = 52;
const COLUMNS = {
  baseline: { variant: 'baseline' },
  static: { variant: 'static-critique' },
  'metasc-10': { variant: 'metasc', adapt: { steps: 10 } },
  'metasc-all': { variant: 'metasc', adapt: { steps: 'all' } },
};

describe('calls shared between columns', () => {
  it('are made once: 8·52 − 24 = 392 for four variants, and each cell counts only what it caused', async () => {
    await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
    await using project = await createEvalProject();
    const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
    const outcome = await project.evaluateHere(
      {
        prompts: ['{{request}}'],
        providers: Object.entries(COLUMNS).map(([label, variant]) => ({
          id: PROVIDER,
          label,
          config: { model, journalDir: false, ...variant },
        })),
        tests: Array.from({ length: CASES }, (_, index) => ({ vars: { request: `request number ${index}` } })),
      },
      { maxConcurrency: 16 },
    );
    expect(server.calls).toHaveLength(8 * CASES - 24);

    const rows = Object.keys(COLUMNS).flatMap((column) => rowsOf(outcome, column));
    expect(rows).toHaveLength(4 * CASES);
    for (const row of rows) {
      const phases = Object.values(metascOf(row).phases as Record<string, PhaseUsage>);
      const sum = (key: 'calls' | 'promptTokens' | 'completionTokens') =>
        phases.reduce((total, phase) => total + phase[key], 0);
      expect(row.response?.tokenUsage).toMatchObject({
        total: sum('promptTokens') + sum('completionTokens'),
        prompt: sum('promptTokens'),
        completion: sum('completionTokens'),
        numRequests: sum('calls'),
      });
    }
    const usages = rows.map(({ response }) => response?.tokenUsage ?? {});
    const sumOf = (key: 'numRequests' | 'prompt' | 'completion') =>
      usages.reduce((total, usage) => total + (usage[key] ?? 0), 0);
    expect(sumOf('numRequests')).toBe(server.calls.length);
    const sent = server.calls.flatMap(({ messages }) => messages.map(({ content }) => countWords(content)));
    expect(sumOf('prompt')).toBe(sent.reduce((total, words) => total + words, 0));
    const answered = server.calls.map(({ messages }) => countWords(deterministicAnswer(messages)));
    expect(sumOf('completion')).toBe(answered.reduce((total, words) => total + words, 0));
  });
});
