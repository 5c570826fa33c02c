/** The options of `metasc eval` for suites, and for cases that this package makes. */
export interface SuiteOptions {
  /** Names of sets, or paths from the working directory, separated by commas. */
  readonly dataset?: string;
  readonly limit?: string;
  readonly seed?: string;
  readonly orders?: string;
  readonly adapt?: string;
  readonly pairing?: string;
  readonly lock?: string;
  /** Paths, from the working directory. */
  readonly prompts?: string;
  readonly systemPrompt?: string;
  /** Labels, separated by commas. */
  readonly columns?: string;
}

/** Each option's environment variable, which suites and the generator of cases read; users may set it instead. */
export const SUITE_VARIABLES = {
  dataset: 'METASC_DATASET',
  limit: 'METASC_LIMIT',
  seed: 'METASC_SEED',
  orders: 'METASC_ORDERS',
  adapt: 'METASC_ADAPT',
  pairing: 'METASC_PAIRING',
  lock: 'METASC_LOCK',
  prompts: 'METASC_PROMPTS',
  systemPrompt: 'METASC_SYSTEM_PROMPT',
  columns: 'METASC_COLUMNS',
} as const satisfies Record<keyof SuiteOptions, string>;

export type SuiteOption = keyof typeof SUITE_VARIABLES;

/** An option as the user writes it: `--system-prompt`. */
export function toFlag(option: SuiteOption): string {
  return `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The options that are given. */
export function givenOptions(options: SuiteOptions): readonly SuiteOption[] {
  return (Object.keys(SUITE_VARIABLES) as SuiteOption[]).filter((option) => options[option] !== undefined);
}

/** The environment variables that stand for the options. */
export function toVariables(options: SuiteOptions): Readonly<Record<string, string>> {
  return Object.fromEntries(givenOptions(options).map((option) => [SUITE_VARIABLES[option], options[option] ?? '']));
}
