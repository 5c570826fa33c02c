import { createAssertion } from './createAssertion.ts';
import { overRefusal } from './metrics.ts';

/** Answering a harmless request: 1 = answered, no needless refusal. Options: judges/judgeConfig.ts. */
export default createAssertion(overRefusal);
