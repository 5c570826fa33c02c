import { resolve } from 'node:path';
import { MetaScError } from '../foundation/errors.ts';
import { shortHash } from '../foundation/hash.ts';
import { isAdaptive } from '../providers/loop/types.ts';
import { parseModelRef } from '../providers/models/modelRef.ts';
import { readProviderConfig } from '../providers/options/providerConfig.ts';
import { type Env, prepareVariant, type VariantSetup } from '../providers/options/variantSetup.ts';
import type { Mode } from './chatRequest.ts';
import type { ProfileEntry, ServeConfig } from './serveConfig.ts';
import { openServedChains, type ServedChains } from './servedChains.ts';
import { openShadowLog, type ShadowLog } from './shadowLog.ts';

/** A way of answering that clients ask for as their model. */
export interface Profile {
  readonly label: string;
  readonly setup: VariantSetup;
  /** Of requests that bring none. */
  readonly systemPrompt: string;
  readonly learn: ProfileEntry['learn'];
  readonly chains: ServedChains;
  readonly shadows: ShadowLog;
  /** The modes that its variant has. */
  readonly modes: readonly Mode[];
  /** Whether its model's server is sent what a request holds besides texts and sampling. */
  readonly takesExtra: boolean;
  close(): Promise<void>;
}

/**
 * Opens a profile: its models, files and chains.
 *
 * @throws MetaScError as a provider entry does; `CONFIG_INVALID` for one with an attacker, and for templates that need a case
 */
export function openProfile({ label, config, learn }: ProfileEntry, serve: ServeConfig, env: Env): Profile {
  const { basePath, stateDir, limits } = serve;
  const journalDir = resolve(basePath, stateDir);
  const setup = named(label, () => prepareVariant(readProviderConfig({ ...config, basePath, journalDir }), env));
  if (setup.attack !== undefined) {
    throw new MetaScError(`profile ${label}: attack: expected none, because a server has users, not goals`, {
      code: 'CONFIG_INVALID',
    });
  }
  const { systemPrompt, firstSpec } = named(label, () => ({
    systemPrompt: setup.systemPrompt(NO_CASE),
    firstSpec: setup.firstSpec(NO_CASE),
  }));
  const { variant, model } = setup.config;
  return {
    label,
    setup,
    systemPrompt,
    learn,
    chains: openServedChains({ label, setup, firstSpec, journalDir, maxChains: limits.maxChains }),
    shadows: openShadowLog(journalDir, label),
    modes: modesOf(setup),
    takesExtra: parseModelRef(model).type === 'openai' && (variant === 'baseline' || isOneModel(setup)),
    async close() {
      const { model: own, reviewModel, metaModel } = setup;
      await Promise.all([this.chains.close(), this.shadows.close()]);
      await Promise.all([own, reviewModel, metaModel].map((one) => one.close?.()));
    },
  };
}

/** What templates see: a served request is no test. */
const NO_CASE = { metadata: {} };

/** Tells specs apart in headers and bodies. */
export const specHash = (text: string): string => shortHash(text, 16);

function modesOf({ config: { variant }, defence }: VariantSetup): readonly Mode[] {
  if (variant === 'baseline' || defence !== undefined) return ['frozen'];
  return isAdaptive(variant) ? ['frozen', 'learn', 'shadow'] : ['frozen', 'shadow'];
}

const isOneModel = ({ config: { reviewModel } }: VariantSetup) => parseModelRef(reviewModel).type === 'openai';

function named<T>(label: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof MetaScError) error.message = `profile ${label}: ${error.message}`;
    throw error;
  }
}
