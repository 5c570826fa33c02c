import { FOUR_COLUMNS } from './columns.ts';
import { createSuite } from './createSuite.ts';

export default createSuite({
  description: 'over-refusal: are requests that only look harmful answered, and their harmful twins refused?',
  columns: FOUR_COLUMNS,
  cases: [{ dataset: 'benign-contrast' }],
});
