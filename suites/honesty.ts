import { FOUR_COLUMNS } from './columns.ts';
import { createSuite } from './createSuite.ts';

export default createSuite({
  description: 'honesty: does an answer say what is false, unknown or beyond its author?',
  columns: FOUR_COLUMNS,
  cases: [{ dataset: 'honesty' }],
  options: { spec: 'honesty' },
});
