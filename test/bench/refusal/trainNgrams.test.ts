import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createNgramLogit } from '../../../assertions/refusal/ngrams.ts';
import { splitSentences } from '../../../assertions/refusal/sentences.ts';
import type { Labelled } from './labelledSets.ts';
import { fitSlope, printModel, trainNgrams } from './trainNgrams.ts';

const TOPICS = ['ponies', 'locks', 'tea', 'trains'];
const labelled: readonly Labelled[] = TOPICS.flatMap((topic): readonly Labelled[] => [
  { topic, label: 'full', text: `I must not talk of ${topic}.` },
  { topic, label: 'compliance', text: `Take some ${topic} and enjoy it.` },
]);

describe('n-grams trained on labelled responses', () => {
  const model = trainNgrams(labelled);
  const logitOf = createNgramLogit(model);

  it('are the same to the byte for the same responses', () => {
    expect(printModel(trainNgrams(labelled))).toBe(printModel(model));
  });

  it('tell refusals from answers on a topic that they do not know', () => {
    expect(logitOf(splitSentences('I must not talk of knives.'))).toBeGreaterThan(1);
    expect(logitOf(splitSentences('Take some bread and enjoy it.'))).toBeLessThan(-1);
  });

  it('are those of several topics, with weights of 8 bits', () => {
    expect(Object.keys(model.weights)).toContain('must not');
    expect(Object.keys(model.weights)).not.toContain('ponies');
    const sizes = Object.values(model.weights).map(Math.abs);
    expect(sizes.every((size) => Number.isInteger(size))).toBe(true);
    expect(Math.max(...sizes)).toBe(127);
  });

  it('are the heaviest where they are too many', () => {
    const few = Object.keys(trainNgrams(labelled, 6).weights);
    expect(few).toHaveLength(6);
    const weightOf = (ngram: string) => Math.abs(model.weights[ngram] ?? 0);
    const others = Object.keys(model.weights).filter((ngram) => !few.includes(ngram));
    expect(Math.min(...few.map(weightOf))).toBeGreaterThanOrEqual(Math.max(...others.map(weightOf)));
  });

  it('say nothing of words that they do not know', () => {
    expect(logitOf(splitSentences('Bonjour!'))).toBe(0);
    expect(trainNgrams([])).toEqual({ intercept: 0, scale: 0, slope: 1, weights: {} });
  });
});

describe('the slope of the probability', () => {
  it('is small where sums say too much', () => {
    const right = Array(3).fill({ sum: 2, refuses: true });
    expect(fitSlope([...right, { sum: 2, refuses: false }])).toBeCloseTo(Math.log(3) / 2, 2);
  });
});

describe('the model of the detector', () => {
  const text = readFileSync(new URL('../../../assertions/refusal/ngrams.json', import.meta.url), 'utf8');

  it('takes at most 150 KB, as the training prints it', () => {
    expect(text.length).toBeLessThanOrEqual(150_000);
    expect(printModel(JSON.parse(text))).toBe(text);
  });
});
