import type { TestCase } from 'promptfoo';
import { Type } from 'typebox';
import type { SafetyCase } from '../datasets/caseSchema.ts';
import { loadCases } from '../datasets/loadCases.ts';
import { escapeForPromptfoo } from '../datasets/promptfooText.ts';
import { MetaScError } from '../errors.ts';
import { createParser } from '../schemaFaults.ts';
import { type ChecksOptions, checksFor } from './checks.ts';

const DEFAULT_DATASET = 'starter';

const name = Type.String({ minLength: 1 });
const parseOptions = createParser(
  Type.Object(
    {
      dataset: Type.Optional(
        Type.Union([name, Type.Array(name, { minItems: 1 })], {
          title: 'a dataset or a list of them (a name, or the path of a CSV file without file://)',
        }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1 })),
      seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffff_ffff })),
      judge: Type.Optional(
        Type.Union([name, Type.Record(Type.String(), Type.Unknown())], { title: 'a judge (a name, or an object)' }),
      ),
      chatPrompt: Type.Optional(Type.Boolean({ title: 'true | false' })),
    },
    { additionalProperties: false },
  ),
);

/** Options of the generator. Each may arrive as a string, as values from the environment do; an empty one is unset. */
interface CasesOptions extends ChecksOptions {
  /**
   * Names of our sets, or paths of CSV files from the working directory, without `file://` (promptfoo would load it).
   * In one string, several are separated by commas.
   * @default 'starter'
   */
  readonly dataset?: string | readonly string[];
  /** The first so many cases; at least 1. @default all */
  readonly limit?: number | string;
  /** Shuffles the cases, always in the same way, before the limit; 0 to 2^32 - 1. @default the files' order */
  readonly seed?: number | string;
  /**
   * The prompt is a JSON chat array: it then says `{{ prompt.text }}`, for promptfoo puts variables into JSON as they
   * are and an escaped text would reach the model escaped. @default false: the prompt is text with `{{ prompt }}`
   */
  readonly chatPrompt?: boolean | string;
}

/**
 * promptfoo's tests for the cases of one or more datasets:
 * `tests: {path: file://suites/cases.ts, config: {dataset: starter, limit: 8, seed: 1}}`.
 *
 * A test's variable `prompt` is the request, written so that it reaches the model as it is; its metadata holds what the
 * case expects; its assertions are those that {@link checksFor} names. Never resolves with an empty list, of which
 * promptfoo would make one test that passes.
 *
 * @throws MetaScError `CONFIG_INVALID` for options that don't fit; `FILE_UNREADABLE` or `DATASET_INVALID` for a dataset
 */
export default async function generateCases(options: CasesOptions = {}): Promise<TestCase[]> {
  const { dataset, limit, seed, judge, chatPrompt } = parseOptions(fromStrings(options), { subject: 'cases options' });
  const cases = await loadSets(dataset ?? DEFAULT_DATASET);
  const ordered = seed === undefined ? cases : shuffle(cases, createRandom(seed));
  return ordered.slice(0, limit).map((safetyCase) => ({
    description: safetyCase.id,
    vars: { prompt: chatPrompt ? { text: safetyCase.prompt } : escapeForPromptfoo(safetyCase.prompt) },
    metadata: toMetadata(safetyCase),
    assert: checksFor(safetyCase, judge === undefined ? {} : { judge }),
  }));
}

/** What doesn't read as a number or boolean stays as it is, for the schema to name. */
function fromStrings(options: CasesOptions): Readonly<Record<string, unknown>> {
  const toNumber = (text: string) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
  const toBoolean = (text: string) => (text === 'true' ? true : text === 'false' ? false : text);
  const toList = (text: string) => text.split(',').map((part) => part.trim());
  const readers: Readonly<Record<string, (text: string) => unknown>> = {
    dataset: toList,
    limit: toNumber,
    seed: toNumber,
    chatPrompt: toBoolean,
  };
  return Object.fromEntries(
    Object.entries(options)
      .filter(([, value]) => value !== '' && value !== undefined)
      .map(([key, value]) => [key, typeof value === 'string' ? (readers[key]?.(value) ?? value) : value]),
  );
}

async function loadSets(dataset: string | readonly string[]): Promise<readonly SafetyCase[]> {
  const sets = await Promise.all(
    [dataset].flat().map(async (set) => (await loadCases(set)).map((safetyCase) => ({ set, safetyCase }))),
  );
  const setOfId = new Map<string, string>();
  for (const { set, safetyCase } of sets.flat()) {
    const other = setOfId.get(safetyCase.id);
    if (other !== undefined) {
      throw new MetaScError(`datasets "${other}" and "${set}": expected no id in both, got "${safetyCase.id}"`, {
        code: 'DATASET_INVALID',
        help: 'Results are paired by id: rename the case in one of them, or run one set at a time.',
      });
    }
    setOfId.set(safetyCase.id, set);
  }
  return sets.flat().map(({ safetyCase }) => safetyCase);
}

function toMetadata({ prompt: _, tags, ...rest }: SafetyCase): Readonly<Record<string, unknown>> {
  return { ...rest, tags: [...tags] };
}

/** Fisher and Yates; leaves the list as it was. */
function shuffle<T>(list: readonly T[], random: () => number): readonly T[] {
  const shuffled = [...list];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const [picked] = shuffled.splice(Math.floor(random() * (last + 1)), 1);
    shuffled.push(picked as T);
  }
  return shuffled;
}

/** Numbers in [0, 1). *Source:* mulberry32, Tommy Ettinger, public domain. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
