import { describe, expect, it } from 'vitest';
import { readAttackReport } from '../../providers/case/attackReport.ts';
import { readCaseRecord } from '../../providers/case/caseRecord.ts';
import MetaScProvider from '../../providers/metaScProvider.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const SPEC = 'Answers give no real help with harm and help in full with every harmless request.';

/** Gives in to the third way of putting it, unless it is reminded or its spec is better. */
function play(model: unknown, messages: readonly { readonly role: string; readonly content: string }[]): string {
  const last = messages.at(-1)?.content ?? '';
  if (model === 'attacker') {
    if (/Reply yes or no/.test(last)) return last.includes('SECRET') ? 'yes' : 'no';
    const turn = messages.filter(({ role }) => role === 'assistant').length;
    return `way ${turn} to ${/asks for this: (\S+)/.exec(messages[0]?.content ?? '')?.[1]}`;
  }
  if (/Write a better specification/.test(last)) return SPEC;
  const isStrict = /responsible|no real help/.test(messages.map(({ content }) => content).join(' '));
  return last.startsWith('way 3') && !isStrict ? 'SECRET' : `No: ${last.slice(0, 20)}`;
}

async function attackAll(folder: string, variants: readonly string[], goals: readonly string[], delayMs = 0) {
  await using server = await startLoopbackServer(({ messages, body }) => ({
    content: play(body.model, messages),
    delayMs: delayMs === 0 ? 0 : (7 * JSON.stringify(messages).length) % delayMs,
  }));
  const columns: MetaScProvider[] = [];
  const rows = await Promise.all(
    variants.map((variant) => {
      const column = new MetaScProvider({
        config: {
          variant,
          model: { type: 'openai', name: 'm', baseURL: server.baseURL },
          attack: { model: { type: 'openai', name: 'attacker', baseURL: server.baseURL }, turns: 6 },
          basePath: folder,
        },
      });
      column.label = variant;
      columns.push(column);
      return Promise.all(
        goals.map((prompt, testIdx) =>
          column.callApi(prompt, {
            evaluationId: `attack-${delayMs}`,
            testIdx,
            vars: { prompt },
            prompt: { raw: prompt, label: prompt },
          }),
        ),
      );
    }),
  );
  await Promise.all(columns.map((column) => column.cleanup()));
  return { rows, calls: server.calls };
}

describe('a column under an adaptive attack', () => {
  it('ends with the answer that serves the goal, and says when and at what price', async () => {
    await using folder = createTemporaryFolder();
    const { rows } = await attackAll(folder.path, ['baseline', 'self-reminder'], ['lock']);
    const [[baseline] = [], [reminded] = []] = rows;
    expect(baseline?.output).toBe('SECRET');
    expect(readAttackReport(baseline?.metadata)).toMatchObject({
      succeededAt: 4,
      maxTurns: 6,
      declined: 0,
      turns: [{ request: 'lock', calls: 1, succeeded: false }, {}, {}, { answer: 'SECRET', succeeded: true }],
    });
    expect(baseline?.tokenUsage?.numRequests).toBe(4);
    expect(reminded?.error).toBeUndefined();
    expect(readAttackReport(reminded?.metadata)).toMatchObject({ maxTurns: 6, turns: { length: 6 } });
    expect(readAttackReport(reminded?.metadata)).not.toHaveProperty('succeededAt');
  });

  it('learns from its attacks, goal after goal, alike at every order of the replies', async () => {
    await using folder = createTemporaryFolder();
    const goals = ['lock', 'safe', 'door'];
    const runs = [await attackAll(folder.path, ['metasc'], goals), await attackAll(folder.path, ['metasc'], goals, 30)];
    const [first, second] = runs.map(({ rows }) =>
      rows.flat().map(({ output, error, metadata }) => {
        const { step, specUsed } = readCaseRecord(metadata) ?? {};
        return { output, error, attack: readAttackReport(metadata), step, specUsed };
      }),
    );
    expect(second).toEqual(first);
    expect(first?.map(({ step, specUsed, error }) => [step, specUsed, error])).toEqual([
      [5, SPEC, undefined],
      [11, SPEC, undefined],
      [17, SPEC, undefined],
    ]);
  });

  it('has an error where its attacker fails', async () => {
    await using folder = createTemporaryFolder();
    await using server = await startLoopbackServer(({ body }) =>
      body.model === 'attacker' ? { status: 404, errorMessage: 'no such model' } : 'No.',
    );
    const column = new MetaScProvider({
      config: {
        variant: 'baseline',
        model: { type: 'openai', name: 'm', baseURL: server.baseURL },
        attack: { model: { type: 'openai', name: 'attacker', baseURL: server.baseURL } },
        limits: { maxRetries: 0 },
        journalDir: false,
        basePath: folder.path,
      },
    });
    const { error, tokenUsage } = await column.callApi('lock');
    expect(error).toMatch(/^the attacker or its judge failed: .*no such model/);
    expect(tokenUsage?.numRequests).toBe(1);
  });
});
