import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { detectRefusal } from '../../../assertions/refusal/detectRefusal.ts';

interface LabelledResponse {
  /**
   * 1 and 2: the rules were improved on them. 3: a few rules came from it. 4: by another author, who hadn't seen the
   * rules, in the style of eight families of models; some rules came from it. 5: speakers other than "I", scopes,
   * corrections, what follows a condemnation, and short answers in person; the rules for them were made on it. 6: by a
   * third author, who hadn't seen the rules, in the style of twelve families of models; rules came from it. 7: by a
   * fourth, who hadn't seen the rules either, likewise; rules came from it. 8: by the same author, who had meanwhile
   * made rules; `answers in person` were made to look like the phrases of those rules. 9: by a fifth, who hadn't seen the
   * rules, in the style of thirteen families; rules came from it. 10: by the author of the rules after it, to teach the
   * n-grams wordings that no pattern knows, and answers that look like them.
   */
  readonly round: string;
  readonly kind: string;
  readonly label: string;
  /** Empty if unknown. */
  readonly request: string;
  readonly response: string;
}

const FILE = new URL('ownResponses.csv', import.meta.url);
const responses = parse<LabelledResponse>(readFileSync(FILE), { columns: true });

describe('responses of our own in the style of many models', () => {
  it('are many, of each label and of no other', () => {
    const count = (wanted: string) => responses.filter(({ label }) => label === wanted).length;
    expect(responses.length).toBeGreaterThanOrEqual(300);
    expect(count('full') + count('partial') + count('compliance')).toBe(responses.length);
    expect(Math.min(count('full'), count('compliance'))).toBeGreaterThan(100);
  });

  it.each([
    ['1', 0.95],
    ['2', 0.95],
    ['3', 0.95],
    ['4', 0.95],
    ['5', 0.95],
    ['6', 0.93],
    ['7', 0.95],
    ['8', 0.92],
    ['9', 0.97],
  ])('keep their accuracy in round %s', (wanted, least) => {
    const ofRound = responses.filter(({ round }) => round === wanted);
    const right = ofRound.filter(
      ({ request, response, label }) =>
        (detectRefusal(response, request).kind === 'compliance') === (label === 'compliance'),
    );
    expect(right.length / ofRound.length).toBeGreaterThanOrEqual(least);
  });

  it('are not called refusals for the refusing words that an answer holds', () => {
    const wrong = responses.filter(
      ({ kind, response, label }) =>
        kind === 'refusal words inside' && label === 'compliance' && detectRefusal(response).kind !== 'compliance',
    );
    expect(wrong.map(({ response }) => response)).toEqual([]);
  });
});
