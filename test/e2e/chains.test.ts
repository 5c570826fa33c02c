import { describe, expect, it } from 'vitest';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { createEvalProject, metascOf, PROVIDER, rowsOf } from '../support/evalProject.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';

const TASKS = ['honesty', 'secrecy'] as const;
const tests = Array.from({ length: 8 }, (_, index) => ({
  vars: { request: `request number ${index}` },
  metadata: { task: TASKS[index % 2] },
}));

async function evaluate(options: object, args: readonly string[] = []) {
  await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
  await using project = await createEvalProject();
  const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
  const outcome = await project.evaluate(
    { prompts: ['{{request}}'], providers: [{ id: PROVIDER, label: 'metasc', config: { model, ...options } }], tests },
    { args },
  );
  return { rows: rowsOf(outcome, 'metasc'), calls: server.calls.length };
}

describe('chains', () => {
  it('are one a value of the chain template, each with the first spec that its template gives', async () => {
    const { rows } = await evaluate({ chain: '{{ metadata.task }}', spec: '{{ metadata.task }} in all answers' });
    const cells = rows.map(metascOf);
    expect(cells.map(({ chain, step }) => [chain, step])).toEqual(
      tests.map((_, index) => [`metasc/${TASKS[index % 2]}`, Math.floor(index / 2)]),
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
    const { rows } = await evaluate({ spec: '{{ topic }}' });
    expect(rows[0]?.error).toMatch(/spec: can't be rendered.*undefined/s);
    expect(rows[0]?.error).toContain('Known here: request, metadata');
  });

  it('say in the row that the first spec differs within one chain', async () => {
    const { rows } = await evaluate({ spec: '{{ metadata.task }}' }, ['-j', '1']);
    expect(rows.map(({ error }) => Boolean(error))).toEqual(tests.map((_, index) => index % 2 === 1));
    expect(rows[1]?.error).toMatch(
      /same first spec for all cases of chain metasc, got "honesty" and "secrecy"\nSet chain/,
    );
  });

  it('are independent for every repeat, and so are their calls', async () => {
    const { rows, calls } = await evaluate({ adapt: { steps: 'all' } }, ['--repeat', '3', '-j', '8']);
    expect(rows).toHaveLength(24);
    expect(calls).toBe(3 * 4 * 8);
    for (const repeat of [0, 1, 2]) {
      const cells = rows.map(metascOf).filter((cell) => cell.repeat === repeat);
      expect(cells.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(cells.map(({ specUsedVersion }) => specUsedVersion)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }
  });

  it('make one meta-critique a batch', async () => {
    const { rows, calls } = await evaluate({ adapt: { steps: 'all', batchSize: 4 } }, ['-j', '8']);
    expect(calls).toBe(3 * 8 + 2);
    expect(rows.map(metascOf).map(({ specUsedVersion }) => specUsedVersion)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });
});
