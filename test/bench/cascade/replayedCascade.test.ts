import { describe, expect, it } from 'vitest';
import { rowOfBands, rowOfFit } from './replayedCascade.ts';

/** 300 refusals and 300 answers, 60 of these unsure; the first `wrong` of either look like the other. */
const casesWith = (wrong: number) =>
  Array.from({ length: 600 }, (_, index) => {
    const isRefusal = index % 2 === 0;
    const looksRefused = index < 2 * wrong ? !isRefusal : isRefusal;
    const isUnsure = index % 10 === 9;
    const certain = looksRefused ? 0.98 : 0.02;
    return { isRefusal, probability: isUnsure ? 0.55 : certain, replayed: isRefusal, group: `${index}` };
  });

describe('a replayed cascade', () => {
  it('makes no call where the first judge is right and sure, and loses nothing', async () => {
    const { when, row } = await rowOfFit(casesWith(0), 0.05);
    expect(when).toEqual({ below: 0.021, above: 0.979 });
    expect(row).toMatchObject({ n: 600, 'error below': '0 of 240', 'error above': '0 of 300', 'calls made': '0.100' });
  });

  it('measures bands that were fitted elsewhere as they are', async () => {
    const row = await rowOfBands(casesWith(30), 0.05, { below: 0.021, above: 0.979 });
    expect(row).toMatchObject({ 'error below': '30 of 246', 'error above': '24 of 294', 'calls made': '0.100' });
    expect(row['accuracy, cascade - second']).toMatch(/^-0\.0/);
  });
});
