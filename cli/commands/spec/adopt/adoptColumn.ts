import { basename } from 'node:path';
import { MetaScError } from '../../../../foundation/errors.ts';
import { isDefaultEmbedded } from '../../../../providers/models/modelRef.ts';
import { readProviderConfig } from '../../../../providers/options/providerConfig.ts';
import { prepareVariant, type VariantSetup } from '../../../../providers/options/variantSetup.ts';
import type { ChainHeader } from '../../../../providers/specs/journalEntry.ts';
import { findDrift } from '../../../../providers/specs/lockDrift.ts';
import type { Output } from '../../../terminal/output.ts';
import { findConfigFile } from '../../eval/configFile.ts';
import type { LoadedColumn } from '../../eval/dryLook/inspectSuite.ts';
import { lookAtConfig } from '../../eval/dryLook/lookAtConfig.ts';
import { listFaults } from '../../eval/dryLook/placedFault.ts';
import { pullModel } from '../../model/pullModel.ts';

export interface ColumnChoice {
  /** Path of a config, or of its folder. @default the working directory */
  readonly config?: string | undefined;
  /** Label. @default that of the chain */
  readonly column?: string | undefined;
}

interface ColumnContext {
  readonly env: NodeJS.ProcessEnv;
  /** For the progress of a model that is fetched. */
  readonly output: Output;
}

/**
 * Opens the column that a chain ran in, as promptfoo loads it: journals hold names only, so model, sampling and prompts come
 * from the config.
 *
 * @param chains of one column
 * @throws MetaScError `CONFIG_INVALID` if the config has no such column, or the column would answer otherwise than the chains
 */
export async function openChainColumn(
  { config: named, column }: ColumnChoice,
  chains: readonly ChainHeader[],
  { env, output }: ColumnContext,
): Promise<VariantSetup> {
  const config = findConfigFile(named);
  const found = await lookAtConfig({ config, takesColumns: true }, { args: ['-c', config], env });
  if ('printed' in found) throw invalid(`${config}: promptfoo can't load it\n${found.printed}`);
  const loaded = chooseColumn(found.columns ?? [], { config, column, chain: chains[0]?.chain ?? '' });
  const { options, faults } = loaded;
  if (faults.length > 0) throw invalid(`${config}: the column has faults\n${listFaults(faults).join('\n')}`);
  if (options === undefined) {
    throw invalid(`${config}: expected a column whose models are named, got one with a provider in code`);
  }
  const opened = readProviderConfig(options.config);
  const { model, reviewModel } = opened;
  if ([model, reviewModel].some(isDefaultEmbedded)) await pullModel({ env, output });
  const setup = prepareVariant(opened, { ...env, ...options.env });
  for (const header of chains) refuseDrift(setup, header);
  return setup;
}

interface ColumnQuery {
  readonly config: string;
  readonly column: string | undefined;
  readonly chain: string;
}

function chooseColumn(columns: readonly LoadedColumn[], { config, column, chain }: ColumnQuery): LoadedColumn {
  const isMeant = ({ label }: LoadedColumn) =>
    column === undefined ? label !== '' && (chain === label || chain.startsWith(`${label}/`)) : label === column;
  const named = columns.filter(isMeant);
  // A chain is called by its variant where the column has no label.
  const isBare = named.length === 0 && column === undefined;
  const [only, ...others] = isBare ? columns.filter(({ label }) => label === '') : named;
  if (only !== undefined && others.length === 0) return only;
  const labels = columns.map(({ label }) => label || 'one without a label').join(', ') || 'none';
  const expected = column ?? `the column of chain ${chain}`;
  throw new MetaScError(`column: expected one of ${basename(config)} (MetaSC columns: ${labels}), got ${expected}`, {
    code: 'CONFIG_INVALID',
    help: 'Name the config that the chain ran with in --config, and the label of its column in --column.',
  });
}

/** A verdict on another model or other prompts would say nothing of the chain's specs. */
function refuseDrift({ promptsHash, model, config: { sampling } }: VariantSetup, header: ChainHeader): void {
  const drift = findDrift(header, { promptsHash, model: model.name, sampling }, `chain ${header.chain}`);
  if (drift.length === 0) return;
  throw new MetaScError(`column: ${drift.join('; ')}`, {
    code: 'CONFIG_INVALID',
    help: 'A spec is adopted for the model, sampling and prompts that it was found with.',
  });
}

const invalid = (message: string) => new MetaScError(message, { code: 'CONFIG_INVALID', help: 'Nothing was asked.' });
