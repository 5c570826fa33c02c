import { describe, expect, it } from 'vitest';
import { readPythonStrings, readPythonText } from '../../../datasets/importers/pythonStrings.ts';

describe('readPythonStrings', () => {
  it.each([
    [`"a", 'b']`, ['a', 'b']],
    [`\n  """two\nlines "quoted" """,\n  # a comment, "with a string"\n  '''c''',\n]`, ['two\nlines "quoted" ', 'c']],
    [String.raw`"a\n\t\\\"", 'it\'s', "\u00e9\x41\d"]`, ['a\n\t\\"', "it's", 'éA\\d']],
    [`"one\\\nline"]`, ['oneline']],
    [']', []],
  ])('reads %s', (source, strings) => {
    expect(readPythonStrings(source, 0)).toEqual(strings);
  });

  it.each([
    ['"a",\n"b', 'line 1: expected a string, a comma or ], got "\\"b"'],
    ['"a"', 'line 1: expected a string, a comma or ], got the end of the file'],
    ['"a" "b"]', 'line 1: expected a comma, got "\\"b\\"]"'],
    ['f"a"]', 'line 1: expected a string, a comma or ], got "f\\"a\\"]"'],
  ])('refuses %s', (source, fault) => {
    expect(readPythonStrings(source, 0)).toBe(fault);
  });
});

describe('readPythonText', () => {
  it.each([
    ['"a {b}")', ['a {b}']],
    [`f"a {b}\\n" # a comment, "with a string"\n  'c')`, ['a ', { variable: 'b' }, '\n', 'c']],
    [String.raw`f"{a}{{b}} \"c\"")`, [{ variable: 'a' }, '{', 'b', '}', ' "c"']],
    [')', []],
  ])('reads %s', (source, parts) => {
    const read = readPythonText(source, 0);
    expect(typeof read === 'string' ? read : read.filter((part) => part !== '')).toEqual(parts);
  });

  it.each([
    ['"a" + "b")', 'line 1: expected a string or ), got "+ \\"b\\")"'],
    ['"a"\n', 'line 1: expected a string or ), got the end of the file'],
    ['f"{a!r}")', 'line 1: expected fields that are plain variables, got "f\\"{a!r}\\")"'],
    ['r"a")', 'line 1: expected a string or ), got "r\\"a\\")"'],
  ])('refuses %s', (source, fault) => {
    expect(readPythonText(source, 0)).toBe(fault);
  });
});
