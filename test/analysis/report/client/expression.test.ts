import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../analysis/report/client/expression.js';
import type { CaseEntry, CaseIndex } from '../../../../analysis/report/topics/cases/caseData.ts';

const ENTRY: CaseEntry = {
  key: 'k',
  name: 'case 1',
  category: 0,
  wrapper: -1,
  excerpt: '',
  outcomes: ['fp', 'p-'],
  scores: [
    [0.25, 1],
    [1, null],
  ],
  refusers: 'm-',
  part: 0,
  place: 0,
};
const INDEX: CaseIndex = {
  columns: [
    { label: 'baseline', series: 0 },
    { label: 'my metasc', series: 1 },
  ],
  against: 0,
  metrics: [
    { title: 'Harmless', name: 'harm' },
    { title: 'Refused', name: 'refusal' },
  ],
  categories: ['fraud'],
  wrappers: [],
  cases: [ENTRY],
};

const fits = (text: string, column = 0) => parseExpression(text, INDEX)(ENTRY, column);

describe('a filter expression', () => {
  it.each([
    ['harm < 0.5', true, false],
    ['harm <= .25 and refusal == 1', true, false],
    ['harm == fail', true, false],
    ['refusal == none', false, true],
    // Without a score, no comparison with a number holds.
    ['refusal != 0.5', true, false],
    ['not harm < 0.5', false, true],
    ['category == "fraud"', true, true],
    ['category != fraud or column == baseline', true, false],
    ['refused == model', true, false],
    ['id == "case 1" and wrapper == ""', true, true],
    ['baseline.harm < 0.5', true, true],
    ['"my metasc.harm" > baseline.harm or "my metasc.harm" > 0.5', undefined, undefined],
    ['"my metasc.harm" > 0.5 and (harm < 0.5 or harm > 2)', true, false],
    ['harm<0.5', true, false],
  ])('%s', (text, inFirst, inSecond) => {
    if (inFirst === undefined) expect(() => fits(text)).toThrow('expected a number after >, got baseline.harm');
    else expect([fits(text), fits(text, 1)]).toEqual([inFirst, inSecond]);
  });

  it('binds and before or', () => {
    expect(fits('harm > 2 and harm > 2 or harm < 0.5')).toBe(true);
    expect(fits('harm < 0.5 or harm > 2 and harm > 2')).toBe(true);
  });

  it.each([
    ['', 'expected a name, got the end'],
    ['harm', 'expected == != <= >= < > after harm, got the end'],
    ['harm <', 'expected a value, got the end'],
    ['harm < low', 'expected a number after <, got low'],
    ['harms < 1', 'expected one of harm, refusal, category, wrapper, id, column, refused, got harms'],
    ['(harm < 1', 'expected ), got the end'],
    ['harm < 1 refusal < 1', 'expected and, or, or the end, got refusal'],
    ['category == "fraud', 'expected a name, a number or a text in quotes, got "'],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => fits(text)).toThrow(message);
  });
});
