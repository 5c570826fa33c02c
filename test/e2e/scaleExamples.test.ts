import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvaluateResult, OutputFile } from 'promptfoo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { EXAMPLES, openExample } from '../support/exampleProject.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopbackServer.ts';
import { IS_NIGHT } from '../support/night.ts';
import { HAS_POSTGRES, startPostgres } from '../support/postgres.ts';
import { runWorkflow } from '../support/workflowRun.ts';

const TESTS = 12;
const COLUMNS = ['baseline', 'static-critique', 'metasc-4'];

const read = (name: string) => readFile(join(EXAMPLES, name), 'utf8');

/** By test and column: what was answered, which has to be the same however the work was divided. */
function answersOf(results: string): readonly string[] {
  const rows: readonly EvaluateResult[] = (JSON.parse(results) as OutputFile).results.results;
  return rows.map(
    ({ testIdx, provider, response, error }) => `${testIdx} ${provider.label} ${response?.output ?? error}`,
  );
}

// Some twenty processes of promptfoo; every night. By day, scale.test.ts takes the same ways.
describe.runIf(IS_NIGHT)('the examples of many machines, by the commands in their YAML', () => {
  let server: LoopbackServer;
  let keys: Record<string, string>;
  let whole: readonly string[];

  beforeAll(async () => {
    server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
    keys = { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'none', PROMPTFOO_FAILED_TEST_EXIT_CODE: '0' };
    await using example = await openExample('scale-shards');
    await example.run('npx promptfoo eval -o whole.json', keys);
    whole = answersOf(await readFile(join(example.folder, 'whole.json'), 'utf8')).toSorted();
    expect(whole).toHaveLength(TESTS * COLUMNS.length);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('are one project three times', async () => {
    const configs = ['shards', 'postgres', 'kubernetes'].map((name) => read(`scale-${name}/promptfooconfig.yaml`));
    expect(new Set(await Promise.all(configs)).size).toBe(1);
  });

  it('scale-shards: the workflow’s jobs, with artifacts alone between them', async () => {
    const { OPENAI_API_KEY = '', ...env } = keys;
    const fileOf = await runWorkflow('scale-shards', {
      file: 'scale.yml',
      env,
      secrets: { OPENAI_API_KEY },
      kept: 'results',
    });
    expect(answersOf(await fileOf('promptfooconfig.json')).toSorted()).toEqual(whole);
  });

  it('scale-kubernetes: three indexed pods with one volume, after the pod that learns', async () => {
    const { jobs, kinds } = await kubernetesOf('scale-kubernetes/shards.yaml');
    expect(kinds).toEqual(['PersistentVolumeClaim', 'Job', 'Job', 'Job']);
    const [learn, shards, collect] = jobs;
    expect(shards?.spec).toMatchObject({ completionMode: 'Indexed', completions: 3, parallelism: 3 });
    for (const { spec } of jobs) {
      const { containers, initContainers = [], volumes = [] } = spec.template.spec;
      for (const { volumeMounts = [] } of [...containers, ...initContainers]) {
        expect(volumeMounts).toEqual([{ name: volumes[0]?.name, mountPath: '/evaluation/parts' }]);
      }
    }
    await using example = await openExample('scale-kubernetes');
    await example.run(await planOfImage(), keys);
    const run = async (job: KubernetesJob | undefined, env: Record<string, string> = {}) => {
      const { initContainers = [], containers } = job?.spec.template.spec ?? { containers: [] };
      for (const { command } of [...initContainers, ...containers]) {
        await example.run(shellOf(command), { ...keys, ...env });
      }
    };
    await run(learn);
    for (let index = 0; index < (shards?.spec.completions ?? 0); index += 1) {
      await run(shards, { JOB_COMPLETION_INDEX: String(index) });
    }
    await run(collect);
    const results = await readFile(join(example.folder, 'parts/results/promptfooconfig.json'), 'utf8');
    expect(answersOf(results).toSorted()).toEqual(whole);
  });

  it('scale-kubernetes: a worker whose store was away is made anew, one that found errors ends the job', async () => {
    const { jobs, kinds } = await kubernetesOf('scale-kubernetes/workers.yaml');
    expect(kinds).toEqual(['Job']);
    const spec = jobs[0]?.spec;
    expect(spec).toMatchObject({ parallelism: 4, template: { spec: { restartPolicy: 'Never' } } });
    // With a number of completions, Kubernetes would start workers when all is done.
    expect(spec).not.toHaveProperty('completions');
    expect(spec?.podFailurePolicy?.rules).toEqual([
      { action: 'Ignore', onExitCodes: { operator: 'In', values: [75] } },
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] },
      { action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } },
    ]);
    await using example = await openExample('scale-kubernetes');
    await example.run(await planOfImage(), keys);
    const away = example.run(`${shellOf(spec?.template.spec.containers[0]?.command)} --patience 1`, {
      ...keys,
      STORE: 'postgres://metasc@127.0.0.1:9/none',
    });
    await expect(away).rejects.toMatchObject({ code: 75 });
  });

  // A developer's machine may have no PostgreSQL; `.ci/run` installs it.
  it.skipIf(!HAS_POSTGRES && process.env.CI !== 'true')(
    'scale-postgres: plan, two workers, status and collect of the compose file, and the Kubernetes worker',
    async () => {
      await using postgres = await startPostgres();
      const { services } = parse(await read('scale-postgres/compose.yaml'), { merge: true }) as {
        readonly services: Readonly<
          Record<string, { readonly command?: readonly string[]; readonly restart?: string; readonly build?: object }>
        >;
      };
      expect(Object.keys(services)).toEqual(['store', 'plan', 'worker', 'status', 'collect']);
      expect(services.worker).toMatchObject({
        build: { dockerfile_inline: expect.stringContaining('RUN npm ci') },
        restart: expect.stringMatching(/^on-failure/),
        depends_on: { store: { condition: 'service_healthy' }, plan: { condition: 'service_completed_successfully' } },
      });
      await using example = await openExample('scale-postgres');
      const env = { ...keys, STORE: postgres.url };
      // Compose takes `$$` for `$`; on one machine, each worker needs a port of its own.
      const run = (name: string) =>
        example.run(shellOf(services[name]?.command).replaceAll('$$', '$').replace('port 9464', 'port 0'), env);
      await run('plan');
      const worker = shellOf(
        (await kubernetesOf('scale-kubernetes/workers.yaml')).jobs[0]?.spec.template.spec.containers[0]?.command,
      );
      await Promise.all([run('worker'), run('worker'), example.run(worker.replace('port 9464', 'port 0'), env)]);
      expect(await run('status')).toContain('All slices are done');
      await run('collect');
      const results = await readFile(join(example.folder, 'results/promptfooconfig.json'), 'utf8');
      expect(answersOf(results).toSorted()).toEqual(whole);
    },
  );
});

interface Container {
  readonly command: readonly string[];
  readonly volumeMounts?: readonly object[];
}

interface KubernetesJob {
  readonly kind: string;
  readonly spec: {
    readonly completions?: number;
    readonly podFailurePolicy?: { readonly rules: readonly object[] };
    readonly template: {
      readonly spec: {
        readonly initContainers?: readonly Container[];
        readonly containers: readonly Container[];
        readonly volumes?: readonly { readonly name: string }[];
      };
    };
  };
}

async function kubernetesOf(name: string) {
  const all = parseAllDocuments(await read(name)).map((document) => document.toJS() as KubernetesJob);
  return { kinds: all.map(({ kind }) => kind), jobs: all.filter(({ kind }) => kind === 'Job') };
}

/** The command by which the image gets its plan. */
async function planOfImage(): Promise<string> {
  const [, command = 'false'] = /^# RUN npm ci && (.+)$/m.exec(await read('scale-kubernetes/workers.yaml')) ?? [];
  return command;
}

/** What `sh -c` runs. */
function shellOf(command: readonly string[] = []): string {
  const [shell, option, text = 'false'] = command;
  expect([shell, option]).toEqual(['sh', '-c']);
  return text;
}
