import { MetaScError } from '../../foundation/errors.ts';
import { type Filled, fillDefaults } from '../../foundation/schemaDefaults.ts';
import { createParser } from '../../foundation/schemaFaults.ts';
import { type SamplingByPhase, toSamplingByPhase } from '../models/callOptions.ts';
import type { ModelRef } from '../models/modelRef.ts';
import { ProviderConfigSchema } from './providerOptions.ts';

type FilledOptions = Filled<typeof ProviderConfigSchema>;

export interface Price {
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
}

/** The options with every default filled in. Relative paths start at `basePath`. */
export interface ProviderConfig extends Omit<FilledOptions, 'pricing'> {
  readonly metaModel: ModelRef;
  readonly sampling: SamplingByPhase;
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
  if (variant === 'frozen' && lock === undefined) {
    throw new MetaScError(`${SUBJECT}: lock: expected the path of a lock file, got none`, {
      code: 'CONFIG_INVALID',
      help: 'variant frozen answers under the spec of a lock file.',
    });
  }
  if (variant !== 'frozen' && lock !== undefined) {
    throw new MetaScError(`${SUBJECT}: lock: expected none with variant ${variant}`, {
      code: 'CONFIG_INVALID',
      help: 'Only variant frozen reads a lock file.',
    });
  }
}
