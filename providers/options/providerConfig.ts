import { MetaScError } from '../../foundation/errors.ts';
import { type Filled, fillDefaults } from '../../foundation/schemaDefaults.ts';
import { createParser } from '../../foundation/schemaFaults.ts';
import { fieldsOf } from '../../foundation/untyped.ts';
import type { AcceptanceRule } from '../loop/acceptance.ts';
import type { Phase } from '../loop/types.ts';
import { phasesLeftOpen, type SamplingByPhase, toSamplingByPhase } from '../models/callOptions.ts';
import type { ModelRef } from '../models/modelRef.ts';
import { isLiveProvider, registerLiveProvider } from '../models/promptfoo/liveProviders.ts';
import { ProviderConfigSchema } from './providerOptions.ts';

type FilledOptions = Filled<typeof ProviderConfigSchema>;

/** `evidence`: what `structural` lets through is tried. */
type Acceptance = NonNullable<FilledOptions['adapt']['acceptance']>;

export interface Price {
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
}

/** The options with every default filled in. Relative paths start at `basePath`. */
export interface ProviderConfig extends Omit<FilledOptions, 'adapt' | 'look' | 'pricing' | 'sampling'> {
  /** `trial` is set if and only if acceptance is `evidence`. */
  readonly adapt: FilledOptions['adapt'] & { readonly acceptance: Acceptance };
  readonly reviewModel: ModelRef;
  readonly metaModel: ModelRef;
  readonly look: FilledOptions['look'] & { readonly model: ModelRef };
  readonly sampling: SamplingByPhase;
  /** Phases for which the user states no `maxTokens`. */
  readonly openPhases: readonly Phase[];
  readonly pricing?: Readonly<
    Record<'model' | 'reviewModel' | 'metaModel' | 'attacker' | 'attackJudge' | 'lookModel' | 'trialJudge', Price>
  >;
}

const SUBJECT = 'promptfoo-metasc provider config';
const parseProviderConfig = createParser(ProviderConfigSchema);

/**
 * Checks the options of a `providers:` entry against `ProviderConfigSchema` and fills in defaults.
 *
 * @throws MetaScError `CONFIG_INVALID` with every fault: path, expected and actual value
 */
export function readProviderConfig(value: unknown): ProviderConfig {
  const parsed = parseProviderConfig(withNamedProviders(value ?? {}), { subject: SUBJECT });
  const options = fillDefaults(ProviderConfigSchema, parsed);
  checkLock(options);
  const { pricing, ...rest } = options;
  const reviewModel = options.reviewModel ?? options.model;
  return {
    ...rest,
    adapt: withAcceptance(options.adapt),
    reviewModel,
    metaModel: options.metaModel ?? reviewModel,
    look: { ...options.look, model: options.look.model ?? reviewModel },
    sampling: toSamplingByPhase(options.sampling),
    openPhases: phasesLeftOpen(options.sampling),
    ...(pricing && {
      pricing: {
        model: pricing,
        reviewModel: pricing.reviewModel ?? pricing,
        metaModel:
          pricing.metaModel ?? (options.reviewModel === undefined ? undefined : pricing.reviewModel) ?? pricing,
        attacker: pricing.attacker ?? pricing,
        attackJudge: pricing.attackJudge ?? pricing.attacker ?? pricing,
        lookModel:
          pricing.lookModel ?? (options.reviewModel === undefined ? undefined : pricing.reviewModel) ?? pricing,
        trialJudge: pricing.trialJudge ?? pricing,
      },
    }),
  };
}

const MODEL_OPTIONS = ['model', 'reviewModel', 'metaModel'] as const;

/** Providers and functions of a config in code under the ids by which this process knows them. */
function withNamedProviders(value: unknown): unknown {
  const fields = fieldsOf(value);
  const live = MODEL_OPTIONS.flatMap((name) => {
    const provider = fields[name];
    return isLiveProvider(provider) ? [[name, { id: registerLiveProvider(provider) }]] : [];
  });
  return live.length === 0 ? value : { ...fields, ...Object.fromEntries(live) };
}

/** What a proposal's text has to be, before any trial. */
export const textRuleOf = (acceptance: Acceptance): AcceptanceRule =>
  acceptance === 'always' ? 'always' : 'structural';

/** @throws MetaScError `CONFIG_INVALID` for a trial that would not be made, or none where one is needed */
function withAcceptance(adapt: FilledOptions['adapt']): ProviderConfig['adapt'] {
  const { trial, acceptance = trial === undefined ? 'structural' : 'evidence' } = adapt;
  if (adapt.watch !== undefined && trial === undefined) {
    throw new MetaScError(`${SUBJECT}: adapt.watch: expected adapt.trial beside it, got none`, {
      code: 'CONFIG_INVALID',
      help: 'The judge of the trial judges the watched cases: adapt: { trial: { judge: openai:gpt-4o }, watch: 64 }.',
    });
  }
  if ((acceptance === 'evidence') === (trial !== undefined)) return { ...adapt, acceptance };
  if (trial !== undefined) {
    throw new MetaScError(`${SUBJECT}: adapt.trial: expected none with acceptance ${acceptance}`, {
      code: 'CONFIG_INVALID',
      help: 'Set adapt.acceptance to evidence, or leave it out: proposals are then tried. Without a trial, leave adapt.trial out.',
    });
  }
  throw new MetaScError(`${SUBJECT}: adapt.trial: expected a trial with acceptance evidence, got none`, {
    code: 'CONFIG_INVALID',
    help: 'Name its judge: adapt: { acceptance: evidence, trial: { judge: openai:gpt-4o } } tries proposals on the cases of this package.',
  });
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
