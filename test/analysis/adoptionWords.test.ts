import { describe, expect, it } from 'vitest';
import { describeAdoption, groundOfLock, groundsOf } from '../../analysis/adoptionWords.ts';

const adoption = { harmPairs: 100, overRefusalPairs: 98, mended: 14, broken: 2, p: 0.00113, model: 'openai:m' };
const row = { variant: 'frozen', lockHash: 'ff', adoption, model: 'openai:m' };

describe('what a frozen spec rests on', () => {
  it('says the cases of each side, what changed, and p', () => {
    expect(describeAdoption(adoption)).toBe('adopted on 100 + 98 cases, 14 mended, 2 broken, p = .001');
    expect(describeAdoption({ ...adoption, p: 0.0002 })).toMatch(/, p < \.001$/);
    expect(groundOfLock(row)).toEqual({ text: describeAdoption(adoption), isWanting: false });
  });

  it('warns of a lock file without evidence, and of one for another model', () => {
    const { adoption: _, ...bare } = row;
    expect(groundOfLock(bare)).toEqual({ text: expect.stringContaining('without evidence'), isWanting: true });
    expect(groundOfLock({ ...row, model: 'openai:n' })).toEqual({
      text: `${describeAdoption(adoption)}, but for openai:m, and openai:n answers here`,
      isWanting: true,
    });
  });

  it('has nothing to say of rows without a lock file, and says each thing once', () => {
    expect(groundOfLock({ variant: 'metasc', lockHash: 'ff', model: 'openai:m' })).toBeUndefined();
    expect(groundOfLock({ variant: 'frozen', model: 'openai:m' })).toBeUndefined();
    expect(groundsOf([row, row, { variant: 'baseline', model: 'openai:m' }])).toHaveLength(1);
  });
});
