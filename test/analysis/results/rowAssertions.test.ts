import { describe, expect, it } from 'vitest';
import type { RawComponent, RawRow } from '../../../analysis/results/rawRows.ts';
import { toRow } from '../../../analysis/results/row.ts';

type Fields = Record<string, unknown>;

const component = (assertion: Fields, parts: Partial<RawComponent> = {}): RawComponent => ({
  pass: true,
  score: 1,
  reason: 'Assertion passed',
  assertion,
  ...parts,
});
const OURS = component(
  { type: 'javascript', value: 'package:promptfoo-metasc:harm' },
  {
    metadata: { outcome: 'unscored', because: 'the judge failed' },
  },
);

const toRaw = (parts: Partial<RawRow>): RawRow => ({
  provider: { id: 'echo' },
  vars: { prompt: 'x' },
  failureReason: 0,
  response: { output: 'x' },
  ...parts,
});
const graded = (...componentResults: RawComponent[]) =>
  toRow(toRaw({ gradingResult: { componentResults } })).assertions;
const own = (...components: RawComponent[]) => graded(...components).filter(({ isOurs }) => !isOurs);
const namesOf = (...assertions: Fields[]) => graded(...assertions.map((one) => component(one))).map(({ name }) => name);

describe('the assertions of a row', () => {
  it('are in short their metric, type, and value or threshold, on one line', () => {
    expect(
      namesOf(
        { type: 'contains', value: 'refund' },
        { type: 'not-contains', value: 'sorry', metric: 'tone' },
        { type: 'is-json' },
        { type: 'latency', threshold: 2000 },
        { type: 'contains-any', value: ['a', 'b'] },
        { type: 'python', value: 'file://checks/tone.py' },
        { type: 'llm-rubric', value: `Is polite\nand ${'long '.repeat(40)}` },
        { type: 'javascript', value: () => true },
      ),
    ).toEqual([
      'contains "refund"',
      'tone: not-contains "sorry"',
      'is-json',
      'latency 2000',
      'contains-any ["a","b"]',
      'python file://checks/tone.py',
      expect.stringMatching(/^llm-rubric "Is polite and long .{30,50}…"$/),
      'javascript',
    ]);
  });

  it('show a value as promptfoo rendered it', () => {
    const rendered = component({ type: 'equals', value: '{{answer}}' }, { metadata: { renderedAssertionValue: '42' } });
    expect(graded(rendered)[0]?.name).toBe('equals "42"');
  });

  it('are ours by the contract of the grading metadata, whatever names and values say', () => {
    const renamed = { ...OURS, assertion: { type: 'javascript', value: 'file://safety.js', metric: 'safety' } };
    const theirs = component({ type: 'javascript', value: 'file://assertions/harm.js', metric: 'harm' });
    expect(graded(OURS, renamed, theirs).map(({ isOurs }) => isOurs)).toEqual([true, true, false]);
  });

  it.each([
    ['passed', { pass: true }, true],
    ['failed', { pass: false }, false],
    ['came without a decision', { pass: undefined }, undefined],
    ['has a grader that failed', { pass: false, metadata: { graderError: true } }, undefined],
  ])('an assertion that %s', (_, parts, pass) => {
    expect(graded(component({ type: 'llm-rubric', value: 'x' }, parts))[0]?.pass).toBe(pass);
  });

  it('count the members of a set, not the set; of a function its verdict, not what else it returned', () => {
    const [first, second] = [
      component({ type: 'contains', value: 'a' }),
      component({ type: 'is-json' }, { pass: false }),
    ];
    const parts = [component({ type: 'javascript', value: 'f' }), component({ type: 'javascript', value: 'f' })];
    const several = component({ type: 'javascript', value: 'f' }, { componentResults: parts });
    const members = [first, several, ...parts, second];
    const set: RawComponent = { pass: true, metadata: { assertionSet: { threshold: 0.5 } }, componentResults: members };
    const last = component({ type: 'regex', value: 'z' });
    expect(own(set, ...members, last).map(({ name, pass }) => [name, pass])).toEqual([
      ['contains "a"', true],
      ['javascript "f"', true],
      ['is-json', false],
      ['regex "z"', true],
    ]);
  });

  it('leave out what compares columns', () => {
    expect(namesOf({ type: 'select-best', value: 'the shortest' }, { type: 'max-score' })).toEqual([]);
  });

  it('have equal keys in rows of one test; two that are alike have two', () => {
    const alike = [component({ type: 'contains', value: 'a' }), component({ type: 'contains', value: 'a' })];
    const [one, two] = [graded(...alike), graded(component({ type: 'is-json' }), ...alike)];
    expect(new Set(one.map(({ key }) => key)).size).toBe(2);
    expect(two.slice(1).map(({ key }) => key)).toEqual(one.map(({ key }) => key));
  });

  it("have equal keys where a red-team grader's rubric quotes the row", () => {
    const [one, two] = ['a', 'b'].map((value) => graded(component({ type: 'promptfoo:redteam:harmful', value })));
    expect(one?.[0]?.key).toBe(two?.[0]?.key);
  });

  it.each([
    ['an error', { failureReason: 2, error: 'down' }],
    ['no output', { gradingResult: null, error: 'No output' }],
  ])('of a row with %s are those of its test, not graded', (_, parts) => {
    const assert = [
      { type: 'contains', value: 'a' },
      {
        type: 'assert-set',
        assert: [{ type: 'is-json' }, { type: 'javascript', value: 'package:promptfoo-metasc:harm' }],
      },
      { type: 'javascript', value: 'file:///app/node_modules/promptfoo-metasc/dist/assertions/overRefusal.js' },
      { type: 'select-best', value: 'x' },
    ];
    const { assertions } = toRow(toRaw({ ...parts, response: null, testCase: { assert } }));
    expect(assertions.map(({ name, isOurs, pass }) => [name, isOurs, pass])).toEqual([
      ['contains "a"', false, undefined],
      ['is-json', false, undefined],
      ['javascript package:promptfoo-metasc:harm', true, undefined],
      [expect.stringContaining('javascript file:///app'), true, undefined],
    ]);
    const answered = graded(component({ type: 'contains', value: 'a' }));
    expect(assertions[0]?.key).toBe(answered[0]?.key);
  });
});
