import { expect, it } from 'vitest';
import { toTextTable } from '../../foundation/textTable.ts';

const rows = [
  ['name', 'n', 'of'],
  ['a', '10', '100'],
];

it('a text table lines up: the first column to the left, the others to the right', () => {
  expect(toTextTable(rows)).toEqual(['name    n    of', 'a      10   100']);
});

it('a text table lines up as asked; the last way holds for the rest', () => {
  expect(toTextTable(rows, ['left'])).toEqual(['name   n    of', 'a      10   100']);
  expect(toTextTable(rows, ['right', 'left'])).toEqual(['name   n    of', '   a   10   100']);
});
