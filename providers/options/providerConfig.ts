import { MetaScError } from '../../foundation/errors.ts';
import { type Filled, fillDefaults } from '../../foundation/schemaDefaults.ts';
import { createParser } from '../../foundation/schemaFaults.ts';
import type { Phase } from '../loop/types.ts';
import { phasesLeftOpen, type SamplingByPhase, toSamplingByPhase } from '../models/callOptions.ts';
import type { ModelRef } from '../models/modelRef.ts';
import { ProviderConfigSchema } from './providerOptions.ts';

type FilledOptions = Filled<typeof ProviderConfigSchema>;

export interface Price {
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
}

/** The options with every default filled in. Relative paths start at `basePath`. */
export interface ProviderConfig extends Omit<FilledOptions, 'pricing' | 'sampling'> {
  readonly metaModel: ModelRef;
  readonly sampling: SamplingByPhase;
  /** Phases for which the user states no `maxTokens`. */
  readonly openPhases: readonly Phase[];
  readonly pricing?: { readonly model: Price; readonly metaModel: Price; readonly trialJudge: Price };
}

const SUBJECT = 'promptfoo-metasc provider config';
const parseProviderConfig = createParser(ProviderConfigSchema);

/**
 * Checks the options of a `providers:` entry against `ProviderConfigSchema` and fills in defaults.
 *
 * @throws MetaScError `CONFIG_INVALID` with every fault: path, expected and actual value
 */
export function readProviderConfig(value: unknown): ProviderConfig {
  const options = fillDefaults(ProviderConfigSchema, parseProviderConfig(value ?? {}, { subject: SUBJECT }));
  checkLock(options);
  const { pricing, ...rest } = options;
  return {
    ...rest,
    metaModel: options.metaModel ?? options.model,
    sampling: toSamplingByPhase(options.sampling),
    openPhases: phasesLeftOpen(options.sampling),
    ...(pricing && {
      pricing: {
        model: pricing,
        metaModel: pricing.metaModel ?? pricing,
        trialJudge: pricing.trialJudge ?? pricing,
      },
    }),
  };
}

function checkLock({ variant, lock }: FilledOptions): void {
  const isFrozen = variant === 'frozen';
  if (isFrozen === (lock !== undefined)) return;
  const fault = isFrozen ? 'expected the path of a lock file, got none' : `expected none with variant ${variant}`;
  throw new MetaScError(`${SUBJECT}: lock: ${fault}`, {
    code: 'CONFIG_INVALID',
    help: 'Variant frozen answers under the spec of a lock file; no other variant reads one.',
  });
}
