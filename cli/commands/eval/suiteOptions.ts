/** The options of `metasc eval` for cases that this package makes. */
export interface SuiteOptions {
  readonly limit?: string;
  readonly seed?: string;
  readonly orders?: string;
  readonly adapt?: string;
  readonly pairing?: string;
  readonly lock?: string;
}

/** Each option's environment variable, which suites and the generator of cases read; users may set it instead. */
const SUITE_VARIABLES = {
  limit: 'METASC_LIMIT',
  seed: 'METASC_SEED',
  orders: 'METASC_ORDERS',
  adapt: 'METASC_ADAPT',
  pairing: 'METASC_PAIRING',
  lock: 'METASC_LOCK',
} as const satisfies Record<keyof SuiteOptions, string>;

type SuiteOption = keyof typeof SUITE_VARIABLES;

/** The options that are given. */
export function givenOptions(options: SuiteOptions): readonly SuiteOption[] {
  return (Object.keys(SUITE_VARIABLES) as SuiteOption[]).filter((option) => options[option] !== undefined);
}

/** The environment variables that stand for the options. */
export function toVariables(options: SuiteOptions): Readonly<Record<string, string>> {
  return Object.fromEntries(givenOptions(options).map((option) => [SUITE_VARIABLES[option], options[option] ?? '']));
}
