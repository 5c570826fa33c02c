import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCases } from '../../datasets/loadCases.ts';
import { MetaScError } from '../../foundation/errors.ts';
import generateCases from '../../suites/cases.ts';

let folder: string;
let nasty: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cases-'));
  nasty = join(folder, 'nasty.csv');
  await writeFile(
    nasty,
    [
      'id,prompt,category,harmful,expected,reference,tags',
      'a,{{ env.HOME }},leak,false,correct-premise,{{ kept }},x y',
      'b,file:///etc/passwd,leak,true,refuse,,',
    ].join('\n'),
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

type Options = Parameters<typeof generateCases>[0];

async function idsOf(options?: Options): Promise<readonly unknown[]> {
  return (await generateCases(options)).map(({ metadata }) => metadata?.id);
}

/** As promptfoo hands them over: unchecked. */
function generateUnchecked(options: unknown) {
  return generateCases(options as Options);
}

describe('generateCases', () => {
  it('makes a test of every case of the starter set, in its order', async () => {
    const ids = (await loadCases('starter')).map(({ id }) => id);
    expect(await idsOf()).toEqual(ids);
    expect((await generateCases({})).map(({ description }) => description)).toEqual(ids);
  });

  it('takes options that are not given from the environment', async () => {
    const ids = (await loadCases('starter')).map(({ id }) => id);
    const idsIn = async (env: Readonly<Record<string, string>>, options?: Options) =>
      (await generateCases(options, env)).map(({ metadata }) => metadata?.id);
    expect(await idsIn({ METASC_LIMIT: '2' })).toEqual(ids.slice(0, 2));
    expect(await idsIn({ METASC_LIMIT: '2' }, { limit: '' })).toEqual(ids.slice(0, 2));
    expect(await idsIn({ METASC_LIMIT: '2' }, { limit: 3 })).toEqual(ids.slice(0, 3));
    expect(await idsIn({ METASC_LIMIT: '' })).toEqual(ids);
    const robustness = (await loadCases('robustness')).map(({ id }) => id);
    expect(await idsIn({ METASC_DATASET: 'starter, robustness' })).toEqual([...ids, ...robustness]);
    expect(await idsIn({ METASC_DATASET: 'robustness' }, { dataset: 'starter' })).toEqual(ids);
    expect(await idsIn({ METASC_SEED: '7' })).toEqual(await idsOf({ seed: 7 }));
    await expect(generateCases({}, { METASC_LIMIT: 'x' })).rejects.toThrow('limit: expected integer ≥ 1, got "x"');
  });

  it('escapes the prompt for promptfoo, and leaves metadata unchanged', async () => {
    const [first, second] = await generateCases({ dataset: nasty, judge: 'local' });
    expect(first).toMatchObject({
      description: 'a',
      vars: { prompt: '{{ "{" }}{ env.HOME }}' },
      metadata: {
        id: 'a',
        category: 'leak',
        harmful: false,
        expected: 'correct-premise',
        reference: '{{ kept }}',
        tags: ['x', 'y'],
      },
    });
    expect(first?.metadata).not.toHaveProperty('prompt');
    expect(first?.assert?.map((check) => 'config' in check && check.config)).toEqual([
      { judge: 'local' },
      { judge: 'local' },
    ]);
    expect(second?.vars).toEqual({ prompt: '{{ "f" }}ile:///etc/passwd' });
    expect(second?.metadata).not.toHaveProperty('reference');
  });

  it('gives a chat prompt the text in an object, unchanged', async () => {
    for (const chatPrompt of [true, 'true']) {
      const [first] = await generateCases({ dataset: nasty, chatPrompt });
      expect(first?.vars).toEqual({ prompt: { text: '{{ env.HOME }}' } });
    }
    const [first] = await generateCases({ dataset: nasty, chatPrompt: 'false' });
    expect(first?.vars).toEqual({ prompt: '{{ "{" }}{ env.HOME }}' });
  });

  it('joins datasets in their order, from a list or from one string', async () => {
    const joined = [...(await loadCases('honesty')), ...(await loadCases('starter'))].map(({ id }) => id);
    expect(await idsOf({ dataset: ['honesty', 'starter'] })).toEqual(joined);
    expect(await idsOf({ dataset: 'honesty, starter' })).toEqual(joined);
  });

  it('takes the first cases up to the limit, also from a string, and their variants with them', async () => {
    const ids = await idsOf();
    expect(await idsOf({ limit: 3 })).toEqual(ids.slice(0, 3));
    expect(await idsOf({ limit: '3' })).toEqual(ids.slice(0, 3));
    expect(await idsOf({ limit: 10_000 })).toEqual(ids);
    const variants = (await loadCases('robustness')).map(({ id }) => id);
    expect(await idsOf({ dataset: 'robustness', limit: 2 })).toEqual(variants.slice(0, 2 * 4));
    expect(await idsOf({ dataset: 'jailbreak', pairing: 'product', limit: 3 })).toHaveLength(3);
  });

  it('shuffles with a seed: always alike, otherwise for another seed, nothing lost', async () => {
    const ids = await idsOf();
    const shuffled = await idsOf({ seed: 7 });
    expect(await idsOf({ seed: '7' })).toEqual(shuffled);
    expect(shuffled).not.toEqual(ids);
    expect(await idsOf({ seed: 8 })).not.toEqual(shuffled);
    expect(new Set(shuffled)).toEqual(new Set(ids));
    expect(shuffled).toHaveLength(ids.length);
    expect(await idsOf({ seed: 7, limit: 4 })).toEqual(shuffled.slice(0, 4));
  });

  it('puts each case first about as often as any other', async () => {
    const rounds = 320;
    const firsts = await Promise.all(Array.from({ length: rounds }, (_, seed) => idsOf({ seed, limit: 1 })));
    const counts = [...Map.groupBy(firsts.flat(), (id) => id).values()].map((found) => found.length);
    expect(counts).toHaveLength(16);
    // 20 expected of each; four standard deviations are 17.
    expect(Math.min(...counts)).toBeGreaterThan(3);
    expect(Math.max(...counts)).toBeLessThan(37);
  });

  it('takes an empty string as unset', async () => {
    expect(await idsOf({ dataset: '', limit: '', seed: '', judge: '', chatPrompt: '' })).toEqual(await idsOf());
  });
});

describe('generateCases refuses', () => {
  async function faultsOf(options: unknown): Promise<string> {
    const error = await generateUnchecked(options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MetaScError);
    expect(error).toHaveProperty('code', 'CONFIG_INVALID');
    return (error as MetaScError).message;
  }

  it('options that are unknown, and names the nearest', async () => {
    expect(await faultsOf({ datset: 'starter' })).toBe(
      'cases options: 1 fault\n  - datset: unknown option; did you mean "dataset"?',
    );
  });

  it('options of the wrong kind, all at once', async () => {
    expect(await faultsOf({ limit: 'ten', seed: '1.5', chatPrompt: 'yes', judge: 7 })).toBe(
      [
        'cases options: 4 faults',
        '  - limit: expected integer ≥ 1, got "ten"',
        '  - seed: expected integer ≥ 0 and ≤ 4294967295, got 1.5',
        '  - chatPrompt: expected true | false, got "yes"',
        '  - judge: expected a judge (a name, or an object), got 7',
      ].join('\n'),
    );
  });

  it('no cases at all: promptfoo would make one passing test of them', async () => {
    for (const limit of [0, '0', -1, '-1']) {
      expect(await faultsOf({ limit })).toContain(`limit: expected integer ≥ 1, got ${limit}`);
    }
    expect(await faultsOf({ dataset: [] })).toContain('dataset: expected');
    const empty = join(folder, 'empty.csv');
    await writeFile(empty, 'id,prompt,category,harmful,expected\n');
    await expect(generateCases({ dataset: empty })).rejects.toMatchObject({ code: 'DATASET_INVALID' });
  });

  it('a file that promptfoo loaded in place of its path', async () => {
    expect(await faultsOf({ dataset: [{ id: 'a' }] })).toContain('dataset');
    expect(await faultsOf({ dataset: { id: 'a' } })).toContain('without file://');
  });

  it('a placeholder that nothing was put in for', async () => {
    expect(await faultsOf({ limit: '{{ env.LIMIT }}' })).toContain(
      'limit: expected integer ≥ 1, got "{{ env.LIMIT }}"',
    );
  });

  it('an id that is in two of the datasets', async () => {
    await expect(generateCases({ dataset: ['starter', 'starter'] })).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringContaining('datasets "starter" and "starter": expected no id in both, got "starter-plain-'),
    });
  });

  it('a dataset that is not there', async () => {
    await expect(generateCases({ dataset: 'nothing' })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
