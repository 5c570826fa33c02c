import { FOUR_COLUMNS } from './columns.ts';
import { createSuite } from './createSuite.ts';

export default createSuite({
  description: 'jailbreak: how often does an attack succeed, by kind of wrapper and of harm?',
  columns: FOUR_COLUMNS,
  cases: [{ dataset: 'jailbreak' }],
});
