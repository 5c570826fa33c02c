import { beforeAll, describe, expect, it } from 'vitest';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { createEvalProject, type HereOptions, metascOf, PROVIDER, rowsOf } from '../support/evalProject.ts';
import { type LoopbackServer, startLoopbackServer } from '../support/loopbackServer.ts';
import { runPromptfoo } from '../support/promptfooCli.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const TASKS = ['honesty', 'secrecy'] as const;
const tests = Array.from({ length: 8 }, (_, index) => ({
  vars: { request: `request number ${index}` },
  metadata: { task: TASKS[index % 2] },
}));

/** One run; each column asks a server of its own, so that its calls can be counted. */
async function evaluate(columns: Readonly<Record<string, object>>, options: HereOptions) {
  await using stack = new AsyncDisposableStack();
  const project = stack.use(await createEvalProject());
  const servers = new Map<string, LoopbackServer>();
  for (const label of Object.keys(columns)) {
    servers.set(label, stack.use(await startLoopbackServer(({ messages }) => deterministicAnswer(messages))));
  }
  const providers = Object.entries(columns).map(([label, options]) => ({
    id: PROVIDER,
    label,
    config: { model: { type: 'openai', name: 'm', baseURL: servers.get(label)?.baseURL }, ...options },
  }));
  const outcome = await project.evaluateHere({ prompts: ['{{request}}'], providers, tests }, options);
  return (label: string) => ({ rows: rowsOf(outcome, label), calls: servers.get(label)?.calls.length });
}

describe('chains', () => {
  let columnOf: Awaited<ReturnType<typeof evaluate>>;
  beforeAll(async () => {
    columnOf = await evaluate(
      {
        tasks: { chain: '{{ metadata.task }}', spec: '{{ metadata.task }} in all answers' },
        lacking: { spec: '{{ topic }}' },
        batches: { adapt: { steps: 'all', batchSize: 4 } },
      },
      { maxConcurrency: 24 },
    );
  });

  it('are one a value of the chain template, each with the first spec that its template gives', async () => {
    const { rows } = columnOf('tasks');
    const cells = rows.map(metascOf);
    expect(cells.map(({ chain, step }) => [chain, step])).toEqual(
      tests.map((_, index) => [`tasks/${TASKS[index % 2]}`, Math.floor(index / 2)]),
    );
    expect(cells.slice(0, 2).map(({ specUsed }) => specUsed)).toEqual([
      'honesty in all answers',
      'secrecy in all answers',
    ]);
    for (const [index, { specUsed }] of cells.entries()) {
      if (index >= 2) expect(specUsed).toBe(cells[index - 2]?.specProduced);
    }
  });

  it('say in the row that a case lacks the variable of a template', async () => {
    const { rows } = columnOf('lacking');
    expect(rows).toHaveLength(tests.length);
    expect(rows[0]?.error).toMatch(/spec: can't be rendered.*undefined/s);
    expect(rows[0]?.error).toContain('Known here: request, metadata');
  });

  it('say in the row that the first spec differs within one chain', async () => {
    const { rows } = (await evaluate({ metasc: { spec: '{{ metadata.task }}' } }, { maxConcurrency: 1 }))('metasc');
    expect(rows.map(({ error }) => Boolean(error))).toEqual(tests.map((_, index) => index % 2 === 1));
    expect(rows[1]?.error).toMatch(
      /same first spec for all cases of chain metasc, got "honesty" and "secrecy"\nSet chain/,
    );
  });

  it('are independent for every repeat, and so are their calls', async () => {
    const columns = await evaluate({ metasc: { adapt: { steps: 'all' } } }, { repeat: 3, maxConcurrency: 8 });
    const { rows, calls } = columns('metasc');
    expect(rows).toHaveLength(24);
    expect(calls).toBe(3 * 4 * 8);
    for (const repeat of [0, 1, 2]) {
      const cells = rows.map(metascOf).filter((cell) => cell.repeat === repeat);
      expect(cells.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(cells.map(({ specUsedVersion }) => specUsedVersion)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }
  });

  it('are those of one entry, though another is equal and neither has a label', async () => {
    await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
    using folder = createTemporaryFolder();
    const entry = { id: PROVIDER, config: { model: { type: 'openai', name: 'm', baseURL: server.baseURL } } };
    const providers = [1, 2].map(() => ({ ...entry, config: { ...entry.config, adapt: { steps: 4 } } }));
    // With -c, promptfoo drops an entry that is equal to another.
    folder.write('promptfooconfig.yaml', JSON.stringify({ prompts: ['{{request}}'], providers, tests }));
    const args = ['eval', '--no-write', '--no-table', '--no-progress-bar'];
    const outcome = await runPromptfoo({ cwd: folder.path, args });
    const rows = outcome.results?.results ?? [];
    expect(rows).toHaveLength(2 * tests.length);
    for (const column of [0, 1]) {
      const own = rows.filter(({ promptIdx }) => promptIdx === column).sort((a, b) => a.testIdx - b.testIdx);
      const cells = own.map(metascOf);
      expect(new Set(cells.map(({ chain }) => chain))).toEqual(new Set(['metasc-4']));
      expect(cells.map(({ step, window, specUsedVersion }) => [step, window, specUsedVersion])).toEqual(
        tests.map((_, index) => [index, index < 4, Math.min(index, 4)]),
      );
    }
    expect(server.calls).toHaveLength(3 * tests.length + 4);
  });

  it('make one meta-critique a batch', async () => {
    const { rows, calls } = columnOf('batches');
    expect(calls).toBe(3 * 8 + 2);
    expect(rows.map(metascOf).map(({ specUsedVersion }) => specUsedVersion)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });
});
