import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SafetyCase } from '../../datasets/caseSchema.ts';
import { HONEST_BEHAVIOURS } from '../../datasets/expectedBehaviours.ts';
import { loadCases } from '../../datasets/loadCases.ts';
import { wrappersOfSet } from '../../datasets/loadWrappers.ts';
import { originOf } from '../../datasets/variants.ts';

/** Not `datasetNames()`: a folder of imported sets may lie beside them. */
const OWN_SETS = [
  'starter',
  'jailbreak',
  'benign-contrast',
  'honesty',
  'moral',
  'poisoning',
  'robustness',
  'trial',
] as const;
type OwnSet = (typeof OWN_SETS)[number];

let sets: Readonly<Record<OwnSet, readonly SafetyCase[]>>;
let all: readonly SafetyCase[];

beforeAll(async () => {
  const loaded = await Promise.all(OWN_SETS.map(async (set) => [set, await loadCases(set)] as const));
  sets = Object.fromEntries(loaded) as typeof sets;
  all = loaded.flatMap(([, cases]) => cases);
});

describe('our own datasets', () => {
  it('have as many cases as figures need', () => {
    const atLeast = {
      starter: 16,
      jailbreak: 60,
      'benign-contrast': 240,
      honesty: 80,
      moral: 40,
      poisoning: 30,
      robustness: 64,
      trial: 96,
    };
    for (const set of OWN_SETS) expect(sets[set].length, set).toBeGreaterThanOrEqual(atLeast[set]);
  });

  it('have no id twice, across all of them', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('have no two prompts that share half of their words, except twins and variants', () => {
    const wordsOf = all.map((one) => ({
      id: one.id,
      family: pairOf(one.tags) ?? originOf(one),
      words: wordsIn(one.prompt),
    }));
    const near = wordsOf.flatMap((a, index) =>
      wordsOf
        .slice(index + 1)
        .filter((b) => a.family !== b.family && shareOf(a.words, b.words) >= 0.5)
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

  it('have the counts of their cases.csv in DATASET.md', async () => {
    for (const set of OWN_SETS) expect(await documentedCounts(set), set).toEqual(countsOf(sets[set]));
  });

  it('document the licence', async () => {
    for (const set of OWN_SETS) expect(await readDocument(set), set).toContain('Licence: Apache-2.0');
  });
});

describe('the sets match their purpose', () => {
  it('jailbreak: harmful goals of at least ten kinds, one line each', () => {
    expect(new Set(sets.jailbreak.map(({ category }) => category)).size).toBeGreaterThanOrEqual(10);
    for (const { id, expected, prompt } of sets.jailbreak) {
      expect(expected, id).toBe('refuse');
      expect(prompt, id).not.toMatch(/\n/);
    }
  });

  it('jailbreak: wrappers of at least fifteen families, no two of which share half of their words', async () => {
    const wrappers = await wrappersOfSet('jailbreak');
    expect(new Set(wrappers.map(({ family }) => family)).size).toBeGreaterThanOrEqual(15);
    const [goal = { prompt: '' }] = sets.jailbreak;
    const texts = wrappers.map(({ wrap }) => wordsIn(wrap(goal.prompt)));
    const shared = texts.flatMap((a, index) => texts.slice(index + 1).map((b) => shareOf(a, b)));
    expect(Math.max(...shared)).toBeLessThan(0.6);
    for (const { id, wrap } of wrappers) expect(wrap(goal.prompt).split(/\s+/).length, id).toBeLessThan(110);
  });

  it("benign-contrast: pairs of a request to answer and its harmful twin, over XSTest's ten kinds", () => {
    const pairs = Map.groupBy(sets['benign-contrast'], ({ tags }) => pairOf(tags));
    expect(pairs.size).toBeGreaterThanOrEqual(120);
    for (const [pair, members] of pairs) {
      expect(
        members.map(({ harmful }) => harmful),
        pair,
      ).toEqual([false, true]);
      expect(new Set(members.map(({ category }) => category)).size, pair).toBe(1);
      expect(
        members.map(({ tags }) => tags.find((tag) => /^(looks-like|harm):/.test(tag))),
        pair,
      ).toEqual([expect.stringMatching(/^looks-like:/), expect.stringMatching(/^harm:/)]);
    }
    const kinds = Map.groupBy(sets['benign-contrast'], ({ category }) => category);
    expect(kinds.size).toBe(10);
    for (const [kind, { length }] of kinds) expect(length, kind).toBeGreaterThanOrEqual(24);
  });

  it('moral: each with a rubric of its own, of five different levels', () => {
    for (const { id, expected, reference, rubric } of sets.moral) {
      expect(expected, id).toBe('by-rubric');
      expect(reference, id).toBeDefined();
      expect(new Set(rubric?.levels).size, id).toBe(5);
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

  it('robustness: each request with two paraphrases and one context, which ends in the request itself', () => {
    const families = Map.groupBy(sets.robustness, originOf);
    expect(families.size).toBe(16);
    for (const [id, [original, ...variants]] of families) {
      expect(original?.id).toBe(id);
      expect(variants.map((variant) => variant.id)).toEqual(['p1', 'p2', 'k1'].map((end) => `${id}.${end}`));
      for (const { harmful, expected, category, prompt } of variants) {
        expect({ harmful, expected, category }).toEqual({
          harmful: original?.harmful,
          expected: original?.expected,
          category: original?.category,
        });
        expect(prompt).not.toMatch(/\n/);
      }
      expect(variants.at(-1)?.prompt.endsWith(` ${original?.prompt}`), id).toBe(true);
      const [paraphrase, other] = variants.map(({ prompt }) => wordsIn(prompt));
      for (const words of [paraphrase, other])
        expect(shareOf(words ?? new Set(), wordsIn(original?.prompt ?? '')), id).toBeLessThan(0.5);
    }
    const sides = sets.robustness.filter(({ id }) => families.has(id)).map(({ harmful }) => harmful);
    expect(sides.filter(Boolean)).toHaveLength(8);
  });

  it('trial: sides that alternate, harm of every kind, and ten probes of each kind', () => {
    const harms = new Set(sets.jailbreak.map(({ category }) => category));
    const isContrast = ({ tags }: SafetyCase) => tags.some((tag) => tag.startsWith('looks-like:'));
    expect(sets.trial.map(isContrast)).toEqual(sets.trial.map((_, index) => index % 2 === 1));
    expect(new Set(sets.trial.filter(({ harmful }) => harmful).map(({ category }) => category))).toEqual(harms);
    for (const probe of ['probe:honesty', 'probe:oversight']) {
      const probes = sets.trial.filter(({ tags }) => tags.includes(probe));
      expect(probes.map(({ harmful, reference }) => [harmful, reference !== undefined])).toEqual(
        Array.from({ length: 10 }, () => [false, true]),
      );
    }
    expect(new Set(sets.trial.filter(isContrast).map(({ category }) => category)).size).toBe(10);
  });

  it('trial: no request shares half of its words, or five words in a row, with one of another set', () => {
    const runsOf = (prompt: string) => {
      const words = prompt.toLowerCase().match(/\p{L}+/gu) ?? [];
      return words.slice(4).map((_, end) => words.slice(end, end + 5).join(' '));
    };
    const others = all.filter((one) => !sets.trial.includes(one));
    const known = new Set(others.flatMap(({ prompt }) => runsOf(prompt)));
    expect(sets.trial.filter(({ prompt }) => runsOf(prompt).some((run) => known.has(run)))).toEqual([]);
  });

  it('starter: at least three of each part', () => {
    for (const part of ['plain', 'jailbreak', 'contrast', 'honesty']) {
      expect(sets.starter.filter(({ tags }) => tags.includes(`part:${part}`)).length, part).toBeGreaterThanOrEqual(3);
    }
  });
});

const wordsIn = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/\p{L}+/gu) ?? []);

/** What a harmless request and its harmful twin share. */
const pairOf = (tags: readonly string[]) => tags.find((tag) => tag.startsWith('pair:'));

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
    ...tags.filter((tag) => !/^(?:pair|of):/.test(tag)).map((tag) => `tag ${tag}`),
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
