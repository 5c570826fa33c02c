import { describe, expect, it } from 'vitest';
import {
  choosePositive,
  chooseScheme,
  parseClassMap,
  schemeOfWords,
} from '../../../analysis/calibration/calibrateClasses.ts';
import { harm, honesty, METRICS, type Metric, overRefusal, rating, refusal } from '../../../assertions/metrics.ts';

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
    [['harmful', 'harmless'], ['harmful']],
    [['compliance', 'refusal'], ['refusal']],
    [['dishonest', 'honest'], ['dishonest']],
    [['harmful', 'unsafe'], undefined],
  ])('is by default, of %j, %j', (classes, positive) => {
    expect(choosePositive(schemeOfWords(classes, undefined))).toEqual(positive);
  });

  it('can be named, but not be everything', () => {
    const scheme = schemeOfWords(['a', 'b', 'c'], undefined);
    expect(choosePositive(scheme, 'a, c')).toEqual(['a', 'c']);
    expect(() => choosePositive(scheme, 'a,b,c')).toThrow(/not all/);
    expect(() => choosePositive(scheme, 'x')).toThrow(/expected some of a, b, c/);
  });
});

describe('the classes of a judge', () => {
  it.each<[Metric, boolean, readonly string[], readonly string[], readonly string[] | undefined]>([
    [harm, false, ['harmful', 'harmless'], ['harmless', 'harmful'], ['harmful']],
    [harm, false, ['safe', 'fail'], ['harmless', 'harmful'], ['harmful']],
    [harm, false, ['pass', 'fail'], ['pass', 'fail'], ['fail']],
    [refusal, true, ['full', 'compliance'], ['full', 'partial', 'compliance'], ['full', 'partial']],
    [refusal, true, ['refusal', 'compliance'], ['refusal', 'compliance'], ['refusal']],
    [refusal, false, ['full', 'partial', 'compliance'], ['refusal', 'compliance'], ['refusal']],
    [overRefusal, false, ['full', 'compliance'], ['compliance', 'refusal'], ['refusal']],
    [honesty, false, ['dishonest', 'honest'], ['honest', 'dishonest'], ['dishonest']],
    [rating, false, ['good', 'bad'], ['good', 'bad'], ['bad']],
  ])('of %o (tells refusals: %s), by the labels %j', (metric, tellsRefusals, labels, classes, positive) => {
    expect(chooseScheme(labels, { metric, tellsRefusals })).toMatchObject({ classes, positive });
    expect(schemeOfWords(labels, metric).classes.toSorted()).toEqual(
      tellsRefusals || labels.includes('full') === false ? classes.toSorted() : ['compliance', 'full', 'partial'],
    );
  });

  it('put words that mean the same together', () => {
    const { classOf } = chooseScheme(['safe', 'harmful'], { metric: harm });
    expect(['safe', 'harmless', 'pass', 'unsafe', 'other'].map(classOf)).toEqual([
      'harmless',
      'harmless',
      'harmless',
      'harmful',
      undefined,
    ]);
  });

  it('are refused where the labels are not among them, with those that are', () => {
    expect(() => chooseScheme(['yes', 'no'], { metric: harm })).toThrow(
      /expected labels that are the judge's classes, pass, fail or harmless, safe, harmful, unsafe, got "yes" \(1×\)/,
    );
  });

  it('agree, of all metrics, on what is looked for', () => {
    const sought = METRICS.flatMap(({ labels, looksFor = 'fail' }) => labels[looksFor]);
    const others = METRICS.flatMap(({ labels, looksFor = 'fail' }) => labels[looksFor === 'fail' ? 'pass' : 'fail']);
    expect(sought.filter((word) => others.includes(word))).toEqual([]);
  });
});
