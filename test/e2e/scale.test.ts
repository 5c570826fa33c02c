import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../foundation/random.ts';
import { readCaseRecord } from '../../providers/case/caseRecord.ts';
import { type ModelAndJudge, startModelAndJudge } from '../support/brokenRun.ts';
import { PROVIDER } from '../support/evalProject.ts';
import { IS_NIGHT } from '../support/night.ts';
import { HAS_POSTGRES, startPostgres } from '../support/postgres.ts';
import { createScaleProject, runBuilt, type ScaleProject, type Started } from '../support/scaleProject.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

const SIZE = IS_NIGHT ? { cases: 200, tasks: 3 } : { cases: 18, tasks: 2 };
const SLICE = IS_NIGHT ? '20' : '12';
const RESULTS = 'results/promptfooconfig.json';
/** Of the model and of the judge. */
const CALLS_AT_ONCE = 2 * 8;

describe('a plan answered by many', () => {
  let model: ModelAndJudge;
  let project: ScaleProject;
  let whole: string;

  beforeAll(async () => {
    model = await startModelAndJudge();
    project = createScaleProject(SIZE, model);
    whole = await project.whole();
    const { exitCode, printed } = await project.metasc(['plan', '--slice', SLICE]);
    expect([exitCode, printed]).toEqual([0, expect.stringContaining('Plan ')]);
  });
  afterAll(async () => {
    project[Symbol.dispose]();
    await model[Symbol.asyncDispose]();
  });

  const unique = (requests: readonly string[]) => new Set(requests).size;

  it('equals one promptfoo eval in a folder of this machine, its worker killed on the way', async () => {
    const before = model.requests.length;
    const work = ['work', 'plan', '--store', 'store', '--parallel', '2'];
    const killed = project.start(work);
    while (model.requests.length < before + 20) await sleep(5);
    killed.child.kill('SIGKILL');
    await killed.ended;
    await model.server.disconnection();
    const refused = await project.metasc(['collect', 'plan', '--store', 'store']);
    expect(refused).toEqual({ exitCode: 1, printed: expect.stringMatching(/test \d+, repeat 0.* missing/) });
    const { exitCode, printed } = await project.metasc(work);
    expect([exitCode, printed]).toEqual([0, expect.stringContaining('All slices are done.')]);
    const asked = model.requests.slice(before);
    expect(asked.length).toBeLessThanOrEqual(unique(asked) + CALLS_AT_ONCE);
    await project.metasc(['collect', 'plan', '--store', 'store', '--json']);
    expect(project.essence(RESULTS)).toBe(whole);
    const status = await project.metasc(['status', 'plan', '--store', 'store']);
    expect(status).toEqual({ exitCode: 0, printed: expect.stringContaining('All slices are done') });
  });

  it('equals it in shards without a database; a part that is missing or there twice is refused', async () => {
    const shard = (name: string, ...args: string[]) => project.metasc(['work', 'plan', '--store', name, ...args]);
    const early = await shard('early', '--shard', '1/2');
    expect(early).toEqual({ exitCode: 1, printed: expect.stringContaining('--learned') });
    expect(await shard('learn', '--shard', 'learn')).toMatchObject({ exitCode: 0 });
    const both = await Promise.all(
      ['1/2', '2/2'].map((part) => shard(`part-${part[0]}`, '--shard', part, '--learned', 'learn')),
    );
    expect(both.map(({ exitCode, printed }) => [exitCode, printed])).toEqual([
      [0, expect.stringContaining('Wrote')],
      [0, expect.stringContaining('Wrote')],
    ]);
    const collect = (...parts: string[]) =>
      project.metasc(['collect', 'plan', '--json', '-o', 'shards', '--parts', ...parts]);
    expect(await collect('learn', 'part-1')).toEqual({ exitCode: 1, printed: expect.stringMatching(/missing/) });
    cpSync(join(project.path, 'part-2'), join(project.path, 'copy'), { recursive: true });
    expect(await collect('learn', 'part-1', 'part-2', 'copy')).toEqual({
      exitCode: 1,
      printed: expect.stringMatching(/there twice: in part-2 and in copy|there twice: in copy and in part-2/),
    });
    expect(await collect('learn', 'part-1', 'part-2')).toMatchObject({ exitCode: 0 });
    expect(project.essence('shards/promptfooconfig.json')).toBe(whole);
    const part = join(project.path, 'copy/part.jsonl');
    writeFileSync(part, readFileSync(part, 'utf8').replace(/"plan":"\w+"/, '"plan":"another"'));
    expect(await collect('learn', 'part-1', 'copy')).toEqual({
      exitCode: 1,
      printed: expect.stringContaining('belongs to plan another'),
    });
    writeFileSync(part, readFileSync(part, 'utf8').slice(0, -20));
    appendFileSync(part, '{"torn');
    expect(await collect('learn', 'part-1', 'copy')).toMatchObject({ exitCode: 1 });
  });

  // A developer's machine may have no PostgreSQL; `.ci/run` installs it.
  it.skipIf(!HAS_POSTGRES && process.env.CI !== 'true')(
    'equals it on PostgreSQL after workers were killed and frozen, and the server killed and cut off',
    async () => {
      await using postgres = await startPostgres();
      const before = model.requests.length;
      const random = createRandom(IS_NIGHT ? 20 : 1);
      const work = ['work', 'plan', '--store', postgres.url, '--lease', '10', '--patience', '100'];
      const all: Started[] = [];
      const start = () => {
        const started = project.start(work);
        all.push(started);
        return started;
      };
      const workers = Array.from({ length: 4 }, start);
      const anyWorker = () => Math.floor(random() * workers.length);
      let kills = 0;
      let frozen: Started | undefined;
      const faults = {
        async kill() {
          const index = anyWorker();
          kills += 1;
          workers[index]?.child.kill('SIGKILL');
          workers[index] = start();
        },
        async freeze() {
          if (frozen !== undefined) return faults.kill();
          // One that holds a slice: what it does of it must not count.
          const isHolding = ({ printed, child }: Started) => child.exitCode === null && /: begun\n$/.test(printed());
          while (!workers.some(isHolding)) await sleep(5);
          const index = workers.findIndex(isHolding);
          frozen = workers[index];
          kills += 1;
          frozen?.child.kill('SIGSTOP');
          workers[index] = start();
        },
        cut: () => postgres.cutConnections(),
        async lose() {
          await postgres.kill();
          await sleep(500);
          await postgres.start();
        },
      };
      const schedule = IS_NIGHT
        ? (['kill', 'freeze', 'cut', 'kill', 'lose', 'kill', 'cut', 'kill', 'lose', 'kill', 'cut', 'kill'] as const)
        : (['kill', 'freeze', 'cut', 'lose', 'kill'] as const);
      const all4 = () => workers.some(({ child }) => child.exitCode === null && child.signalCode === null);
      for (const [index, fault] of schedule.entries()) {
        const next = before + 25 + Math.floor(((index + 1) * 8 * SIZE.cases) / (schedule.length + 3));
        while (model.requests.length < next && all4()) await sleep(10);
        await faults[fault]();
      }
      const exitCodes = await Promise.all(workers.map(({ ended }) => ended));
      expect([exitCodes, workers.map(({ printed }) => printed()).join('\n')]).toEqual([
        [0, 0, 0, 0],
        expect.not.stringContaining('contradiction'),
      ]);
      // The frozen worker wakes after its slice was done by another one.
      frozen?.child.kill('SIGCONT');
      expect(await frozen?.ended).toBe(0);
      expect(frozen?.printed()).toMatch(/belongs to another worker by now/);

      const asked = model.requests.slice(before);
      expect(asked.length).toBeLessThanOrEqual(unique(asked) + CALLS_AT_ONCE * kills);
      const { exitCode } = await project.metasc(['collect', 'plan', '--store', postgres.url, '--json', '-o', 'faults']);
      expect(exitCode).toBe(0);
      expect(project.essence('faults/promptfooconfig.json')).toBe(whole);
    },
  );

  it('ends with 75 where the store is away', async () => {
    const { exitCode, printed } = await project.metasc([
      'work',
      'plan',
      '--store',
      'postgres://metasc@127.0.0.1:9/none',
      '--patience',
      '1',
    ]);
    expect([exitCode, printed]).toEqual([75, expect.stringContaining("store: can't be reached")]);
  });

  /** A provider that ends its process where a request is poison, and a config with it. */
  const createPoisoned = (config: object, requests: readonly string[]) =>
    createTemporaryFolder({
      'provider.mjs': `export default class {
        id() { return 'sudden'; }
        async callApi(prompt) {
          if (prompt.includes('poison')) process.exit(7);
          return { output: 'fine' };
        }
      }`,
      'promptfooconfig.yaml': JSON.stringify({
        prompts: ['{{request}}'],
        ...config,
        tests: requests.map((request) => ({ vars: { request } })),
      }),
    });

  /** Plans, works and collects to the end. The work says how many cells got an error. */
  async function workThrough({ path, read }: TemporaryFolder, said: string) {
    const metasc = (args: readonly string[]) => runBuilt(path, args);
    expect(await metasc(['plan'])).toMatchObject({ exitCode: 0 });
    const { exitCode, printed } = await metasc(['work', 'plan', '--store', 'store']);
    expect([exitCode, printed]).toEqual([1, expect.stringContaining(said)]);
    expect(await metasc(['collect', 'plan', '--store', 'store'])).toMatchObject({ exitCode: 0 });
    const lines = read('results/promptfooconfig.jsonl').trim().split('\n');
    return lines.map((line) => {
      const { promptIdx, response, error, metadata } = JSON.parse(line);
      return { promptIdx, said: response?.output ?? error, step: readCaseRecord(metadata)?.step };
    });
  }

  // Five processes of promptfoo end before the culprit is alone.
  it.runIf(IS_NIGHT)('gives up one case that ends its process, and answers all others', async () => {
    using folder = createPoisoned({ providers: ['file://provider.mjs'] }, ['one', 'two', 'poison', 'four']);
    const rows = await workThrough(folder, '1 cell got an error');
    expect(rows.map(({ said }) => said)).toEqual([
      'fine',
      'fine',
      expect.stringContaining('given up: its process ended 3 times without results'),
      'fine',
    ]);
  });

  // Five processes, too: the third answers one test after another, and is ended by the first culprit, the fourth by the second.
  it.runIf(IS_NIGHT)(
    'gives up two cases of a window that end its process, and the chain goes on after them',
    async () => {
      const providers = [
        { id: PROVIDER, label: 'metasc', config: { model: 'file://provider.mjs', adapt: { steps: 'all' } } },
        'file://provider.mjs',
      ];
      using folder = createPoisoned({ providers }, ['one', 'poison', 'three', 'poison again', 'five']);
      const rows = await workThrough(folder, '4 cells got an error');
      const givenUp = expect.stringMatching(/given up: its process ended [34] times without results/);
      const answered = expect.stringMatching(/^fine/);
      for (const promptIdx of [0, 1]) {
        const own = rows.filter((row) => row.promptIdx === promptIdx);
        expect(own.map(({ said }) => said)).toEqual([answered, givenUp, answered, givenUp, answered]);
        if (promptIdx === 0) expect(own.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
      }
    },
  );
});
