import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import { expect, it } from 'vitest';
import { readCaseRecord } from '../../../providers/case/caseRecord.ts';
import MetaScProvider from '../../../providers/metaScProvider.ts';
import { MARKS, ODD_MODES, type OddMode } from '../../support/oddModes.ts';
import { MIXED, startOddServer } from '../../support/oddServer.ts';

const CASES = 1_000;
/** What a server teaches about one model, and what ends a run, would show in other cases too. */
const APART: ReadonlySet<string> = new Set([
  'plain',
  'parameters',
  'limits',
  'room for thoughts',
  'one phase',
  'verdicts',
]);
const FAULTS = ODD_MODES.filter(({ kind }) => !APART.has(kind));
const PLAIN = ODD_MODES.find(({ kind }) => kind === 'plain') as OddMode;

/** Three cases of ten have a fault; the faults take turns. */
const modeOf = (index: number): OddMode => {
  const fault = Math.floor(index / 10) * 3 + (index % 10);
  return (index % 10 < 3 ? FAULTS[fault % FAULTS.length] : PLAIN) as OddMode;
};
const modes = Array.from({ length: CASES }, (_, index) => modeOf(index));
const requestOf = (index: number) => `Request ${index} [${modes[index]?.name}]`;

it('answers and counts a thousand cases of which three in ten meet an odd server', { timeout: 60_000 }, async () => {
  await using server = await startOddServer();
  const column = new MetaScProvider({
    config: {
      variant: 'baseline',
      model: { type: 'openai', name: MIXED, baseURL: server.baseURL('load') },
      sampling: { maxTokens: 512 },
      limits: { maxRetries: 2, maxConcurrentCalls: 100 },
      journalDir: false,
    },
  });
  const evaluationId = randomUUID();
  const limit = pLimit(100);
  const rows = await Promise.all(
    modes.map((_, testIdx) =>
      limit(() => {
        const prompt = requestOf(testIdx);
        return column.callApi(prompt, { evaluationId, testIdx, vars: {}, prompt: { raw: prompt, label: prompt } });
      }),
    ),
  );
  await column.cleanup();

  const came = rows.map(({ error, metadata }) =>
    error === undefined ? readCaseRecord(metadata)?.outcome : metadata?.errorCode,
  );
  expect(came).toEqual(modes.map(({ becomes }) => becomes));
  const calls = modes.map((_, index) => server.calls('load', requestOf(index)).length);
  expect(calls).toEqual(modes.map((mode) => mode.calls ?? 1));
  const answered = rows.filter((_, index) => modes[index] === PLAIN);
  expect(answered).toHaveLength(700);
  for (const { tokenUsage } of answered)
    expect(tokenUsage).toMatchObject({ prompt: 50, completion: 20, numRequests: 1 });

  const shown = JSON.stringify(rows.map(({ output, metadata }) => [output, metadata]));
  for (const mark of Object.values(MARKS)) expect(shown).not.toContain(mark);
});
