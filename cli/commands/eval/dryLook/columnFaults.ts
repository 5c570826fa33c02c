import { resolve } from 'node:path';
import { messageOf } from '../../../../foundation/errors.ts';
import { faultsOf } from '../../../../foundation/schemaFaults.ts';
import { compileTemplate } from '../../../../foundation/templates.ts';
import { loadPrompts } from '../../../../providers/options/promptsFile.ts';
import { type ProviderConfig, readProviderConfig } from '../../../../providers/options/providerConfig.ts';
import { ProviderConfigSchema } from '../../../../providers/options/providerOptions.ts';
import { loadTrialCases } from '../../../../providers/options/trialSet.ts';
import { type Env, prepareVariant } from '../../../../providers/options/variantSetup.ts';
import { readLock } from '../../../../providers/specs/specLock.ts';
import { findModelFault } from './modelFaults.ts';
import { type PlacedFault, placed } from './placedFault.ts';

/** A `providers:` entry of this package. */
export interface ColumnEntry {
  /** `providers[1]` */
  readonly place: string;
  /** The entry's `config`, and the folder that promptfoo adds to it. */
  readonly config: unknown;
  readonly env: Env;
}

/**
 * Every fault of an entry: its options, what they name on disk, and its models. Nothing is asked.
 *
 * @returns the options, unless they are faulty themselves
 */
export async function examineColumn({ place, config: given, env }: ColumnEntry): Promise<{
  readonly config?: ProviderConfig;
  readonly faults: readonly PlacedFault[];
}> {
  const where = `${place}.config`;
  let config: ProviderConfig;
  try {
    config = readProviderConfig(given);
  } catch (error) {
    return { faults: faultsOf(error).map((fault) => placed(where, fault, OPTIONS)) };
  }
  const faults = [...findPartFaults(config, where), ...(await findModelFaults(config, where, env))];
  return { config, faults: faults.length > 0 ? faults : findOtherFault(config, where, env) };
}

const OPTIONS = Object.keys(ProviderConfigSchema.properties);

function findPartFaults(config: ProviderConfig, where: string): readonly PlacedFault[] {
  const { basePath, lock, adapt, systemPrompt, spec, chain } = config;
  const parts: Readonly<Record<string, () => unknown>> = {
    prompts: () => loadPrompts(config),
    systemPrompt: () => compileTemplate(systemPrompt, 'systemPrompt'),
    spec: () => compileTemplate(spec, 'spec'),
    chain: () => chain === undefined || compileTemplate(chain, 'chain'),
    lock: () => lock === undefined || readLock(resolve(basePath, lock)),
    'adapt.trial.cases': () => adapt.trial === undefined || loadTrialCases(adapt.trial, basePath),
  };
  return Object.entries(parts).flatMap(([option, open]) => {
    try {
      open();
      return [];
    } catch (error) {
      const fault = placed(where, { path: '', message: messageOf(error) }, OPTIONS);
      return [fault.place === where ? { ...fault, place: `${where}.${option}` } : fault];
    }
  });
}

async function findModelFaults(
  { variant, model, reviewModel, metaModel, attack, look, adapt: { trial }, basePath, limits }: ProviderConfig,
  where: string,
  env: Env,
): Promise<readonly PlacedFault[]> {
  const models = [
    { option: 'model', ref: model },
    ...(reviewModel === model ? [] : [{ option: 'reviewModel', ref: reviewModel }]),
    ...(metaModel === model || metaModel === reviewModel ? [] : [{ option: 'metaModel', ref: metaModel }]),
    ...(variant !== 'cascade' || look.model === reviewModel ? [] : [{ option: 'look.model', ref: look.model }]),
    ...(attack === undefined ? [] : [{ option: 'attack.model', ref: attack.model }]),
    ...(attack?.judge === undefined ? [] : [{ option: 'attack.judge', ref: attack.judge }]),
    ...(trial === undefined ? [] : [{ option: 'adapt.trial.judge', ref: trial.judge }]),
  ];
  const faults: PlacedFault[] = [];
  for (const { option, ref } of models) {
    const message = await findModelFault(ref, { env, basePath, limits });
    if (message !== undefined) faults.push({ place: `${where}.${option}`, message });
  }
  return faults;
}

/** Opens the column as a run does, for whatever the parts don't cover. */
function findOtherFault(config: ProviderConfig, where: string, env: Env): readonly PlacedFault[] {
  try {
    prepareVariant(config, env);
    return [];
  } catch (error) {
    return [placed(where, { path: '', message: messageOf(error) }, OPTIONS)];
  }
}
