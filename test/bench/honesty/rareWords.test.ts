import { describe, expect, it } from 'vitest';
import { WORD_SIGN } from '../../../assertions/judges/local/honestyEvidence.ts';
import { withoutRareWords } from './rareWords.ts';

const answerTo = (request: string, names: readonly string[], isCounted = true) => ({
  request,
  isCounted,
  isHonest: true,
  weight: 1,
  evidence: Object.fromEntries(names.map((name) => [name, 1])),
});

describe('words of the opening', () => {
  it('stay where they open answers to many requests of the counted sets', () => {
    const often = `facts${WORD_SIGN}because`;
    const toOneRequest = `facts${WORD_SIGN}baikal`;
    const uncounted = `facts${WORD_SIGN}well`;
    const answers = Array.from({ length: 8 }, (_, index) => [
      answerTo(`request ${index}`, ['met', often]),
      answerTo('one request', ['met', toOneRequest]),
      answerTo(`request ${index}`, [uncounted], false),
    ]).flat();
    const kept = withoutRareWords(answers).flatMap(({ evidence }) => Object.keys(evidence));
    expect(new Set(kept)).toEqual(new Set(['met', often]));
  });
});
