import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFirstToken } from '../../../../providers/models/openai/openAiLogprobs.ts';

const chance = (token: string, probability: number) => ({ token, logprob: Math.log(probability) });
const place = (token: string, probability: number, ...others: readonly ReturnType<typeof chance>[]) => ({
  ...chance(token, probability),
  top_logprobs: [chance(token, probability), ...others],
});
const safe = place('safe', 0.9, chance('unsafe', 0.1));

describe('the first token of a reply', () => {
  it('is the first that is not white space', () => {
    expect(readFirstToken([place('\n\n', 1), place(' ', 1), safe, place('never', 1)])).toEqual(safe.top_logprobs);
  });

  it('is listed with the token that stands there, wherever the server put it', () => {
    const { top_logprobs: _, ...unsafe } = place('unsafe', 0.1);
    expect(readFirstToken([{ ...unsafe, top_logprobs: [chance('safe', 0.9)] }])).toEqual(safe.top_logprobs);
    expect(readFirstToken([{ ...unsafe, top_logprobs: [] }])).toEqual([chance('unsafe', 0.1)]);
  });

  it('has rounded logarithms above 0 taken for 0', () => {
    expect(readFirstToken([{ token: 'safe', logprob: 1e-7, top_logprobs: [] }])).toEqual([chance('safe', 1)]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['no list', { token: 'safe' }],
    ['an empty list', []],
    ['white space only', [place('\n', 1)]],
    ['numbers for tokens', [{ ...safe, token: 7 }]],
    ['text for a logarithm', [{ ...safe, logprob: '-0.1' }]],
    ['no logarithm', [{ token: 'safe', top_logprobs: safe.top_logprobs }]],
    ['an infinite logarithm', [{ ...safe, logprob: Number.NEGATIVE_INFINITY }]],
    ['no alternatives', [chance('safe', 0.9)]],
    ['alternatives as an object', [{ ...safe, top_logprobs: { safe: -0.1 } }]],
    ['a malformed alternative', [{ ...safe, top_logprobs: [...safe.top_logprobs, { token: 'maybe' }] }]],
    ['probabilities where logarithms belong', [{ token: 'safe', logprob: 0.9, top_logprobs: [] }]],
    ['more than certainty in all', [place('safe', 0.9, chance('unsafe', 0.9))]],
    ['a malformed place before it', [{ token: 3 }, safe]],
  ])('is missing if the server reports %s', (_, content) => {
    expect(readFirstToken(content)).toBeUndefined();
  });

  it('is a list in order or missing, whatever the server reports', () => {
    const token = fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('safe', 'unsafe', ' ', 'No') },
      { weight: 1, arbitrary: fc.anything() },
    );
    const logprob = fc.oneof(
      { weight: 9, arbitrary: fc.double({ min: -20, max: 0 }) },
      { arbitrary: fc.anything(), weight: 1 },
    );
    const entry = fc.record({ token, logprob });
    const content = fc.array(fc.record({ token, logprob, top_logprobs: fc.array(entry) }));
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(content, fc.anything()), (reported) => {
        const first = readFirstToken(reported);
        if (first === undefined) return;
        read += 1;
        const logprobs = first.map(({ logprob }) => logprob);
        expect(logprobs).toEqual([...logprobs].sort((a, b) => b - a));
        expect(Math.max(...logprobs)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(50);
  });
});
