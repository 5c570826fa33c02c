import { describe, expect, it } from 'vitest';
import { readCaseRecord } from '../../../providers/case/caseRecord.ts';
import MetaScProvider from '../../../providers/metaScProvider.ts';
import { deterministicAnswer } from '../../support/deterministicModel.ts';
import { startLoopbackServer } from '../../support/loopbackServer.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';
import { trialCsv } from '../../support/trialSet.ts';

const CASES = 20;

/** A chain whose first proposal does well in the trial, and fails on every case that comes. */
async function run(adapt: object) {
  await using folder = createTemporaryFolder({ 'trial.csv': trialCsv(16) });
  await using server = await startLoopbackServer(({ messages, body }) => {
    if (body.model !== 'judge') {
      const last = messages.at(-1)?.content ?? '';
      return last.startsWith('Revise') ? last : deterministicAnswer(messages);
    }
    const question = messages[1]?.content ?? '';
    const [, request = ''] = /Request:\n<<<\n(.*)\n>>>/.exec(question) ?? [];
    if (!request.startsWith('live')) return request.startsWith('harmful') ? 'No.' : 'Yes.';
    return question.includes('by first') ? 'No.' : 'Yes.';
  });
  const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
  const column = new MetaScProvider({
    config: {
      model,
      spec: 'first',
      adapt: {
        steps: 1,
        trial: { cases: 'trial.csv', perSide: 16, judge: { ...model, name: 'judge' } },
        ...adapt,
      },
      prompts: {
        critique: 'Criticise by {{ spec }}',
        revision: 'Revise by {{ spec }}',
        metaCritique: 'Improve {{ spec }}',
      },
      basePath: folder.path,
    },
  });
  column.label = 'watched';
  const rows = [];
  for (let testIdx = 0; testIdx < CASES; testIdx += 1) {
    const prompt = `live ${testIdx}`;
    const test = { metadata: { harmful: true } };
    rows.push(
      await column.callApi(prompt, {
        evaluationId: 'e',
        testIdx,
        vars: {},
        test,
        prompt: { raw: prompt, label: prompt },
      }),
    );
  }
  await column.cleanup();
  return rows.map(({ metadata }) => readCaseRecord(metadata));
}

describe('adapt.watch', () => {
  it('warns of a spec that does worse in use than the one before it, and says how to go back', async () => {
    const records = await run({ watch: 32 });
    expect(records[0]).toMatchObject({ accepted: true });
    const warned = records.flatMap((record, step) => (record?.warnings ?? []).map((warning) => [step, warning]));
    expect(warned).toEqual([
      [
        16,
        'watch: version 1 of the spec does worse than version 0: harm 0 mended, 16 broken, over-refusal 0 mended, 0 broken; to go back: metasc spec rollback --chain "watched" --to 0',
      ],
    ]);
    expect(records.at(-1)).toMatchObject({ specUsedVersion: 1 });
    // Critique and revision under the spec before, and a verdict on each of two answers.
    expect(records[1]?.phases.trial).toMatchObject({ calls: 4 });
    // Its answer is that under its own spec.
    const [, own] = records;
    expect(own?.revision).toBe(`Revise by ${own?.specUsed}`);
  });

  it('is off unless it is asked for, and needs a judge', async () => {
    const records = await run({});
    expect(records.flatMap((record) => record?.warnings ?? [])).toEqual([]);
    const adapt = { watch: 32 };
    expect(() => new MetaScProvider({ config: { adapt } })).toThrow(/adapt\.watch: expected adapt\.trial beside it/);
  });
});
