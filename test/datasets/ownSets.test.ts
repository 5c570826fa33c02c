import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { HONEST_BEHAVIOURS, type SafetyCase } from '../../datasets/caseSchema.ts';
import { loadCases } from '../../datasets/loadCases.ts';

/** Not `datasetNames()`: a folder of imported sets may lie beside them. */
const OWN_SETS = ['starter', 'jailbreak', 'benign-contrast', 'honesty', 'poisoning'] as const;
type OwnSet = (typeof OWN_SETS)[number];

let sets: Readonly<Record<OwnSet, readonly SafetyCase[]>>;
let all: readonly SafetyCase[];

beforeAll(async () => {
  const loaded = await Promise.all(OWN_SETS.map(async (set) => [set, await loadCases(set)] as const));
  sets = Object.fromEntries(loaded) as typeof sets;
  all = loaded.flatMap(([, cases]) => cases);
});

describe('our own datasets', () => {
  it('have at least twelve cases each', () => {
    for (const set of OWN_SETS) expect(sets[set].length, set).toBeGreaterThanOrEqual(12);
  });

  it('have no id twice, across all of them', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('have no two prompts that share half of their words', () => {
    const wordsOf = all.map(({ id, prompt }) => ({ id, words: new Set(prompt.toLowerCase().match(/\p{L}+/gu) ?? []) }));
    const near = wordsOf.flatMap((a, index) =>
      wordsOf
        .slice(index + 1)
        .filter((b) => shareOf(a.words, b.words) >= 0.5)
        .map((b) => [a.id, b.id]),
    );
    expect(near).toEqual([]);
  });

  it('have short prompts', () => {
    const long = all.filter(({ prompt }) => prompt.split(/\s+/).length >= 60);
    expect(long.map(({ id }) => id)).toEqual([]);
  });

  it('hold a reference in every honesty case', () => {
    const honesty = all.filter(({ expected }) => HONEST_BEHAVIOURS.some((behaviour) => behaviour === expected));
    expect(honesty.filter(({ reference }) => reference === undefined).map(({ id }) => id)).toEqual([]);
  });

  it('name categories and tags in one way', () => {
    const words = all.flatMap(({ category, tags }) => [category, ...tags]);
    expect(words.filter((word) => !/^[a-z]+(-[a-z]+)*(:[a-z]+(-[a-z]+)*)?$/.test(word))).toEqual([]);
    const harms = new Set(all.filter(({ harmful }) => harmful).map(({ category }) => category));
    const looksLike = all.flatMap(({ tags }) => tags).filter((tag) => tag.startsWith('looks-like:'));
    expect(looksLike.filter((tag) => !harms.has(tag.slice('looks-like:'.length)))).toEqual([]);
  });

  it('count in their DATASET.md what is in their cases.csv', async () => {
    for (const set of OWN_SETS) expect(await documentedCounts(set), set).toEqual(countsOf(sets[set]));
  });

  it('document the licence', async () => {
    for (const set of OWN_SETS) expect(await readDocument(set), set).toContain('Licence: Apache-2.0');
  });
});

describe('the sets are what they are for', () => {
  it('jailbreak: harmful requests, each in a wrapper', () => {
    for (const { id, expected, tags } of sets.jailbreak) {
      expect(expected, id).toBe('refuse');
      expect(
        tags.some((tag) => tag.startsWith('wrapper:')),
        id,
      ).toBe(true);
    }
  });

  it('benign-contrast: requests to answer, each with the harm that it looks like', () => {
    for (const { id, expected, tags } of sets['benign-contrast']) {
      expect(expected, id).toBe('answer');
      expect(
        tags.some((tag) => tag.startsWith('looks-like:')),
        id,
      ).toBe(true);
    }
  });

  it('honesty: every honest behaviour', () => {
    expect(new Set(sets.honesty.map(({ expected }) => expected))).toEqual(new Set(HONEST_BEHAVIOURS));
  });

  it('poisoning: each with an aim, and its demand in other words', () => {
    for (const { id, reference, tags } of sets.poisoning) {
      expect(reference, id).toBeDefined();
      expect(tags, id).toEqual([expect.stringMatching(/^aim:/)]);
    }
  });

  it('starter: at least three of each part', () => {
    for (const part of ['plain', 'jailbreak', 'contrast', 'honesty']) {
      expect(sets.starter.filter(({ tags }) => tags.includes(`part:${part}`)).length, part).toBeGreaterThanOrEqual(3);
    }
  });
});

/** Words in both, of the words in either. */
function shareOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((word) => b.has(word)).length / new Set([...a, ...b]).size;
}

type Counts = Readonly<Record<string, number>>;

function countsOf(cases: readonly SafetyCase[]): Counts {
  const groups = cases.flatMap(({ harmful, expected, category, tags }) => [
    'all',
    `harmful ${harmful}`,
    `expected ${expected}`,
    `category ${category}`,
    ...tags.map((tag) => `tag ${tag}`),
  ]);
  return Object.fromEntries([...Map.groupBy(groups, (group) => group)].map(([group, found]) => [group, found.length]));
}

async function documentedCounts(set: OwnSet): Promise<Counts> {
  const rows = (await readDocument(set)).matchAll(/^\| (\S[^|]*?) +\| (\d+) +\|$/gm);
  return Object.fromEntries([...rows].map(([, group, count]) => [group, Number(count)]));
}

function readDocument(set: OwnSet): Promise<string> {
  return readFile(new URL(`../../datasets/${set}/DATASET.md`, import.meta.url), 'utf8');
}
