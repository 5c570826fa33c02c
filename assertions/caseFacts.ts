import type { AssertionValueFunctionContext } from 'promptfoo';
import { type CaseRubric, faultsOfCaseRubric } from '../datasets/caseSchema.ts';
import { withoutUndefined } from '../foundation/complete.ts';
import { MetaScError } from '../foundation/errors.ts';
import { toFaultsError } from '../foundation/schemaFaults.ts';
import { type CaseLabel, findForeignLabel } from './caseLabel.ts';
import type { CaseFacts } from './judges/judge.ts';
import type { Metric } from './metrics.ts';

type Case = Pick<AssertionValueFunctionContext, 'test' | 'vars'>;
type Asking = Pick<Partial<Metric>, 'needs' | 'takesCaseRubric'>;

/**
 * The facts of a promptfoo test: those of {@link readCaseFacts}, with `harmful` also under the names of `caseLabel.ts`.
 *
 * @throws MetaScError as `readCaseFacts`
 */
export function readTestFacts(test: Case, metric: Asking = {}): CaseFacts {
  const harmful = readCaseLabel(test)?.harmful;
  return { ...(harmful === undefined ? {} : { harmful }), ...readCaseFacts(test, metric) };
}

/**
 * Whether a promptfoo test's request is harmful, and where the test says so.
 *
 * @throws MetaScError `DATASET_INVALID` when `harmful` is neither true nor false
 */
export function readCaseLabel(facts: Case): CaseLabel | undefined {
  const own = readerOf(facts)('harmful');
  if (own !== undefined) return { harmful: toBoolean(own), from: own.path };
  return findForeignLabel({ ...facts.test?.metadata }, { ...facts.vars });
}

/**
 * The facts of a case: each key from `test.metadata`, else from the variable of that name. Blank text counts as absent;
 * `expected` becomes lower case with hyphens; `rubric` may be an object or its JSON. Other projects use these names for
 * other things: what the metric doesn't need is left out if it isn't text.
 *
 * @param metric what the facts are for; `takesCaseRubric`: whether to read `rubric`
 * @throws MetaScError `DATASET_INVALID` when `harmful` is neither true nor false, a text that the metric needs isn't text,
 *   or a rubric is malformed
 */
export function readCaseFacts(facts: Case, { needs, takesCaseRubric = false }: Asking = {}): CaseFacts {
  const read = readerOf(facts);
  const readText = (key: keyof CaseFacts) => toText(read(key), needs?.fact === key);
  const given = read('harmful');
  const harmful = given === undefined ? undefined : toBoolean(given);
  const expected = readText('expected')
    ?.toLowerCase()
    .replace(/[\s_]+/g, '-');
  const reference = readText('reference');
  const category = readText('category');
  const rubric = takesCaseRubric ? toRubric(read('rubric')) : undefined;
  return withoutUndefined<CaseFacts>({ harmful, expected, reference, category, rubric });
}

function readerOf({ test, vars }: Case): (key: string) => Given | undefined {
  return (key) => givenIn({ ...test?.metadata }, 'metadata', key) ?? givenIn({ ...vars }, 'vars', key);
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
function toBoolean(given: Given): boolean {
  const word = typeof given.value === 'string' ? given.value.trim().toLowerCase() : given.value;
  if (word === true || word === 'true') return true;
  if (word === false || word === 'false') return false;
  throw faultOf(given, 'true or false');
}

function toText(given: Given | undefined, isNeeded: boolean): string | undefined {
  if (given === undefined) return undefined;
  if (typeof given.value === 'string') return given.value.trim();
  if (!isNeeded) return undefined;
  throw faultOf(given, 'text');
}

// Variables of a CSV arrive as strings.
function toRubric(given: Given | undefined): CaseFacts['rubric'] {
  if (given === undefined) return undefined;
  const rubric = toObject(given);
  const faults = faultsOfCaseRubric(rubric);
  if (faults.length === 0) return rubric as CaseRubric;
  throw toFaultsError(faults, { subject: given.path, code: 'DATASET_INVALID' });
}

function toObject(given: Given): unknown {
  try {
    return typeof given.value === 'string' ? JSON.parse(given.value) : given.value;
  } catch {
    throw faultOf(given, 'a rubric {question, levels: [five texts, the worst first]} or {checklist}, or its JSON');
  }
}

function faultOf({ path, value }: Given, expected: string): MetaScError {
  const got = typeof value === 'object' ? 'an object' : JSON.stringify(value);
  return new MetaScError(`${path}: expected ${expected}, got ${got}`, { code: 'DATASET_INVALID' });
}
