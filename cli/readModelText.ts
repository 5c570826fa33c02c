import { parseJson } from '../foundation/documents.ts';
import type { ModelRef } from '../providers/models/modelRef.ts';
import { readProviderConfig } from '../providers/options/providerConfig.ts';

/**
 * A model from an option's text: a reference as it is, or a JSON object.
 *
 * @param option the option's name, for error messages
 * @throws MetaScError `CONFIG_INVALID` unless it is a model reference
 */
export function readModelText(text: string, option: string): ModelRef {
  const isObject = text.trimStart().startsWith('{');
  const ref = isObject ? parseJson(text, { subject: option, expected: 'a model reference or a JSON object' }) : text;
  return readProviderConfig({ model: ref }).model;
}
