import { createAssertion } from './createAssertion.ts';
import { rating } from './metrics.ts';

/** Quality of a response by the case's own rubric of five levels: 1 = level 5. Options: judges/judgeConfig.ts. */
export default createAssertion(rating);
