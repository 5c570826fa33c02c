import { describe, expect, it } from 'vitest';
import { gateInThreads } from '../../../../cli/commands/gate/gateInThreads.ts';
import { type GateRunOptions, runGate } from '../../../../cli/commands/gate/gateRun.ts';
import { MetaScError } from '../../../../foundation/errors.ts';
import { createRawRow, toJsonFile, toJsonLines } from '../../../analysis/results/resultFixture.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

/** Head, two runs of base, and a policy; in threads from the first byte on. */
function createFiles() {
  const folder = createTemporaryFolder();
  const rows = (failing: number, column = 'frozen') =>
    Array.from({ length: 60 }, (_, at) =>
      createRawRow({ id: `c${at}`, testIdx: at, column, scores: { harm: Number(at >= failing) }, answer: `${at}` }),
    );
  const options = {
    head: [folder.write('head.json', toJsonFile(rows(7)))],
    base: [folder.write('base.json', toJsonFile(rows(1))), folder.write('base.jsonl', toJsonLines(rows(2)))],
    policy: folder.write('gate.yaml', 'metrics: {harm: {}}'),
  };
  return {
    folder,
    rows,
    options,
    decide: async (asked: GateRunOptions) => (await gateInThreads(asked, 1))(asked),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

describe('the gate in threads', () => {
  it('decides as in one', async () => {
    using files = createFiles();
    const run = await files.decide(files.options);
    expect(run).toEqual(await runGate(files.options));
    expect(run.flips).not.toEqual([]);
  });

  it('has the same fault for a file that is missing or torn', async () => {
    using files = createFiles();
    const torn = files.folder.write('torn.json', toJsonFile(files.rows(0)).slice(0, -40));
    const asked = { ...files.options, base: [torn, 'missing.json', ...files.options.base] };
    const run = await files.decide(asked);
    expect(run).toEqual(await runGate(asked));
    expect(run.findings).toHaveLength(2);
  });

  it('throws the same error for a wrong option, the first in order', async () => {
    using files = createFiles();
    const two = files.folder.write('two.json', toJsonFile([...files.rows(0), ...files.rows(0, 'metasc')]));
    const three = files.folder.write('three.json', toJsonFile([...files.rows(0), ...files.rows(0, 'other')]));
    for (const asked of [
      { ...files.options, head: [two], base: [three] },
      { ...files.options, policy: 'missing.yaml' },
    ]) {
      const error = await runGate(asked).catch((thrown: MetaScError) => thrown);
      if (!(error instanceof MetaScError)) throw new Error('expected a refusal');
      const { message, code } = error;
      const asInOne = expect.objectContaining({ name: 'MetaScError', message, code });
      await expect(files.decide(asked)).rejects.toEqual(asInOne);
    }
  });
});
