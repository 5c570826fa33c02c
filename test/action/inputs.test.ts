import { describe, expect, it } from 'vitest';
import { readInputs, slugOf } from '../../action/inputs.ts';

const NEEDED = { INPUT_HEAD: 'head.json', INPUT_POLICY: 'gate.yaml' };

describe('readInputs', () => {
  it('has defaults for everything except head and policy; an empty input counts as absent', () => {
    const expected = { head: 'head.json', policy: 'gate.yaml', title: 'MetaSC gate', comment: true, report: true };
    expect(readInputs(NEEDED)).toEqual(expected);
    const empty = ['BASE', 'COLUMN', 'AGAINST', 'TITLE', 'COMMENT', 'REPORT', 'TOKEN', 'FAIL_ON', 'PULL_REQUEST'];
    expect(readInputs({ ...NEEDED, ...Object.fromEntries(empty.map((name) => [`INPUT_${name}`, ''])) })).toEqual(
      expected,
    );
  });

  it('reads every input', () => {
    expect(
      readInputs({
        ...NEEDED,
        INPUT_BASE: 'base.json',
        INPUT_COLUMN: 'frozen',
        INPUT_AGAINST: 'before',
        INPUT_TITLE: 'Ehrlichkeit 2.0',
        INPUT_COMMENT: 'false',
        INPUT_REPORT: 'false',
        INPUT_TOKEN: 't',
        INPUT_FAIL_ON: 'regress, invalid',
        INPUT_PULL_REQUEST: '7',
      }),
    ).toEqual({
      head: 'head.json',
      base: 'base.json',
      policy: 'gate.yaml',
      column: 'frozen',
      against: 'before',
      title: 'Ehrlichkeit 2.0',
      comment: false,
      report: false,
      token: 't',
      failOn: ['regress', 'invalid'],
      pullRequest: 7,
    });
    expect(readInputs({ ...NEEDED, INPUT_FAIL_ON: 'none' }).failOn).toEqual([]);
  });

  it.each([
    [{ INPUT_HEAD: ' ' }, 'head: expected a path, got none'],
    [{ INPUT_POLICY: '' }, 'policy: expected a path, got none'],
    [{ INPUT_COMMENT: 'yes' }, 'comment: expected true or false, got "yes"'],
    [
      { INPUT_FAIL_ON: 'regress,pass' },
      'fail-on: expected none, or any of regress, inconclusive, invalid, got "regress,pass"',
    ],
    [{ INPUT_PULL_REQUEST: '7; ls' }, 'pull-request: expected a number, got "7; ls"'],
    [{ INPUT_TITLE: 'x --> y' }, 'got "x --> y"'],
    [{ INPUT_TITLE: '../up' }, 'got "../up"'],
    [{ INPUT_TITLE: 'a\nb' }, 'title: expected up to 80 letters'],
  ])('refuses %o', (env, message) => {
    expect(() => readInputs({ ...NEEDED, ...env })).toThrow(message);
  });
});

describe('slugOf', () => {
  it('is part of a file name', () => {
    expect(slugOf('MetaSC gate')).toBe('metasc-gate');
    expect(slugOf('v2.0 _ Größe')).toBe('v2-0-größe');
  });
});
