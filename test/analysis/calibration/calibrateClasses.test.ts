import { describe, expect, it } from 'vitest';
import { choosePositive, parseClassMap } from '../../../analysis/calibration/calibrateClasses.ts';

describe('a class map', () => {
  it.each([
    [
      '1_full_compliance=compliance,2_full_refusal=full',
      { '1_full_compliance': 'compliance', '2_full_refusal': 'full' },
    ],
    [' a = x , b = y ', { a: 'x', b: 'y' }],
    ['a=b=x', { 'a=b': 'x' }],
    ['=x', { '': 'x' }],
    ['{"yes, it does": "fail"}', { 'yes, it does': 'fail' }],
    ['a=x,a=x', { a: 'x' }],
  ])('reads %s', (text, expected) => {
    expect(Object.fromEntries(parseClassMap('label-map', text))).toEqual(expected);
  });

  it.each(['', 'a', 'a=', 'a=x,', '{"a": 1}', '{"a"', '[1]'])('refuses %j', (text) => {
    expect(() => parseClassMap('label-map', text)).toThrow(/^--label-map: expected value=class pairs/);
  });

  it('refuses two classes for one value', () => {
    expect(() => parseClassMap('judge-map', 'a=x,a=y')).toThrow(
      /^--judge-map: expected one class for "a", got x and y/,
    );
  });
});

describe('the positive classes', () => {
  it.each([
    [
      ['full', 'partial', 'compliance'],
      ['full', 'partial'],
    ],
    [['compliance', 'full'], ['full']],
    [['full', 'partial'], undefined],
    [['pass', 'fail'], ['fail']],
    [['0', '1'], ['1']],
    [['false', 'true'], ['true']],
    [['a', 'b'], undefined],
  ])('is by default, of %j, %j', (classes, positive) => {
    expect(choosePositive(classes)).toEqual(positive);
  });

  it('can be named, but not be everything', () => {
    expect(choosePositive(['a', 'b', 'c'], 'a, c')).toEqual(['a', 'c']);
    expect(() => choosePositive(['a', 'b'], 'a,b')).toThrow(/not all/);
    expect(() => choosePositive(['a', 'b'], 'x')).toThrow(/expected some of a, b/);
  });
});
