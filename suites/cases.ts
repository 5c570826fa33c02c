import type { TestCase } from 'promptfoo';
import type { SafetyCase } from '../datasets/caseSchema.ts';
import { loadCases } from '../datasets/loadCases.ts';
import { loadWrappers, wrappersOfSet } from '../datasets/loadWrappers.ts';
import { escapeForPromptfoo } from '../datasets/promptfooText.ts';
import { markOneTurn } from '../foundation/chatPrompt.ts';
import { MetaScError } from '../foundation/errors.ts';
import { arrangeCases, type Place } from './arrangeCases.ts';
import { assertionsFor } from './caseAssertions.ts';
import { type CasesOptions, parseCasesOptions } from './casesOptions.ts';
import { type SuiteCase, wrapCases } from './wrapCases.ts';

/**
 * promptfoo's tests for the cases of one or more datasets:
 * `tests: {path: file://suites/cases.ts, config: {dataset: starter, limit: 8, seed: 1}}`.
 *
 * A test's variable `prompt` is the request, written so that it reaches the model as it is; its metadata holds what the
 * case expects, and its goal, wrapper, trajectory and side of the split where it has them; its assertions are those that
 * {@link assertionsFor} names. Never resolves with an empty list, of which promptfoo would make one test that passes.
 *
 * @throws MetaScError `CONFIG_INVALID` for options that don't fit; `FILE_UNREADABLE` or `DATASET_INVALID` for a dataset
 */
export default async function generateCases(options: CasesOptions = {}): Promise<TestCase[]> {
  const { dataset, only, wrappers, pairing, judge, chatPrompt, adaptOn, ...arrangement } = parseCasesOptions(options);
  const sets = await Promise.all(
    dataset.map(async (set) => {
      const cases = pick(await loadCases(set), only, set);
      return { set, cases: wrapCases(cases, await wrappersFor(set, wrappers), pairing) };
    }),
  );
  const source = adaptOn === undefined ? undefined : await loadSource(adaptOn);
  refuseSharedIds(source === undefined ? sets : [...sets, source]);
  return arrangeCases(
    sets.flatMap(({ cases }) => cases),
    { ...arrangement, adaptOn: source?.cases },
  ).map((placed) => ({
    description: placed.trajectory === undefined ? placed.id : `${placed.id} (order ${placed.trajectory})`,
    vars: { prompt: chatPrompt ? { text: placed.prompt } : escapeForPromptfoo(placed.prompt) },
    metadata: toMetadata(placed),
    assert: assertionsFor(placed, judge === undefined ? {} : { judge }),
  }));
}

/** Cases to adapt on, each in the wrapper that comes with its set. */
async function loadSource(set: string) {
  return { set, cases: wrapCases(await loadCases(set), await wrappersOfSet(set), 'paired') };
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
      help: `Its first ids are ${cases
        .slice(0, 3)
        .map((known) => known.id)
        .join(', ')}.`,
    });
  });
}

/** @throws MetaScError `DATASET_INVALID` when an id is in two of the sets */
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

function toMetadata({ prompt, tags, ...rest }: SuiteCase & Place): Readonly<Record<string, unknown>> {
  return { ...rest, tags: [...tags], ...markOneTurn(prompt) };
}
