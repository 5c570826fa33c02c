import { describe, expect, it } from 'vitest';
import { type CheckedRow, compareRows } from '../../../../../cli/commands/init/check/compareRows.ts';

const row = (output: unknown, passes: Readonly<Record<string, boolean | undefined>> = {}): CheckedRow => ({
  output,
  error: undefined,
  assertions: Object.entries(passes).map(([name, pass]) => ({
    key: name,
    type: 'contains',
    name,
    isNamed: false,
    isOurs: name === 'harm',
    pass,
    score: undefined,
    reason: '',
  })),
});
const failing = (error: string): CheckedRow => ({ output: undefined, error, assertions: [] });

describe('the answers of two runs', () => {
  it('are equal in outputs and assertions; those of this package are not compared', () => {
    expect(compareRows([row({ a: 1 }, { json: true })], [row({ a: 1 }, { json: true, harm: false })])).toEqual({
      assertions: 1,
      isSampled: false,
      differences: [],
      flips: [],
    });
  });

  it.each([
    [{ a: 1 }, '{"a":1}', 'an object became a text'],
    [[1], { 0: 1 }, 'a list became an object'],
    ['text', undefined, 'a text became nothing'],
    [1, '1', 'a number became a text'],
  ])('differ in type: %j and %j', (own, baseline, difference) => {
    expect(compareRows([row(own)], [row(baseline)]).differences).toEqual([`case 1: output: ${difference}`]);
  });

  it('differ in an assertion on the same output', () => {
    const own = [row('a', { x: true }), row('b', { x: false, y: true })];
    const baseline = [row('a', { x: false }), row('b', { x: undefined })];
    expect(compareRows(own, baseline).differences).toEqual([
      'case 1: assertion x: passed became failed',
      'case 2: assertion x: failed became not graded',
      'case 2: assertion y: passed became missing',
    ]);
  });

  it('may differ in texts that are sampled, and in what assertions say of them', () => {
    expect(compareRows([row('red', { x: true })], [row('blue', { x: false })])).toEqual({
      assertions: 1,
      isSampled: true,
      differences: [],
      flips: ['case 1: assertion x: passed became failed'],
    });
  });

  it('differ where one fails; where both fail, nothing is compared', () => {
    const both = [failing('no key'), failing('no key'), row('a')];
    const other = [failing('no key'), row('a'), failing('empty')];
    expect(compareRows(both, other).differences).toEqual([
      'case 1: fails on both sides, so nothing is compared: no key',
      'case 2: error: no key became nothing',
      'case 3: error: nothing became empty',
    ]);
  });
});
