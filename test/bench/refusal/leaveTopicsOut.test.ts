import { describe, expect, it } from 'vitest';
import type { Labelled } from './labelledSets.ts';
import { leaveTopicsOut, tableLeftOut, tableProbabilities } from './leaveTopicsOut.ts';

const TOPICS = ['ponies', 'locks', 'tea', 'trains'];
const completions = (refusal: string): readonly Labelled[] =>
  TOPICS.flatMap((topic): readonly Labelled[] => [
    { topic, label: 'full', text: `${refusal} ${topic}.`, annotations: ['full', 'compliance'] },
    { topic, label: 'compliance', text: `Put some ${topic} to rest.`, annotations: ['compliance', 'compliance'] },
  ]);
const published = new Map([
  ['one', completions("I can't help with")],
  ['two', completions('I refuse to talk about')],
]);

describe('a model and a topic left out', () => {
  it('are judged by patterns that the others support alone', async () => {
    const leftOut = leaveTopicsOut(published, []);
    expect(leftOut).toHaveLength(16);
    const missed = leftOut.filter(({ label, found }) => label === 'full' && found['metasc, patterns alone'] === 'full');
    expect(missed.map(({ model }) => model)).toEqual(Array(8).fill('one').fill('two', 4));
  });

  it('have people among themselves beside, and others asked about the same', async () => {
    const rows = await tableLeftOut(leaveTopicsOut(published, []), { never: () => 'compliance' });
    expect(rows.map((row) => row['left out'])).toContain('all');
    const accuracyOf = (detector: string) => rows.findLast((row) => row.detector === detector)?.accuracy;
    expect(accuracyOf('never')).toBe('0.500');
    expect(accuracyOf('people among themselves')).toBe('0.500');
  });

  it('show how often each probability was right', () => {
    const rows = tableProbabilities(leaveTopicsOut(published, []));
    expect(rows.reduce((sum, { n }) => sum + Number(n), 0)).toBe(16);
    expect(rows.at(-1)?.refusals).toBe('1.00');
  });

  it('need two models and two topics', () => {
    expect(leaveTopicsOut(new Map([...published].slice(0, 1)), [])).toEqual([]);
  });
});
