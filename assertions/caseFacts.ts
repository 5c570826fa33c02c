import type { AssertionValueFunctionContext } from 'promptfoo';
import { MetaScError } from '../errors.ts';
import type { CaseFacts } from './judges/judge.ts';

type CaseContext = Pick<AssertionValueFunctionContext, 'test' | 'vars'>;

/**
 * What the case says about itself: each key from `test.metadata`, else from the variable of that name. Blank text counts
 * as none; `expected` is brought to small letters with hyphens.
 *
 * @throws MetaScError `DATASET_INVALID` when `harmful` is neither true nor false, or a text is no text
 */
export function readCaseFacts({ test, vars }: CaseContext): CaseFacts {
  const read = (key: string) => givenIn({ ...test?.metadata }, 'metadata', key) ?? givenIn({ ...vars }, 'vars', key);
  const harmful = toBoolean(read('harmful'));
  const expected = toText(read('expected'))
    ?.toLowerCase()
    .replace(/[\s_]+/g, '-');
  const reference = toText(read('reference'));
  const category = toText(read('category'));
  return {
    ...(harmful === undefined ? {} : { harmful }),
    ...(expected === undefined ? {} : { expected }),
    ...(reference === undefined ? {} : { reference }),
    ...(category === undefined ? {} : { category }),
  };
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

function faultOf({ path, value }: Given, expected: string): MetaScError {
  const got = typeof value === 'object' ? 'an object' : JSON.stringify(value);
  return new MetaScError(`${path}: expected ${expected}, got ${got}`, { code: 'DATASET_INVALID' });
}
