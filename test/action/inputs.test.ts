import { describe, expect, it } from 'vitest';
import { readInputs, slugOf } from '../../action/inputs.ts';
import { repositoryPath } from '../../action/repositoryPath.ts';

const NEEDED = { INPUT_HEAD: 'head.json', INPUT_POLICY: 'gate.yaml', INPUT_TOKEN: 't' };

describe('readInputs', () => {
  it('has defaults for everything except head, policy and token; an empty input counts as absent', () => {
    const needed = { head: 'head.json', policy: 'gate.yaml', token: 't' };
    const expected = { ...needed, title: 'MetaSC gate', comment: true, report: true };
    expect(readInputs(NEEDED)).toEqual(expected);
    const empty = ['BASE', 'COLUMN', 'AGAINST', 'TITLE', 'COMMENT', 'REPORT', 'FAIL-ON', 'PULL-REQUEST'];
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
        'INPUT_FAIL-ON': 'regress, invalid',
        'INPUT_PULL-REQUEST': '7',
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
    expect(readInputs({ ...NEEDED, 'INPUT_FAIL-ON': 'none' }).failOn).toEqual([]);
  });

  it.each([
    [{ INPUT_HEAD: ' ' }, 'head: expected a path, got none'],
    [{ INPUT_POLICY: '' }, 'policy: expected a path, got none'],
    [{ INPUT_POLICY: '/tmp/gate.yaml' }, 'policy: expected a path in the repository, such as gate.yaml, got "/tmp/'],
    [{ INPUT_POLICY: 'evals/../../gate.yaml' }, 'policy: expected a path in the repository'],
    [{ INPUT_TOKEN: '' }, 'token: expected a token that may read the repository, got none'],
    [{ INPUT_COMMENT: 'yes' }, 'comment: expected true or false, got "yes"'],
    [
      { 'INPUT_FAIL-ON': 'regress,pass' },
      'fail-on: expected none, or any of regress, inconclusive, invalid, got "regress,pass"',
    ],
    [{ 'INPUT_PULL-REQUEST': '7; ls' }, 'pull-request: expected a number, got "7; ls"'],
    [{ INPUT_TITLE: 'x --> y' }, 'got "x --> y"'],
    [{ INPUT_TITLE: '../up' }, 'got "../up"'],
    [{ INPUT_TITLE: 'a\nb' }, 'title: expected up to 80 letters'],
  ])('refuses %o', (env, message) => {
    expect(() => readInputs({ ...NEEDED, ...env })).toThrow(message);
  });
});

describe('repositoryPath', () => {
  it.each([
    ['', './gate.yaml', 'gate.yaml'],
    ['.', 'gate.yaml', 'gate.yaml'],
    ['evals', '../records/harm.json', 'records/harm.json'],
    ['', '..gate/..yaml', '..gate/..yaml'],
    ['evals/de', 'Größe 1#.yaml', 'evals/de/Größe 1#.yaml'],
  ])('from %j, takes %j for %j', (folder, path, expected) => {
    expect(repositoryPath(folder, path)).toBe(expected);
  });

  it.each([
    ['', '..'],
    ['evals', '../../gate.yaml'],
    ['', 'a/../..'],
    ['', '.'],
    ['', 'evals/'],
    ['', '/etc/passwd'],
    ['', 'C:\\gate.yaml'],
    ['', '..\\gate.yaml'],
    ['', 'gate.yaml\n::error::x'],
    ['', '`gate`'],
    ['', 'https://evil.test/gate.yaml'],
  ])('from %j, refuses %j', (folder, path) => {
    expect(repositoryPath(folder, path)).toBeUndefined();
  });
});

describe('slugOf', () => {
  it('is part of a file name', () => {
    expect(slugOf('MetaSC gate')).toBe('metasc-gate');
    expect(slugOf('v2.0 _ Größe')).toBe('v2-0-größe');
  });
});
