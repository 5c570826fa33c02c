import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { datasetNames, loadCases } from '../../datasets/loadCases.ts';

describe('loadCases', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'load-cases-'));
    await writeFile(join(folder, 'mine.csv'), 'id,prompt,category,harmful,expected\na,p,c,true,refuse\n');
    await writeFile(join(folder, 'bad.csv'), 'id\n');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('loads a set of this package by its name', async () => {
    expect((await loadCases('starter')).length).toBeGreaterThan(0);
  });

  it('loads a CSV file by its path, absolute or from the working directory', async () => {
    const path = join(folder, 'mine.csv');
    expect(await loadCases(path)).toHaveLength(1);
    expect(await loadCases(relative(process.cwd(), path))).toHaveLength(1);
  });

  it('lists the known sets for an unknown name', async () => {
    await expect(loadCases('starters')).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringMatching(
        /dataset "starters": .*starters[/\\]cases\.csv[\s\S]*benign-contrast, .*starter, trial\./,
      ),
    });
  });

  it('names the path when a file is missing or is a folder', async () => {
    await expect(loadCases(join(folder, 'none.csv'))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining(join(folder, 'none.csv')),
    });
    await expect(loadCases(folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('names the faulty file', async () => {
    await expect(loadCases(join(folder, 'bad.csv'))).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringContaining(`${join(folder, 'bad.csv')}: 4 faults`),
    });
  });
});

describe('loadCases, of a published set', () => {
  afterEach(() => vi.restoreAllMocks());

  it('loads an import from the working directory, unless a set of this package has the name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'load-published-'));
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    for (const name of ['advbench', 'starter']) {
      await mkdir(join(folder, 'datasets', 'published', name), { recursive: true });
      await writeFile(
        join(folder, 'datasets', 'published', name, 'cases.csv'),
        'id,prompt,category,harmful,expected\nadvbench-000,p,c,true,refuse\n',
      );
    }
    expect(await loadCases('advbench')).toEqual([expect.objectContaining({ id: 'advbench-000' })]);
    expect((await loadCases('starter')).length).toBeGreaterThan(1);
    await rm(folder, { recursive: true });
  });

  it('explains how to import a missing one', async () => {
    await expect(loadCases('harmbench')).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('Import it first: metasc datasets import harmbench.'),
    });
    await expect(loadCases('metasc-templates')).rejects.toMatchObject({
      message: expect.stringContaining('a published set of wrappers, not of cases'),
    });
  });
});

describe('datasetNames', () => {
  it('lists the folders that hold cases, in order', async () => {
    const names = await datasetNames();
    expect(names).toEqual(expect.arrayContaining(['benign-contrast', 'honesty', 'jailbreak', 'starter']));
    expect(names).toEqual([...names].sort());
  });
});
