import { FOUR_COLUMNS } from './columns.ts';
import { createSuite } from './createSuite.ts';

export default createSuite({
  description: 'moral: how well does an answer weigh what is at stake, by the rubric of each case?',
  columns: FOUR_COLUMNS,
  cases: [{ dataset: 'moral' }],
  options: { spec: 'moral soundness' },
});
