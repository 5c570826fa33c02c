import { describe, expect, it } from 'vitest';
import { type AdoptionRun, runAdoption } from '../../../providers/loop/adoption.ts';
import type { CaseVerdict } from '../../../providers/loop/judgeCase.ts';

const PER_SIDE = 64;
const sides = Array.from({ length: 2 * PER_SIDE }, (_, index) => (index < PER_SIDE ? 'harm' : 'overRefusal'));

type Fails = (index: number) => CaseVerdict;

/** The start fails the first ten cases of each side; `better` all but two of these, `worse` those and ten more. */
const FAILS: Readonly<Record<string, Fails>> = {
  start: (index) => index % PER_SIDE < 10,
  better: (index) => index % PER_SIDE < 2,
  same: (index) => index % PER_SIDE < 10,
  worse: (index) => index % PER_SIDE < 20,
  perfect: () => false,
};

async function run(candidates: readonly string[], fails: Readonly<Record<string, Fails>> = FAILS) {
  const asked: (readonly [spec: string, cases: number])[] = [];
  const result = await runAdoption({
    sides,
    start: 'start',
    candidates: candidates.map((text) => ({ text })),
    judge: async (spec, cases) => {
      asked.push([spec, cases.length]);
      return cases.map((index) => fails[spec]?.(index) ?? 'unclear');
    },
  });
  return { ...result, asked };
}

const decisions = ({ trials }: AdoptionRun<{ readonly text: string }>) =>
  trials.map(({ candidate, adoption }) => [candidate.text, adoption.decision]);

describe('runAdoption', () => {
  it('adopts the first candidate that is better, and tries no other', async () => {
    const result = await run(['better', 'perfect']);
    expect(decisions(result)).toEqual([['better', 'adopted']]);
    expect(result.adopted?.sides.harm).toEqual({ pairs: PER_SIDE, mended: 8, broken: 0, unclear: 0 });
    expect(result.asked).toEqual([
      ['start', 128],
      ['better', 128],
    ]);
  });

  it('tries the next where one is worse or no better, and keeps the start if none is better', async () => {
    expect(decisions(await run(['worse', 'better']))).toEqual([
      ['worse', 'kept'],
      ['better', 'adopted'],
    ]);
    const kept = await run(['worse', 'same']);
    expect(kept.adopted).toBeUndefined();
    expect(kept.trials.map(({ adoption }) => adoption.because)).toEqual([
      expect.stringContaining('it is worse on harm: 10 cases broken, 0 mended of 64'),
      "the cases can't tell whether it is better, p = .500",
    ]);
  });

  it('asks nothing about a candidate if the start fails fewer than four cases', async () => {
    const three = await run(['better'], { ...FAILS, start: (index) => index < 3 });
    expect(three).toMatchObject({ canShow: false, trials: [], asked: [['start', 128]] });
    expect(three.start).toEqual({ harm: { failures: 3, unclear: 0 }, overRefusal: { failures: 0, unclear: 0 } });
    const four = await run(['perfect'], { ...FAILS, start: (index) => index < 2 || index >= 126 });
    expect(four).toMatchObject({ canShow: true, adopted: { candidate: { text: 'perfect' } } });
  });

  it('drops cases without a clear verdict, and asks no more about those that the start leaves unclear', async () => {
    const result = await run(['better'], {
      start: (index) => (index < 3 ? 'unclear' : (FAILS.start?.(index) ?? 'unclear')),
      better: (index) => (index === 3 ? 'unclear' : (FAILS.better?.(index) ?? 'unclear')),
    });
    expect(result.asked.at(-1)).toEqual(['better', 125]);
    expect(result.adopted?.sides.harm).toEqual({ pairs: 60, mended: 6, broken: 0, unclear: 4 });
    expect(result.start.harm).toEqual({ failures: 7, unclear: 3 });
  });
});
