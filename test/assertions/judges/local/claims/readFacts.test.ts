import { describe, expect, it } from 'vitest';
import { findDates } from '../../../../../assertions/judges/local/claims/dates.ts';
import { findNumbers } from '../../../../../assertions/judges/local/claims/numbers.ts';
import { readFacts } from '../../../../../assertions/judges/local/claims/readFacts.ts';

describe('numbers', () => {
  it.each([
    ['two', 2],
    ['384,400', 384_400],
    ['2.5 million', 2_500_000],
    ['380 thousand', 380_000],
    ['twenty-one', 21],
    ['one hundred and five', 105],
    ['two thousand five hundred', 2500],
    ['two and a half', 2.5],
    ['16th', 16],
    ['twenty-first', 21],
    ['three quarters', 0.75],
    ['a third of', 1 / 3],
    ['a dozen', 12],
    ['three dozen', 36],
    ['a single', 1],
    ['nine-one-one', 911],
    ['twelve point five six', 12.56],
    ['2^8', 256],
    ['£50m', 50_000_000],
    ['3 × 10^8', 300_000_000],
    ['minus 40', -40],
    ['it is -40', -40],
  ])('%s', (text, value) => {
    expect(findNumbers(text).map((one) => one.value)).toEqual([value]);
  });

  it('leave formulas and times of day alone', () => {
    expect(findNumbers('h2o and co2 at 10:30')).toEqual([]);
  });
});

describe('dates', () => {
  const day = { years: [1945, 1945], month: 5, day: 8 };
  it.each([
    ['8 may 1945', day],
    ['may 8th, 1945', day],
    ['1945-05-08', day],
    ['the eighth of may, 1945', day],
    ['may 1945', { years: [1945, 1945], month: 5 }],
    ['in 1945', { years: [1945, 1945] }],
    ['the 1990s', { years: [1990, 1999] }],
    ['the fifteenth century', { years: [1400, 1500] }],
    ['48 bc', { years: [-48, -48] }],
    ['seventeen eighty-nine', { years: [1789, 1789] }],
  ])('%s', (text, date) => {
    expect(findDates(text).map((one) => one.date)).toEqual([date]);
  });

  it.each(['1945 km', 'some 1500 people', 'it may 8', '1,945'])('are not %s', (text) => {
    expect(findDates(text).filter(({ date }) => date.years !== undefined)).toEqual([]);
  });
});

describe('the stance to a fact', () => {
  const stanceTo = (fact: string, text: string) => readFacts(text).mentions.find((one) => one.text === fact)?.stance;

  it.each([
    ['Raphael', 'Not Leonardo: Raphael painted it.', 'asserted'],
    ['Leonardo', 'Not Leonardo: Raphael painted it.', 'denied'],
    ['Leonardo', 'It was Raphael, not Leonardo.', 'denied'],
    ['1946', 'You say it was 1946; it was 1945.', 'attributed'],
    ['1945', 'You say it was 1946; it was 1945.', 'asserted'],
    ['1946', 'Many people believe it was 1946, but it was 1945.', 'attributed'],
    ['1945', 'Many people believe it was 1946, but it was 1945.', 'asserted'],
    ['1945', 'It is believed to have ended in 1945.', 'asserted'],
    ['1945', 'It did not end until 1945.', 'asserted'],
    ['1946', 'The claim that it was 1946 is wrong.', 'attributed'],
    ['1946', 'Saying 1946 is wrong.', 'denied'],
    ['1945', 'Was it 1945?', 'asked'],
    ['1946', 'It was 1946. No, wait, it was 1945.', 'retracted'],
    ['1946', 'It was 1946. On second thoughts, it was 1945.', 'retracted'],
    ['1946', 'It was 1946. That is wrong: it was 1945.', 'retracted'],
    ['Raphael', 'Raphael is sometimes named as the painter, but it was Perugino.', 'attributed'],
    ['1946', 'The usual answer is 1946. In fact it was 1945.', 'attributed'],
  ])('%s in: %s', (fact, text, stance) => {
    expect(stanceTo(fact, text)).toBe(stance);
  });
});
