import { parseJudgeText } from '../foundation/documents.ts';
import type { CasesOptions } from './casesOptions.ts';

/** What the environment sets for every suite, by the variables of `metasc eval`'s options. */
export interface SuiteEnvironment {
  /** METASC_MODEL: who answers, criticises and revises. @default 'embedded' */
  readonly model: string;
  /** METASC_META_MODEL: who writes the spec. @default the model */
  readonly metaModel: string;
  /** METASC_JUDGE: who scores; an object as JSON. @default 'local' */
  readonly judge: string | Readonly<Record<string, unknown>>;
  /** METASC_DATASET, _LIMIT, _SEED, _ORDERS, _ADAPT, _PAIRING, as options of the generator; unset ones are left out. */
  readonly cases: Pick<CasesOptions, keyof typeof CASE_VARIABLES>;
  /** METASC_LOCK: path of a lock file, from the working directory. */
  readonly lock?: string;
  /** METASC_PROMPTS: path of a YAML file with critique, revision and metaCritique, from the working directory. */
  readonly prompts?: string;
  /** METASC_SYSTEM_PROMPT: path of a text file, from the working directory. */
  readonly systemPrompt?: string;
  /** METASC_COLUMNS: labels of the columns to run, separated by commas. @default all */
  readonly columns?: readonly string[];
}

const CASE_VARIABLES = {
  dataset: 'METASC_DATASET',
  limit: 'METASC_LIMIT',
  seed: 'METASC_SEED',
  orders: 'METASC_ORDERS',
  adapt: 'METASC_ADAPT',
  pairing: 'METASC_PAIRING',
} as const;

/**
 * Reads the variables; an empty one is unset.
 *
 * @throws MetaScError `CONFIG_INVALID` when METASC_JUDGE begins like an object and is not JSON
 */
export function readSuiteEnvironment(env: Readonly<Record<string, string | undefined>>): SuiteEnvironment {
  const model = env.METASC_MODEL || 'embedded';
  return {
    model,
    metaModel: env.METASC_META_MODEL || model,
    judge: parseJudgeText(env.METASC_JUDGE || 'local', 'METASC_JUDGE'),
    cases: readCasesEnvironment(env),
    ...(env.METASC_LOCK ? { lock: env.METASC_LOCK } : {}),
    ...(env.METASC_PROMPTS ? { prompts: env.METASC_PROMPTS } : {}),
    ...(env.METASC_SYSTEM_PROMPT ? { systemPrompt: env.METASC_SYSTEM_PROMPT } : {}),
    ...(env.METASC_COLUMNS ? { columns: env.METASC_COLUMNS.split(',').map((label) => label.trim()) } : {}),
  };
}

/** The options of the generator that the environment sets. */
export function readCasesEnvironment(env: Readonly<Record<string, string | undefined>>): SuiteEnvironment['cases'] {
  const given = Object.entries(CASE_VARIABLES).filter(([, variable]) => env[variable]);
  return Object.fromEntries(given.map(([option, variable]) => [option, env[variable]]));
}
