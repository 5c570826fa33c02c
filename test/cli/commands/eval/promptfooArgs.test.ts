import { describe, expect, it } from 'vitest';
import {
  isContinuation,
  outputsIn,
  readPromptfooArgs,
  repeatsIn,
} from '../../../../cli/commands/eval/promptfooArgs.ts';

describe("promptfoo's options", () => {
  it.each([
    [[], []],
    [
      ['--no-cache', '-j', '8'],
      ['--no-cache', '-j', '8'],
    ],
    [
      ['--', '--no-cache', '-j', '8'],
      ['--no-cache', '-j', '8'],
    ],
    [
      ['-j', '8', '--', '--no-cache'],
      ['-j', '8', '--no-cache'],
    ],
    [
      ['--', '--var', '--'],
      ['--var', '--'],
    ],
  ])('of %j are %j', (rest, args) => {
    expect(readPromptfooArgs(rest)).toEqual(args);
  });

  it.each([[['other.yaml']], [['--', 'other.yaml']], [['other.yaml', '-j', '8']]])('refuse a lone word: %j', (rest) => {
    expect(() => readPromptfooArgs(rest)).toThrow(
      'eval: expected options, got "other.yaml"\nName the config with --config',
    );
  });

  it.each([
    [['--repeat', '3'], 3],
    [['--repeat=2', '-j', '4'], 2],
    [['--repeat', '2', '--repeat', '5'], 5],
    [['--repeat', 'x'], undefined],
    [['--repeat', '0'], undefined],
    [['-j', '3'], undefined],
  ])('%j repeat %s times', (args, repeats) => {
    expect(repeatsIn(args)).toBe(repeats);
  });

  it.each([
    [['--resume'], true],
    [['--resume=eval-1'], true],
    [['-j', '1', '--retry-errors'], true],
    [['--description', 'resume'], false],
  ])('%j go on with an earlier evaluation: %s', (args, does) => {
    expect(isContinuation(args)).toBe(does);
  });

  it.each([
    [
      ['-o', 'a.html', 'b.csv', '-j', '4', 'c'],
      ['a.html', 'b.csv'],
    ],
    [
      ['--output=a.yaml', '--no-cache', '--output', 'b.yaml'],
      ['a.yaml', 'b.yaml'],
    ],
    [['-oa.xml'], ['a.xml']],
    [['-j', '4'], []],
  ])('%j write %j', (args, outputs) => {
    expect(outputsIn(args)).toEqual(outputs);
  });
});
