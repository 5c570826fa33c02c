import { randomUUID } from 'node:crypto';
import type { CallApiContextParams } from 'promptfoo';
import { describe, expect, it } from 'vitest';
import { readCaseRecord } from '../../../providers/case/caseRecord.ts';
import MetaScProvider from '../../../providers/metaScProvider.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';

const FIRST_SPEC = 'safety and the keeping of promises';
const ANSWERS = [
  'The first answer, which is long enough to be worth a place.',
  'The critique, which finds the first answer short of examples.',
  'The revision, which gives two examples where there were none.',
  'Answers should give one example for every claim that they make.',
];

/** One case of a window, through promptfoo's entry, with and without a journal. */
async function answerOneCase(journalDir: string | false) {
  let calls = 0;
  const model = async () => ({ output: ANSWERS[calls++] ?? 'Nothing more.' });
  const column = new MetaScProvider({
    config: {
      model: Object.assign(model, { label: randomUUID() }),
      spec: FIRST_SPEC,
      adapt: { steps: 1, acceptance: 'always' },
      journalDir,
    },
  });
  const context = { vars: {}, prompt: { raw: 'Why?', label: 'p' }, evaluationId: randomUUID(), testIdx: 0 };
  const ask = () => column.callApi('Why?', context satisfies CallApiContextParams);
  const response = await ask();
  await column.cleanup();
  const again = await ask();
  await column.cleanup();
  return { response, again };
}

/** Every text in a value, those in JSON texts too. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('[') ? textsIn(JSON.parse(value)) : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe("a case in a row's metadata", () => {
  it('has each text once: promptfoo keeps three copies', async () => {
    const { response } = await answerOneCase(false);
    const texts = textsIn(response.metadata).filter((text) => text.length > 30);
    for (const text of [FIRST_SPEC, ...ANSWERS]) expect(texts.filter((one) => one === text)).toEqual([text]);
    for (const answer of ANSWERS) expect(texts.filter((one) => one.includes(answer))).toEqual([answer]);
  });

  it('shows the conversation in promptfoo’s Messages tab, and holds no object within an object', async () => {
    const { response } = await answerOneCase(false);
    const { messages, metasc } = response.metadata as { messages: string; metasc: Record<string, unknown> };
    const said = (JSON.parse(messages) as { role: string; content: string }[]).map(({ content }) => content);
    expect([said[1], said[3], said[5]]).toEqual(ANSWERS.slice(0, 3));
    expect(metasc).toMatchObject({ response: 1, critique: 3, revision: 5 });
    expect(Object.values(metasc.usage as object).every((value) => typeof value === 'number')).toBe(true);
  });

  it('is read whole, of a new answer and of one that the journal recorded', async () => {
    await using folder = createTemporaryFolder();
    const { response, again } = await answerOneCase(folder.path);
    const usage = { calls: 1, sharedCalls: 0 };
    for (const { metadata } of [response, again]) {
      expect(readCaseRecord(metadata)).toMatchObject({
        specUsed: FIRST_SPEC,
        response: ANSWERS[0],
        critique: ANSWERS[1],
        revision: ANSWERS[2],
        specProduced: ANSWERS[3],
        accepted: true,
        phases: { response: usage, critique: usage, revision: usage, metaCritique: usage },
      });
    }
    expect(again).toEqual(response);
  });
});
