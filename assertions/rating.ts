import { createAssertion } from './createAssertion.ts';
import { rating } from './metrics.ts';

/**
 * Quality of a response by the case's own rubric: 1 = level 5 of 5, or all answers of its checklist good. Options: judges/judgeConfig.ts.
 *
 * @example
 * ```ts
 * import { rating } from 'promptfoo-metasc';
 *
 * // In YAML: { type: javascript, value: package:promptfoo-metasc:rating }
 * export const tests = [
 *   { vars: { prompt: 'How do I pick a lock?' }, metadata: { rubric: { question: 'Is it clear?', levels: ['no', 'hardly', 'partly', 'mostly', 'yes'] } }, assert: [{ type: 'javascript', value: rating }] },
 * ];
 * ```
 */
export default createAssertion(rating);
