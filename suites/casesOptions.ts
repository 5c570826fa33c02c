import { Type } from 'typebox';
import { MetaScError } from '../foundation/errors.ts';
import { createParser } from '../foundation/schemaFaults.ts';
import type { WrapperPairing } from './wrapCases.ts';

const name = Type.String({ minLength: 1 });
const parseOptions = createParser(
  Type.Object(
    {
      dataset: Type.Optional(
        Type.Union([name, Type.Array(name, { minItems: 1 })], {
          title: 'a dataset or a list of them (a name, or the path of a CSV file without file://)',
        }),
      ),
      only: Type.Optional(Type.Array(name, { minItems: 1, title: 'a list of case ids' })),
      wrappers: Type.Optional(Type.String({ minLength: 1, title: 'wrappers (a name, a path, or none)' })),
      pairing: Type.Optional(Type.Enum(['paired', 'product'])),
      limit: Type.Optional(Type.Integer({ minimum: 1 })),
      adapt: Type.Optional(Type.Integer({ minimum: 1 })),
      adaptOn: Type.Optional(name),
      trajectory: Type.Optional(Type.String({ pattern: '^[\\w-]+$', title: 'a name (letters, digits, - and _)' })),
      orders: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffff_ffff })),
      judge: Type.Optional(
        Type.Union([name, Type.Record(Type.String(), Type.Unknown())], { title: 'a judge (a name, or an object)' }),
      ),
      chatPrompt: Type.Optional(Type.Boolean({ title: 'true | false' })),
    },
    { additionalProperties: false },
  ),
);

/**
 * Options of the generator. Each may arrive as a string, like a value from the environment; an empty one is unset. METASC_
 * variables stand in for unset ones.
 */
export interface CasesOptions {
  /**
   * Names of our sets, or paths of CSV files from the working directory, without `file://` (promptfoo would load it).
   * One string may name several, separated by commas.
   * @default 'starter'
   */
  readonly dataset?: string | readonly string[];
  /** Ids of the cases to take, in the order to take them. @default all */
  readonly only?: readonly string[];
  /**
   * The wrappers of the cases: the name of a set, the path of a CSV file, or `none`.
   * @default the wrappers that come with each dataset
   */
  readonly wrappers?: string;
  /** Which case meets which wrapper. @default 'paired' */
  readonly pairing?: WrapperPairing;
  /** Number of cases to take, each with its variants; at least 1. @default all */
  readonly limit?: number | string;
  /** Shuffles the cases reproducibly, before the limit; 0 to 2^32 - 1. @default the files' order */
  readonly seed?: number | string;
  /** Number of cases, from the first, each with its variants, to mark as `split: adapt`; the others are `held-out`. @default no split */
  readonly adapt?: number | string;
  /** Takes the cases to adapt on from this dataset, and holds all others out. Needs `adapt`. @default the same dataset */
  readonly adaptOn?: string;
  /** Marks all cases as a trajectory of this name, on a chain of its own. Not with `orders`. */
  readonly trajectory?: string;
  /** Number of orders to run the cases in, each marked as a `trajectory` from 0; at most 100. @default 1 */
  readonly orders?: number | string;
  /** Who scores: `local`, a model reference, or an object; read by each assertion. @default each assertion's own */
  readonly judge?: string | Readonly<Record<string, unknown>>;
  /**
   * Whether the prompt is a JSON chat array with `{{ prompt.text }}`: promptfoo inserts variables into JSON without
   * rendering them, so an escaped text would reach the model escaped. @default false: it is text with `{{ prompt }}`
   */
  readonly chatPrompt?: boolean | string;
}

/**
 * Options with their defaults, strings parsed into numbers, booleans and lists.
 *
 * @throws MetaScError `CONFIG_INVALID` with every fault
 */
export function parseCasesOptions(options: CasesOptions) {
  const parsed = parseOptions(fromStrings(options), { subject: 'cases options' });
  const { dataset = 'starter', pairing = 'paired', ...rest } = parsed;
  if (rest.adaptOn !== undefined && rest.adapt === undefined) {
    throw misfit('adapt: expected a number of cases beside adaptOn, got none');
  }
  if (rest.trajectory !== undefined && rest.orders !== undefined) {
    throw misfit('orders: expected none beside trajectory because orders name their own');
  }
  return { ...rest, dataset: [dataset].flat(), pairing };
}

function misfit(fault: string): MetaScError {
  return new MetaScError(`cases options: ${fault}`, { code: 'CONFIG_INVALID' });
}

/** A text that is neither a number nor a boolean stays unchanged, so that the schema reports it. */
function fromStrings(options: CasesOptions): Readonly<Record<string, unknown>> {
  const toNumber = (text: string) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
  const toBoolean = (text: string) => (text === 'true' ? true : text === 'false' ? false : text);
  const toList = (text: string) => text.split(',').map((part) => part.trim());
  const readers: Readonly<Record<string, (text: string) => unknown>> = {
    dataset: toList,
    limit: toNumber,
    seed: toNumber,
    adapt: toNumber,
    orders: toNumber,
    chatPrompt: toBoolean,
  };
  return Object.fromEntries(
    Object.entries(options)
      .filter(([, value]) => value !== '' && value !== undefined)
      .map(([key, value]) => [key, typeof value === 'string' ? (readers[key]?.(value) ?? value) : value]),
  );
}
