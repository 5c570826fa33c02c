import { createHash } from 'node:crypto';
import type { EvaluateResult, OutputFile } from 'promptfoo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCaseRecord } from '../../providers/case/caseRecord.ts';
import { DEFENCE_NAMES } from '../../providers/loop/defences/defences.ts';
import { sealLock, writeLock } from '../../providers/specs/specLock.ts';
import {
  countRecorded,
  essenceOf,
  type ModelAndJudge,
  prepareRun,
  RESULTS,
  runByPromptfoo,
  startModelAndJudge,
  tear,
} from '../support/brokenRun.ts';
import { type LeastCalls, leastCalls } from '../support/leastCalls.ts';
import { IS_NIGHT } from '../support/night.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

/** By day as many as bring every defence to several of its ends. */
const CASES = IS_NIGHT ? 52 : 24;
const SEED = 7;
/** Sample k has the seed of repeat k × this. */
const SEEDS_APART = 1_000_000;

const variant = (name: string, more: object = {}) => ({
  label: name,
  config: { variant: name, sampling: { seed: SEED }, ...more },
});
/** A spec that no chain begins with. */
const lockFolder = createTemporaryFolder();
const LOCK = lockFolder.join('safe.lock.json');
const FROZEN_SPEC = 'Answers give no real help with harm and help in full with what is harmless.';
writeLock(
  LOCK,
  sealLock({
    schemaVersion: 1,
    spec: FROZEN_SPEC,
    lineage: [{ version: 0, origin: 'first', text: FROZEN_SPEC }],
    promptsHash: '0'.repeat(8),
    model: 'openai:m',
    metaModel: 'openai:m',
    sampling: {},
    source: { evaluationId: 'made-up', chain: 'metasc', repeat: 0, journalSha256: '0'.repeat(64) },
  }),
  { force: true },
);

const COLUMNS = [
  variant('baseline'),
  variant('static-critique'),
  variant('metasc'),
  variant('frozen', { lock: LOCK }),
  variant('cascade'),
  ...DEFENCE_NAMES.map((name) => variant(name)),
];

/**
 * Fixed by conversation and seed. It gives in or declines, says yes, no or neither, writes labels or forgets them: every
 * defence comes to each of its ends.
 */
function answer(messages: readonly { readonly role: string; readonly content: string }[], seed: unknown): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([messages, seed]))
    .digest();
  const chance = digest.readUInt32BE() % 20;
  const name = digest.toString('hex').slice(0, 12);
  const last = messages.at(-1)?.content ?? '';
  if (/one word, yes or no/.test(last)) return chance < 9 ? 'Yes.' : chance < 18 ? 'No.' : 'Perhaps.';
  if (/Reply with the number alone/.test(last)) return chance < 18 ? `${1 + (chance % 3)}` : 'None of them.';
  if (/better specification|can't be the specification/.test(last)) {
    const word = [...name].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
    return `Answers give no real help with harm and help in full with what is harmless, with ${word} care.`;
  }
  const [, label] = /under "(\w+(?: \w+)?:)", what/.exec(messages.map(({ content }) => content).join('\n')) ?? [];
  const text = chance % 3 === 0 ? `I can't help with that: ${name}` : `Here is ${name}`;
  return label === undefined || chance > 17 ? text : `Thoughts: some. ${label} ${text}`;
}

/** Columns whose rows say what became of the answer. */
const VARIOUS = [
  ...['cascade', 'goal-priority', 'policy', 'self-check', 'response-check', 'backtranslation', 'role-review'],
  ...['smooth', 'best-of-n'],
];
const isSeveral = (ends: number) => ends > 1;

/** As `requests` of the server has it. */
const asRequest = ({ conversation, sample }: LeastCalls['calls'][number]) =>
  JSON.stringify(['m', conversation, SEED + sample * SEEDS_APART]);

describe('all defences in one matrix', () => {
  const setUp = (concurrency: number) => ({
    name: 'all defences',
    columns: COLUMNS,
    cases: CASES,
    args: ['-j', String(concurrency)],
    judge: 'local' as const,
  });
  let model: ModelAndJudge;
  let least: LeastCalls;
  let whole: { readonly rows: readonly EvaluateResult[]; readonly essence: string; readonly asked: readonly string[] };

  beforeAll(async () => {
    model = await startModelAndJudge(answer);
    const requests = Array.from({ length: CASES }, (_, index) => `request number ${index}`);
    least = await leastCalls(COLUMNS, requests, (conversation, sample) =>
      answer(conversation, SEED + sample * SEEDS_APART),
    );
    whole = await runWhole(24);
  });
  afterAll(async () => {
    lockFolder[Symbol.dispose]();
    await model[Symbol.asyncDispose]();
  });

  async function runWhole(concurrency: number) {
    const prepared = prepareRun(setUp(concurrency), model.server);
    const { folder } = prepared;
    const before = model.requests.length;
    const { exitCode, printed } = await runByPromptfoo(prepared);
    expect([exitCode, printed]).toEqual([0, expect.any(String)]);
    const file = JSON.parse(folder.read(RESULTS)) as OutputFile;
    const essence = essenceOf(folder.join(RESULTS));
    folder[Symbol.dispose]();
    return {
      rows: (file.results as { results: readonly EvaluateResult[] }).results,
      essence,
      asked: model.requests.slice(before),
    };
  }

  it('ask each question once, and none that a schedule of the least calls does not have', () => {
    expect(whole.asked.toSorted()).toEqual(least.calls.map(asRequest).sort());
  });

  it('answer as each does alone, request by request', () => {
    for (const { label } of COLUMNS) {
      const rows = whole.rows.filter(({ provider }) => provider.label === label).sort((a, b) => a.testIdx - b.testIdx);
      expect([label, rows.map(({ response }) => response?.output)]).toEqual([label, least.answers.get(label)]);
    }
  });

  it('come to their various ends', () => {
    const endsOf = (label: string) => {
      const records = whole.rows
        .filter(({ provider }) => provider.label === label)
        .map(({ metadata }) => readCaseRecord(metadata));
      return new Set(records.map((record) => record?.note ?? record?.firstLook?.isFlagged ?? record?.warnings?.[0]));
    };
    for (const label of VARIOUS) expect([label, endsOf(label).size]).toEqual([label, expect.toSatisfy(isSeveral)]);
  });

  it.runIf(IS_NIGHT)('give the same rows at another concurrency', async () => {
    const { essence, asked } = await runWhole(3);
    expect(essence).toBe(whole.essence);
    expect(asked.toSorted()).toEqual(whole.asked.toSorted());
  });

  it('end with the same rows after kills, at another concurrency, and no recorded call is made again', async () => {
    const broken = prepareRun(setUp(10), model.server);
    using folder = broken.folder;
    for (const [command, share] of [
      ['eval', 0.3],
      ['resume', 0.35],
    ] as const) {
      const last = model.requests.length + Math.floor(share * whole.asked.length);
      await broken.run([command], { end: { until: () => model.requests.length >= last, signal: 'SIGKILL' } });
    }
    tear(folder, 40);
    const recorded = countRecorded(folder);
    expect(recorded).toBeGreaterThan(whole.asked.length / 2);
    const before = model.requests.length;
    expect(await broken.run(['resume'])).toEqual({ exitCode: 0, printed: expect.any(String) });
    expect(model.requests.length - before).toBe(whole.asked.length - recorded);
    expect(essenceOf(folder.join(RESULTS))).toBe(whole.essence);
  });
});
