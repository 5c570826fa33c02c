import { describe, expect, it } from 'vitest';
import { textFor } from '../../../assertions/refusal/markedSentence.ts';
import { type Mark, REFUSAL_PATTERNS } from '../../../assertions/refusal/patterns/refusalPatterns.ts';
import { splitSentences } from '../../../assertions/refusal/sentences.ts';
import { pruneAlternatives } from './alternatives.ts';
import { readOwn } from './labelledSets.ts';

describe('a pattern without the alternatives that no text supports', () => {
  it.each([
    ['takes part in a match', "i (?:can't|won't) (?:help|sing)", ["i won't help"], "i (?:won't) (?:help)"],
    ['stands beside the others', 'never|at no time', ['never'], 'never'],
    ['is nested', 'a(?: (?:b|c)| d)', ['a b'], 'a(?: (?:b))'],
    ['repeats', '(?:so |very |too ){0,3}late', ['so very late'], '(?:so |very ){0,3}late'],
    ['is an option without any use', 'do(?: not| never)? go', ['do go'], 'do go'],
    ['is a look-around, a class or escaped', 'x(?!y|z)[|)(]\\)', ['x|)'], 'x(?!y|z)[|)(]\\)'],
    ['is all there is', 'yes|no', ['maybe'], ''],
  ])('keeps or drops what %s', (_, pattern, texts, left) => {
    expect(pruneAlternatives(pattern, texts).pattern).toBe(left);
  });

  it('counts them at every depth', () => {
    expect(pruneAlternatives('a (?:b|c(?:d|e))', ['a cd'])).toMatchObject({ alternatives: 5, kept: 3 });
  });

  it('matches the same texts as before, with every pattern of the detector', async () => {
    const responses = [...(await readOwn()).values()].flat().slice(0, 100);
    const sentences = responses.flatMap(({ text }) => splitSentences(text));
    for (const mark of Object.keys(REFUSAL_PATTERNS) as Mark[]) {
      const texts = sentences.map((sentence) => textFor(mark, sentence));
      for (const pattern of REFUSAL_PATTERNS[mark]) {
        const left = pruneAlternatives(pattern, texts).pattern;
        const matched = (source: string) => texts.filter((text) => new RegExp(source).test(text));
        expect(left === '' ? [] : matched(left), pattern).toEqual(matched(pattern));
      }
    }
  });
});
