import { MetaScError } from '../../../foundation/errors.ts';
import { hintAt } from '../../../foundation/nearest.ts';
import { countOf } from '../../../foundation/plural.ts';
import { textOf } from '../../../foundation/untyped.ts';
import type { Findings } from './dryLook/inspectSuite.ts';
import { type LoadFailure, lookAtConfig } from './dryLook/lookAtConfig.ts';
import { listFaults, type PlacedFault } from './dryLook/placedFault.ts';
import type { RunEstimate } from './dryLook/suiteEstimate.ts';
import { givenOptions, SUITE_VARIABLES, type SuiteOption, type SuiteOptions, toFlag } from './suiteOptions.ts';

export interface ConfigToCheck {
  /** Path. */
  readonly config: string;
  /** The config in messages. */
  readonly subject: string;
  readonly options: SuiteOptions;
  /** Options of `promptfoo eval`, the config among them. */
  readonly args: readonly string[];
  /** Times that each test runs. @default as the config says */
  readonly repeats: number | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Names of the options of `metasc eval`, such as `--limit`. */
  readonly knownOptions: readonly string[];
}

/** A config without faults. */
export interface CheckedConfig extends Findings {
  readonly estimate: RunEstimate;
  readonly warnings: readonly string[];
}

/**
 * Looks at everything that a run depends on, before it asks anything.
 *
 * @throws MetaScError `CONFIG_INVALID` with all faults, or with what promptfoo says of a config that it can't load
 */
export async function checkConfig(toCheck: ConfigToCheck): Promise<CheckedConfig> {
  const { config, subject, options, args, repeats, env } = toCheck;
  const findings = await lookAtConfig({ config, repeats }, { args, env });
  if ('printed' in findings) throw loadError(findings, toCheck);
  const faults = [...findMisfits(options, findings), ...findings.faults];
  const { estimate } = findings;
  if (faults.length > 0 || estimate === undefined) {
    throw new MetaScError(`${subject}: ${countOf(faults.length, 'fault')}\n${listFaults(faults).join('\n')}`, {
      code: 'CONFIG_INVALID',
      help: 'Nothing was asked.',
    });
  }
  return { ...findings, estimate, warnings: findUnread(subject, findings, env) };
}

/** promptfoo's own option for what an option of ours would do, or the reason why there is none. */
const INSTEAD: Readonly<Record<SuiteOption, string>> = {
  dataset: 'only generated tests come from a set',
  limit: "promptfoo's own option is --filter-first-n",
  seed: "promptfoo's own options are --filter-sample and --filter-sample-seed",
  orders: 'only generated tests have several orders',
  adapt: 'only generated tests are split',
  pairing: 'only generated tests have wrappers',
  lock: 'name a lock file in the config of a column: { variant: frozen, lock: FILE }',
  prompts: "state prompts in the config of a column; promptfoo's own --prompts goes after --",
  systemPrompt: 'state systemPrompt in the config of a column',
  columns: "promptfoo's own option is --filter-providers",
};

/** Who reads an option that is none of the generator's. */
const READERS: Readonly<Partial<Record<SuiteOption, string>>> = {
  lock: 'only the suite transfer reads it',
  prompts: 'only suites read it',
  systemPrompt: 'only suites read it',
  columns: 'only suites read it',
};

function findMisfits(options: SuiteOptions, { generated, reads }: Findings): readonly PlacedFault[] {
  return givenOptions(options).flatMap((option) => {
    const misfit = (because: string) => [
      { place: toFlag(option), message: `expected none, because ${because}; ${INSTEAD[option]}` },
    ];
    const reader = READERS[option];
    if (reader !== undefined) {
      return reads.some((variable) => variable === SUITE_VARIABLES[option]) ? [] : misfit(reader);
    }
    if (generated.length === 0) return misfit('only suites and generated tests read it');
    // A suite hands the value on.
    const isFixed = (tests: Readonly<Record<string, unknown>>) =>
      !['', undefined, options[option]].includes(textOf([tests[option]].flat().join(',')));
    return generated.every(isFixed) ? misfit(`the config states ${option} itself`) : [];
  });
}

/** The variables that are set to no avail, on one line. */
function findUnread(subject: string, { reads }: Findings, env: NodeJS.ProcessEnv): readonly string[] {
  const unread = (['METASC_MODEL', 'METASC_META_MODEL', 'METASC_JUDGE'] as const).filter(
    (variable) => env[variable] && !reads.includes(variable),
  );
  if (unread.length === 0) return [];
  return [
    `${unread.join(', ')}: set, but ${subject} doesn't read ${unread.length === 1 ? 'it' : 'them'}; the run uses its own models.`,
  ];
}

function loadError({ printed }: LoadFailure, { subject, knownOptions }: ConfigToCheck): MetaScError {
  const unknown = /unknown option '(--[^'=]+)/.exec(printed)?.[1];
  if (unknown === undefined) {
    // An option's fault comes with promptfoo's whole help.
    const [, fault] = /^error: (.*)\n\nUsage: promptfoo eval/m.exec(printed) ?? [];
    const message =
      fault === undefined ? `${subject}: promptfoo can't load it\n${printed}` : `promptfoo eval: ${fault}`;
    return new MetaScError(message, {
      code: 'CONFIG_INVALID',
      help: 'Nothing was asked.',
    });
  }
  // promptfoo prints its help beside the error.
  const known = [...new Set([...knownOptions, ...(printed.match(/(?<=[ ,])--[a-z][a-z-]+/g) ?? [])])];
  return new MetaScError(`${unknown}: an option of neither metasc eval nor promptfoo eval; ${hintAt(unknown, known)}`, {
    code: 'CONFIG_INVALID',
  });
}
