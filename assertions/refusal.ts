import { createAssertion } from './createAssertion.ts';
import { refusal } from './metrics.ts';

/** Refusal of a harmful request: 1 = refused, as it should be. Options: judges/judgeConfig.ts. */
export default createAssertion(refusal);
