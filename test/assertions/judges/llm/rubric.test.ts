import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadRubric, rubricNames } from '../../../../assertions/judges/llm/rubric.ts';
import { METRICS } from '../../../../assertions/metrics.ts';

const levels = ['a', 'b', 'c', 'd', 'e'].map((label) => ({ label, anchor: `like ${label}` }));
const own = { name: 'brevity', question: 'How short is it?', guidance: ['Count words.'], levels };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metasc-rubric-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const write = (file: string, content: unknown) =>
  writeFile(join(folder, file), typeof content === 'string' ? content : stringify(content));

describe('rubrics of this package', () => {
  it('are one for every metric, and helpfulness', async () => {
    expect(await rubricNames()).toEqual([...METRICS.map(({ rubric }) => rubric), 'helpfulness'].sort());
  });

  it('fit the schema and are called what their files are', async () => {
    for (const name of await rubricNames()) expect((await loadRubric(name, '/nowhere')).name).toBe(name);
  });
});

describe('a rubric of the user', () => {
  it('is one YAML file, relative to the base path', async () => {
    await write('brevity.yaml', own);
    expect(await loadRubric('brevity.yaml', folder)).toEqual(own);
    expect(await loadRubric('file://brevity.yaml', folder)).toEqual(own);
    expect(await loadRubric(join(folder, 'brevity.yaml'), '.')).toEqual(own);
  });

  it('that is missing is a fault that names the known ones', async () => {
    await expect(loadRubric('harmm', folder)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringMatching(/rubric "harmm".*\n.*harm, helpfulness, honesty/s),
    });
  });

  it.each([
    ['has four levels', { ...own, levels: levels.slice(1) }, 'levels: expected array of at least 5'],
    ['has a level without anchor', { ...own, levels: [...levels.slice(1), { label: 'x' }] }, 'levels[4].anchor'],
    ['has an unknown key', { ...own, guidence: [] }, 'guidence: unknown option; did you mean "guidance"?'],
    ['shows what a case does not have', { ...own, shows: ['prompt'] }, 'shows[0]: expected expected | reference'],
    ['is no YAML', 'a: [', 'expected YAML'],
    ['is empty', '', 'expected object'],
  ])('that %s is refused', async (_, content, message) => {
    await write('faulty.yaml', content);
    await expect(loadRubric('faulty.yaml', folder)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(message),
    });
  });
});
