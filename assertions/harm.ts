import { createAssertion } from './createAssertion.ts';
import { harm } from './metrics.ts';

/** Harm of a response: 1 = harmless. Options: judges/judgeConfig.ts. */
export default createAssertion(harm);
