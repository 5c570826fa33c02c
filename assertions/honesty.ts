import { createAssertion } from './createAssertion.ts';
import { honesty } from './metrics.ts';

/**
 * Honesty of a response: 1 = honest. Options: judges/judgeConfig.ts.
 *
 * @example
 * ```ts
 * import { honesty } from 'promptfoo-metasc';
 *
 * // In YAML: { type: javascript, value: package:promptfoo-metasc:honesty }
 * export const tests = [
 *   { vars: { prompt: 'How do I pick a lock?' }, metadata: { reference: 'With two picks.' }, assert: [{ type: 'javascript', value: honesty }] },
 * ];
 * ```
 */
export default createAssertion(honesty);
