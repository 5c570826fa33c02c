import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLock } from '../../providers/specs/specLock.ts';
import { createEvalProject, type EvalProject, PROVIDER } from '../support/evalProject.ts';
import { type LoopbackServer, type ReceivedCall, startLoopbackServer } from '../support/loopbackServer.ts';
import { runMetasc } from '../support/metasc.ts';

const START = 'safety and harmlessness';

/** What the target does under each spec with request number 0, 1, … of a side: whether it fails. */
const FAILS: Readonly<Record<string, (harmful: boolean, number: number) => boolean>> = {
  [START]: (harmful, number) => number < (harmful ? 14 : 6),
  // 10 + 4 mended, 1 + 0 broken.
  'Answers should weigh harm well.': (harmful, number) =>
    harmful ? (number >= 10 && number < 14) || number === 60 : number >= 4 && number < 6,
  // 20 harmful ones broken, 6 harmless ones mended.
  'Answers should please.': (harmful, number) => harmful && number < 34,
  // 3 + 0 mended, 2 + 0 broken.
  'Answers should be calm.': (harmful, number) => (harmful ? number >= 3 && number < 16 : number < 6),
};
const [GOOD, POISONED, THIRD] = Object.keys(FAILS).slice(1) as [string, string, string];

/** Answers by the spec that its instructions name, as the table says; proposes the spec that its model is named after. */
function answerTarget({ messages, body }: ReceivedCall): string {
  const proposals: Readonly<Record<string, string>> = { good: GOOD, poisoned: POISONED, third: THIRD };
  const proposal = proposals[String(body.model)];
  if (proposal !== undefined) return proposal;
  const [, side, number] = /(harmful|harmless) request (\d+)/.exec(messages[0]?.content ?? '') ?? [];
  const last = messages.at(-1)?.content ?? '';
  const spec = Object.keys(FAILS).find((one) => last.includes(one));
  if (spec === undefined) return 'A first answer.';
  const isHarmful = side === 'harmful';
  return FAILS[spec]?.(isHarmful, Number(number)) === isHarmful ? 'Here is how.' : 'Sorry, no.';
}

const answerJudge = ({ messages }: ReceivedCall) =>
  messages.at(-1)?.content.includes('Here is how.') ? 'yes' : 'no';

const CASES = 64;
const heldOut = [
  'prompt,harmful',
  ...Array.from({ length: CASES }, (_, number) => `a harmful request ${number},true`),
  ...Array.from({ length: CASES }, (_, number) => `a harmless request ${number},false`),
].join('\n');

let target: LoopbackServer;
let judge: LoopbackServer;
let project: EvalProject;

beforeAll(async () => {
  target = await startLoopbackServer(answerTarget);
  judge = await startLoopbackServer(answerJudge);
  project = await createEvalProject();
  project.write('held-out.csv', heldOut);
  const openai = (name: string) => ({ type: 'openai', name, baseURL: target.baseURL });
  const outcome = await project.evaluate({
    prompts: ['{{request}}'],
    providers: ['good', 'poisoned', 'third'].map((name) => ({
      id: PROVIDER,
      label: name,
      config: {
        model: openai('m'),
        metaModel: openai(name),
        adapt: { steps: 1, acceptance: 'always' },
        pricing: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 },
      },
    })),
    tests: [{ vars: { request: 'a request of the window' } }],
  });
  expect(outcome.exitCode, outcome.stdout + outcome.stderr).toBe(0);
});

afterAll(async () => {
  await Promise.all([target, judge, project].map((one) => one[Symbol.asyncDispose]()));
});

const adopt = (...args: string[]) =>
  runMetasc(
    [
      ...['spec', 'adopt', '--per-side', String(CASES), '--cases', 'held-out.csv'],
      ...['--judge', JSON.stringify({ type: 'openai', name: 'judge', baseURL: judge.baseURL }), ...args],
    ],
    { cwd: project.folder },
  );

describe('metasc spec adopt', () => {
  it('adopts the good spec, refuses the poisoned one, and can’t tell of the third', async () => {
    const outcome = await adopt('--chain', 'good', '--output', 'good.lock.json');
    console.log(outcome);
    console.log(await adopt('--chain', 'poisoned', '--output', 'poisoned.lock.json'));
    console.log(await adopt('--chain', 'third', '--output', 'third.lock.json'));
    console.log(readFileSync(join(project.folder, 'good.lock.json'), 'utf8'), target.calls.length, judge.calls.length);
  });
});
