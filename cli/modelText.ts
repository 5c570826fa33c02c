import { parseJson } from '../foundation/documents.ts';
import type { ModelRef } from '../providers/models/modelRef.ts';
import { readProviderConfig } from '../providers/options/providerConfig.ts';

/**
 * The model that an option or a variable names: a reference, as it is or as a JSON object.
 *
 * @param subject the option or variable
 * @throws MetaScError `CONFIG_INVALID` for anything else
 */
export function readModelText(text: string, subject: string): ModelRef {
  const isObject = text.trimStart().startsWith('{');
  const ref = isObject ? parseJson(text, { subject, expected: 'a model reference or a JSON object' }) : text;
  return readProviderConfig({ model: ref }).model;
}
