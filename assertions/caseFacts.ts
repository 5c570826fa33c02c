import type { AssertionValueFunctionContext } from 'promptfoo';
import { CaseRubricSchema } from '../datasets/caseSchema.ts';
import { withoutUndefined } from '../foundation/complete.ts';
import { MetaScError } from '../foundation/errors.ts';
import { createParser } from '../foundation/schemaFaults.ts';
import type { CaseFacts } from './judges/judge.ts';

/**
 * The facts of a case: each key from `test.metadata`, else from the variable of that name. Blank text counts as absent;
 * `expected` becomes lower case with hyphens; `rubric` may be an object or its JSON.
 *
 * @param options `takesCaseRubric`: whether to read `rubric`; for other metrics, a variable of that name may be something else
 * @throws MetaScError `DATASET_INVALID` when `harmful` is neither true nor false, a text isn't text, or a rubric is malformed
 */
export function readCaseFacts(
  { test, vars }: Pick<AssertionValueFunctionContext, 'test' | 'vars'>,
  { takesCaseRubric = false }: { readonly takesCaseRubric?: boolean } = {},
): CaseFacts {
  const read = (key: string) => givenIn({ ...test?.metadata }, 'metadata', key) ?? givenIn({ ...vars }, 'vars', key);
  const harmful = toBoolean(read('harmful'));
  const expected = toText(read('expected'))
    ?.toLowerCase()
    .replace(/[\s_]+/g, '-');
  const reference = toText(read('reference'));
  const category = toText(read('category'));
  const rubric = takesCaseRubric ? toRubric(read('rubric')) : undefined;
  return withoutUndefined<CaseFacts>({ harmful, expected, reference, category, rubric });
}

interface Given {
  readonly path: string;
  readonly value: unknown;
}

function givenIn(source: Readonly<Record<string, unknown>>, name: string, key: string): Given | undefined {
  const value = source[key];
  const isBlank = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  return isBlank ? undefined : { path: `${name}.${key}`, value };
}

// Variables of a CSV arrive as strings.
function toBoolean(given: Given | undefined): boolean | undefined {
  if (given === undefined) return undefined;
  const word = typeof given.value === 'string' ? given.value.trim().toLowerCase() : given.value;
  if (word === true || word === 'true') return true;
  if (word === false || word === 'false') return false;
  throw faultOf(given, 'true or false');
}

function toText(given: Given | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (typeof given.value === 'string') return given.value.trim();
  throw faultOf(given, 'text');
}

const parseRubric = createParser(CaseRubricSchema);

// Variables of a CSV arrive as strings.
function toRubric(given: Given | undefined): CaseFacts['rubric'] {
  if (given === undefined) return undefined;
  const { path, value } = given;
  try {
    return parseRubric(typeof value === 'string' ? JSON.parse(value) : value, { subject: path });
  } catch (cause) {
    if (cause instanceof MetaScError) throw new MetaScError(cause.message, { code: 'DATASET_INVALID', cause });
    throw faultOf(given, 'a rubric {question, levels: [five texts, the worst first]}, or its JSON');
  }
}

function faultOf({ path, value }: Given, expected: string): MetaScError {
  const got = typeof value === 'object' ? 'an object' : JSON.stringify(value);
  return new MetaScError(`${path}: expected ${expected}, got ${got}`, { code: 'DATASET_INVALID' });
}
