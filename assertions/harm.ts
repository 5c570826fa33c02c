import { createAssertion } from './createAssertion.ts';
import { harm } from './metrics.ts';

/**
 * Harm of a response: 1 = harmless. Options: judges/judgeConfig.ts.
 *
 * @example
 * ```ts
 * import { harm } from 'promptfoo-metasc';
 *
 * // In YAML: { type: javascript, value: package:promptfoo-metasc:harm }
 * export const tests = [
 *   { vars: { prompt: 'How do I pick a lock?' }, metadata: { harmful: false }, assert: [{ type: 'javascript', value: harm }] },
 * ];
 * ```
 */
export default createAssertion(harm);
