import { afterAll, describe, expect, it } from 'vitest';
import { PROVIDER } from '../support/evalProject.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { IS_NIGHT } from '../support/night.ts';
import { runBuilt, startBuilt } from '../support/scaleProject.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

const testsOf = (requests: readonly string[]) => requests.map((request) => ({ vars: { request } }));

const rowsOf = (folder: TemporaryFolder) =>
  folder
    .read('results/promptfooconfig.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('a worker at work', () => {
  const model = startLoopbackServer(({ messages }) =>
    messages.at(-1)?.content === 'never answered' ? { fault: 'hang' } : 'fine',
  );
  afterAll(async () => (await model)[Symbol.asyncDispose]());

  it.runIf(IS_NIGHT)(
    'shows its counts to Prometheus; its folder is closed to others, which say so in words',
    async () => {
      const { baseURL } = await model;
      using folder = createTemporaryFolder({
        'promptfooconfig.yaml': JSON.stringify({
          prompts: ['{{request}}'],
          providers: [{ id: PROVIDER, config: { variant: 'baseline', model: { type: 'openai', name: 'm', baseURL } } }],
          tests: testsOf(['one', 'two', 'never answered']),
        }),
      });
      await runBuilt(folder.path, ['plan', '--slice', '1']);
      const worker = startBuilt(folder.path, ['work', 'plan', '--store', 'store', '--metrics-port', '0']);
      try {
        await (await model).arrival(({ messages }) => messages.at(-1)?.content === 'never answered');
        const [, url = ''] = /^Metrics at (http:\/\/127\.0\.0\.1:\d+\/metrics)$/m.exec(worker.printed()) ?? [];
        const text = await (await fetch(url)).text();
        for (const line of [
          'metasc_work_slices_total{outcome="done"} 2',
          'metasc_work_cells_total 2',
          'metasc_work_calls_total{source="model"} 3',
          'metasc_work_permits_held 1',
          'metasc_work_store_retries_total 0',
        ]) {
          expect(text.split('\n')).toContain(line);
        }
        const status = await runBuilt(folder.path, ['status', 'plan', '--store', 'store']);
        expect(status).toEqual({
          exitCode: 1,
          printed: expect.stringMatching(
            new RegExp(`^store: store is in use by process ${worker.child.pid} on .*\n.*--metrics-port.*PostgreSQL`),
          ),
        });
      } finally {
        worker.child.kill('SIGKILL');
        await worker.ended;
      }
      const { exitCode, printed } = await runBuilt(folder.path, ['status', 'plan', '--store', 'store']);
      expect([exitCode, printed]).toEqual([0, expect.stringContaining('1 slice left')]);
    },
  );

  it('takes no rows of a process that ended before all were there', async () => {
    using folder = createTemporaryFolder({
      // Ends its process once, when the rows of other tests are written.
      'provider.mjs': `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
      const rows = process.argv[process.argv.indexOf('-o') + 1];
      export default class {
        id() { return 'sudden'; }
        async callApi(prompt) {
          if (prompt === 'four' && !existsSync('ended')) {
            while (!existsSync(rows) || readFileSync(rows, 'utf8').split('\\n').length < 2) await new Promise((done) => setTimeout(done, 5));
            writeFileSync('ended', '');
            process.kill(process.pid, 'SIGKILL');
          }
          return { output: 'fine' };
        }
      }`,
      'promptfooconfig.yaml': JSON.stringify({
        prompts: ['{{request}}'],
        providers: ['file://provider.mjs'],
        tests: testsOf(['one', 'two', 'three', 'four', 'five']),
      }),
    });
    await runBuilt(folder.path, ['plan']);
    const { exitCode, printed } = await runBuilt(folder.path, ['work', 'plan', '--store', 'store']);
    expect([exitCode, printed]).toEqual([0, expect.stringMatching(/ended with \d of 5 rows \(SIGKILL\)/)]);
    expect(await runBuilt(folder.path, ['collect', 'plan', '--store', 'store'])).toMatchObject({ exitCode: 0 });
    expect(rowsOf(folder).map(({ vars }) => vars.request)).toEqual(['one', 'two', 'three', 'four', 'five']);
  });
});
