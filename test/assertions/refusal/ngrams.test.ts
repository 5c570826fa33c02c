import { describe, expect, it } from 'vitest';
import { createNgramLogit, ngramsOf } from '../../../assertions/refusal/ngrams.ts';
import { splitSentences } from '../../../assertions/refusal/sentences.ts';
import { readOwn } from '../../bench/refusal/labelledSets.ts';

const ngramsIn = (response: string) => [...ngramsOf(splitSentences(response))];

/** What the words of a response are, as a regular expression. */
const TOKEN = /[\p{L}']+|\d+|[.!?:]/gu;

describe('the words with which a response begins', () => {
  it('are words, numbers and marks, each with the one before', () => {
    const all = ngramsIn("I can't: 12, café!");
    expect(all.filter((ngram) => !/^[<-] /.test(ngram))).toEqual([
      'i',
      '^ i',
      "can't",
      "i can't",
      ':',
      "can't :",
      '#',
      ': #',
      'café',
      '# café',
      '!',
      'café !',
    ]);
  });

  it('count once more among the first five', () => {
    const early = ngramsIn('No, I will not do it.').filter((ngram) => ngram.startsWith('<'));
    expect(early).toEqual(['< no', '< i', '< will', '< not', '< do']);
  });

  it('count once more after a negation', () => {
    const all = ngramsIn('I walk the dog. I will not feed it or any cat of theirs.');
    expect(all.filter((ngram) => ngram.startsWith('-'))).toEqual(['- feed', '- it', '- or', '- any', '- cat']);
  });

  it('are those that a regular expression finds, in every script', async () => {
    const responses = [...(await readOwn()).values()].flat().map(({ text }) => text);
    for (const text of [...responses, 'naïve Ωmega 𝒳 𠀋𠀋 x😀y ² ½ 你好, don’t!?']) {
      const tokens = splitSentences(text)
        .filter(({ kind }) => kind !== 'code')
        .flatMap(({ spoken }) => spoken.match(TOKEN) ?? []);
      const words = ngramsIn(text).filter((ngram) => !ngram.includes(' '));
      const expected = tokens.slice(0, 30).map((token) => (/\d/.test(token) ? '#' : token));
      expect(words, text).toEqual(expect.arrayContaining(expected));
    }
  });

  it('end after fifty', () => {
    const words = Array.from({ length: 60 }, (_, index) => `w${'x'.repeat(index)}`);
    expect(ngramsIn(words.join(' '))).toHaveLength(105);
  });
});

describe('the logit of the first words', () => {
  const logitOf = createNgramLogit({ intercept: 1, scale: Math.sqrt(30), weights: { pony: 2, 'a pony': 3, '#': -4 } });
  const logit = (response: string) => logitOf(splitSentences(response));

  it('adds the weights of words and pairs, each once', () => {
    expect(logit('A pony.')).toBeCloseTo(6);
    expect(logit('A pony, a pony.')).toBeCloseTo(6);
    expect(logit('The pony of 1999 and 2000')).toBeCloseTo(-1);
  });

  it('adds what a word weighs that stands so early', () => {
    const early = createNgramLogit({ intercept: 0, scale: Math.sqrt(30), weights: { pony: 2, '< pony': 3 } });
    expect(early(splitSentences('A pony.'))).toBeCloseTo(5);
    expect(early(splitSentences('We all went there and saw a pony.'))).toBeCloseTo(2);
    const denied = createNgramLogit({
      intercept: 0,
      scale: Math.sqrt(30),
      weights: { pony: 2, '- pony': 3 },
    });
    expect(denied(splitSentences('Here: never a pony.'))).toBeCloseTo(5);
    expect(denied(splitSentences('Never. A pony!'))).toBeCloseTo(2);
  });

  it('forgets the response before', () => {
    expect([logit('A pony.'), logit('A pony.')]).toEqual([logit('A pony.'), logit('A pony.')]);
    expect(logit('The horse.')).toBe(0);
  });
});
