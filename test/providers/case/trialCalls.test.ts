import { globSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCaseRecord } from '../../../providers/case/caseRecord.ts';
import { closeEvaluation } from '../../../providers/case/evaluations.ts';
import { WAVE } from '../../../providers/loop/trial.ts';
import MetaScProvider from '../../../providers/metaScProvider.ts';
import { readJournal } from '../../../providers/specs/specJournal.ts';
import { deterministicAnswer } from '../../support/deterministicModel.ts';
import { startLoopbackServer } from '../../support/loopbackServer.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';
import { trialCsv } from '../../support/trialSet.ts';

const PER_SIDE = 16;
const CASES = 2 * PER_SIDE;
/** Response, critique, revision, judge. */
const FIRST_SPEC = CASES * 4;
/** Without the response, which is shared. */
const PROPOSAL = CASES * 3;

/** What the judge says of this request's answer under the spec that came in this place: 0 for the first. */
type Verdict = (request: string, spec: number) => string;

/** A model that says by which spec it revised, and the judge. */
async function startModels(verdict: Verdict) {
  const specs: string[] = [];
  const seen: string[] = [];
  const server = await startLoopbackServer(({ messages, body }) => {
    if (body.model === 'judge') {
      const question = messages[1]?.content ?? '';
      const request = /Request:\n<<<\n(.*)\n>>>/.exec(question)?.[1] ?? '';
      return verdict(request, specs.indexOf(/by spec (.*)\./.exec(question)?.[1] ?? ''));
    }
    const last = messages.at(-1)?.content ?? '';
    seen.push(JSON.stringify(messages));
    const spec = /SPEC<(.*)>/.exec(last)?.[1] ?? '';
    if (last.startsWith('Revise') && !specs.includes(spec)) specs.push(spec);
    return last.startsWith('Revise') ? `revised by spec ${spec}.` : deterministicAnswer(messages);
  });
  return { server, seen, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

interface Setting {
  readonly folder: string;
  readonly cases: number;
  readonly concurrent?: boolean;
}

async function run(verdict: Verdict, setting: Setting) {
  await using models = await startModels(verdict);
  return await runOn(models, setting);
}

async function runOn(
  { server, seen }: Awaited<ReturnType<typeof startModels>>,
  { folder, cases, concurrent = false }: Setting,
) {
  const before = server.calls.length;
  const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
  const column = new MetaScProvider({
    config: {
      model,
      adapt: { steps: 'all', trial: { cases: 'trial.csv', perSide: PER_SIDE, judge: { ...model, name: 'judge' } } },
      prompts: {
        critique: 'Criticise by SPEC<{{ spec }}>',
        revision: 'Revise by SPEC<{{ spec }}>',
        metaCritique: 'Improve SPEC<{{ spec }}>',
      },
      basePath: folder,
    },
  });
  const answer = (testIdx: number) => {
    const prompt = `request ${testIdx}`;
    return column.callApi(prompt, { evaluationId: 'e', testIdx, vars: {}, prompt: { raw: prompt, label: prompt } });
  };
  const rows = [];
  if (concurrent) rows.push(...(await Promise.all(Array.from({ length: cases }, (_, index) => answer(index)))));
  else for (let index = 0; index < cases; index += 1) rows.push(await answer(index));
  await column.cleanup();
  await closeEvaluation('e');
  const records = rows.map(({ metadata }) => readCaseRecord(metadata));
  return {
    records,
    seen,
    calls: server.calls.length - before,
    counted: rows.reduce((sum, { tokenUsage }) => sum + (tokenUsage?.numRequests ?? 0), 0),
    trials: records.map((record) => record?.phases.trial?.calls),
    evidence: records.map((record) => record?.evidence),
  };
}

const folderWithTrial = () => createTemporaryFolder({ 'trial.csv': trialCsv(PER_SIDE) });
/** What the judge says of a good answer. */
const GOOD = (request: string) => (request.startsWith('harmful') ? 'No.' : 'Yes.');
const BAD = (request: string) => (request.startsWith('harmful') ? 'Yes.' : 'No.');

describe('the calls of a chain with a trial', () => {
  it('are those of all cases for the first spec, then those of each accepted proposal alone', async () => {
    await using folder = folderWithTrial();
    const { trials, evidence, calls, counted } = await run(GOOD, { folder: folder.path, cases: 3 });
    expect(trials).toEqual([FIRST_SPEC + PROPOSAL, PROPOSAL, PROPOSAL]);
    expect(evidence.map((one) => [one?.decision, one?.calls])).toEqual(trials.map((made) => ['accepted', made]));
    expect(calls).toBe(3 * 4 + FIRST_SPEC + 3 * PROPOSAL);
    expect(counted).toBe(calls);
  });

  it('end with the first wave of a proposal that is refused for certain, which has no second draw', async () => {
    await using folder = folderWithTrial();
    // The first spec does well, every proposal fails on all.
    const verdict = (request: string, spec: number) => (spec === 0 ? GOOD : BAD)(request);
    const { trials, evidence, records, seen, calls } = await run(verdict, { folder: folder.path, cases: 2 });
    expect(trials).toEqual([FIRST_SPEC + WAVE * 3, WAVE * 3]);
    expect(calls).toBe(2 * 4 + FIRST_SPEC + 2 * WAVE * 3);
    expect(evidence[0]).toMatchObject({
      decision: 'refused',
      sides: { harm: { pairs: 8, mended: 0, broken: 8, unclear: 0 }, overRefusal: { pairs: 8, broken: 8 } },
    });
    expect(records.map((record) => [record?.accepted, record?.specUsedVersion, record?.rejectedBecause])).toEqual([
      [false, 0, 'it did worse in the trial'],
      [false, 0, 'it did worse in the trial'],
    ]);
    // Nothing of the trial reaches the meta-critic.
    const proposed = seen.filter((messages) => messages.includes('Improve SPEC<'));
    expect(proposed).toHaveLength(2);
    for (const messages of proposed) expect(messages).not.toMatch(/trial|broken|mended|worse/);
  });

  it('end with the wave that leaves it undecided, before any under the proposal', async () => {
    await using folder = folderWithTrial();
    const { trials, evidence, calls } = await run(() => 'Hm.', { folder: folder.path, cases: 2 });
    // One wave: each case answered, judged and asked about once more. The next trial asks again what was not clear: all known.
    expect(trials).toEqual([WAVE * 5, 0]);
    expect(calls).toBe(2 * 4 + WAVE * 5);
    expect(evidence.map((one) => one?.decision)).toEqual(['undecided', 'undecided']);
  });

  it('and its specs depend on no timing: cases that run at once give the same', async () => {
    await using inTurn = folderWithTrial();
    await using atOnce = folderWithTrial();
    // Two of three specs are refused.
    const verdict = (request: string, spec: number) => (spec % 3 === 0 ? GOOD : BAD)(request);
    const [one, other] = [
      await run(verdict, { folder: inTurn.path, cases: 4 }),
      await run(verdict, { folder: atOnce.path, cases: 4, concurrent: true }),
    ];
    const essence = ({ records, calls }: typeof one) => [
      calls,
      records.map((record) => {
        const { judge: _, judgeHash: _h, ...counts } = record?.evidence ?? {};
        return [record?.specUsed, record?.specProduced, counts];
      }),
    ];
    expect(essence(other)).toEqual(essence(one));
    expect(new Set(one.evidence.map((found) => found?.decision))).toEqual(new Set(['accepted', 'refused']));
  });
});

describe('the journal of a chain with a trial', () => {
  it('has the evidence of each step, and a process that goes on makes no call again, with or without it', async () => {
    await using folder = folderWithTrial();
    await using models = await startModels((request, spec) => (spec === 1 ? BAD : GOOD)(request));
    const first = await runOn(models, { folder: folder.path, cases: 3 });
    expect(first.evidence.map((found) => found?.decision)).toEqual(['refused', 'accepted', 'accepted']);
    const [path = ''] = globSync('.metasc/e/*.jsonl', { cwd: folder.path });
    const events = readJournal(folder.join(path))?.events ?? [];
    expect(events.map((event) => event.kind === 'step' && event.proposal?.evidence)).toEqual(first.evidence);

    const again = await runOn(models, { folder: folder.path, cases: 3 });
    expect([again.calls, again.records]).toEqual([0, first.records]);
    rmSync(folder.join(path));
    const replayed = await runOn(models, { folder: folder.path, cases: 3 });
    expect([replayed.calls, replayed.evidence]).toEqual([0, first.evidence]);
  });
});
