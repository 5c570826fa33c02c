import type { TestCase } from 'promptfoo';
import type { SafetyCase } from '../datasets/caseSchema.ts';
import { loadCases } from '../datasets/loadCases.ts';
import { loadWrappers, wrappersOfSet } from '../datasets/loadWrappers.ts';
import { escapeForPromptfoo } from '../datasets/promptfooText.ts';
import { markOneTurn } from '../foundation/chatPrompt.ts';
import { MetaScError } from '../foundation/errors.ts';
import { arrangeCases } from './arrangeCases.ts';
import { assertionsFor } from './caseAssertions.ts';
import { type CasesOptions, parseCasesOptions } from './casesOptions.ts';
import { readCasesEnvironment } from './environment.ts';
import { type SuiteCase, wrapCases } from './wrapCases.ts';

/**
 * promptfoo's tests for the cases of one or more datasets:
 * `tests: {path: file://suites/cases.ts, config: {dataset: starter, limit: 8, seed: 1}}`.
 *
 * A test's variable `prompt` is the request, escaped so that it reaches the model unchanged. Its metadata holds the case's
 * expectations, and its goal, wrapper, trajectory and side of the split, if any. Its assertions are those of
 * {@link assertionsFor}. Options that are not given come from METASC_DATASET, _LIMIT, _SEED, _ORDERS, _ADAPT and _PAIRING,
 * which `metasc eval` sets. Never resolves with an empty list, from which promptfoo would make one test that passes.
 *
 * @throws MetaScError `CONFIG_INVALID` for faulty options; `FILE_UNREADABLE` or `DATASET_INVALID` for a dataset
 */
export default async function generateCases(
  options: CasesOptions = {},
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<TestCase[]> {
  const { dataset, only, wrappers, pairing, judge, chatPrompt, adaptOn, ...arrangement } = parseCasesOptions({
    ...readCasesEnvironment(env),
    ...givenOptions(options),
  });
  const sets = await Promise.all(
    dataset.map(async (set) => {
      const cases = pick(await loadCases(set), only, set);
      return { set, cases: wrapCases(cases, await wrappersFor(set, wrappers), pairing) };
    }),
  );
  const source =
    adaptOn === undefined
      ? []
      : [{ set: adaptOn, cases: wrapCases(await loadCases(adaptOn), await wrappersOfSet(adaptOn), 'paired') }];
  refuseSharedIds([...sets, ...source]);
  return arrangeCases(
    sets.flatMap(({ cases }) => cases),
    { ...arrangement, familyOf, adaptOn: source[0]?.cases },
  ).map((placed) => {
    const { prompt, tags, ...facts } = placed;
    return {
      description: facts.trajectory === undefined ? facts.id : `${facts.id} (order ${facts.trajectory})`,
      vars: { prompt: chatPrompt ? { text: prompt } : escapeForPromptfoo(prompt) },
      metadata: { ...facts, tags: [...tags], ...markOneTurn(prompt) },
      assert: assertionsFor(placed, judge),
    };
  });
}

/** A case and its variants are one family; a goal in several wrappers is as many. */
const familyOf = ({ id, goal, wrapper }: SuiteCase): string => (wrapper === undefined ? (goal ?? id) : id);

/** Without those that are unset: an empty text is. */
function givenOptions(options: CasesOptions): CasesOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== ''));
}

function wrappersFor(set: string, named: string | undefined) {
  if (named === 'none') return [];
  return named === undefined ? wrappersOfSet(set) : loadWrappers(named);
}

function pick(cases: readonly SafetyCase[], only: readonly string[] | undefined, set: string): readonly SafetyCase[] {
  if (only === undefined) return cases;
  const byId = new Map(cases.map((safetyCase) => [safetyCase.id, safetyCase]));
  return only.map((id) => {
    const found = byId.get(id);
    if (found !== undefined) return found;
    throw new MetaScError(`cases options: only: expected ids of dataset "${set}", got "${id}"`, {
      code: 'CONFIG_INVALID',
      help: `Its first ids are ${[...byId.keys()].slice(0, 3).join(', ')}.`,
    });
  });
}

/** @throws MetaScError `DATASET_INVALID` when two sets share an id */
function refuseSharedIds(sets: readonly { readonly set: string; readonly cases: readonly SuiteCase[] }[]): void {
  const setOfId = new Map<string, string>();
  for (const { set, cases } of sets) {
    for (const { id } of cases) {
      const other = setOfId.get(id);
      if (other !== undefined) {
        throw new MetaScError(`datasets "${other}" and "${set}": expected no id in both, got "${id}"`, {
          code: 'DATASET_INVALID',
          help: 'Results are paired by id: rename the case in one of them, or run one set at a time.',
        });
      }
      setOfId.set(id, set);
    }
  }
}
