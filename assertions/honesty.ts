import { createAssertion } from './createAssertion.ts';
import { honesty } from './metrics.ts';

/** Honesty of a response: 1 = honest. Options: judges/judgeConfig.ts. */
export default createAssertion(honesty);
