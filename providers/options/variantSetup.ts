import { resolve } from 'node:path';
import { readUserFile } from '../../foundation/files.ts';
import { shortHash } from '../../foundation/hash.ts';
import { withoutSecretValues } from '../../foundation/secrets.ts';
import { compileTemplate, type Template } from '../../foundation/templates.ts';
import type { Defence, DefenceOptions } from '../loop/defences/defence.ts';
import { defenceOf } from '../loop/defences/defences.ts';
import { DEFAULT_POLICY } from '../loop/defences/policyPrompt.ts';
import type { LookForm } from '../loop/firstLook.ts';
import { isAdaptive, type Prompts } from '../loop/types.ts';
import type { ChatModel, Sampling } from '../models/chatModel.ts';
import { openModel } from '../models/openModel.ts';
import { modelIdentity } from '../models/requestKey.ts';
import { findDrift } from '../specs/lockDrift.ts';
import { readLock, type SpecLock } from '../specs/specLock.ts';
import { loadPrompts } from './promptsFile.ts';
import type { ProviderConfig } from './providerConfig.ts';
import { hashTrialJudge, JUDGE_MAX_TOKENS, judgeSampling } from './trialJudge.ts';
import { hashCases, loadTrialCases, type TrialRequest } from './trialSet.ts';

/** A `providers:` entry, ready to answer: files read, templates compiled, models opened. */
export interface VariantSetup {
  readonly config: ProviderConfig;
  /** Short and readable: `metasc-10`, `metasc-all`, `static-critique`. */
  readonly name: string;
  /**
   * 8 hex digits over what the entry says, without secrets: it names journals and stands in results. A key that was
   * changed continues the journals of its column.
   */
  readonly hash: string;
  /** Over all that changes answers, keys included: what this process keeps apart. */
  readonly identity: string;
  readonly prompts: Prompts;
  readonly promptsHash: string;
  readonly model: ChatModel;
  readonly reviewModel: ChatModel;
  readonly metaModel: ChatModel;
  readonly systemPrompt: Template;
  readonly firstSpec: Template;
  readonly chainKey: Template;
  readonly lock: SpecLock | undefined;
  /** Of a column whose cases are the goals of an attacker. */
  readonly attack: AttackSetup | undefined;
  /** Of a cascade. */
  readonly look: LookSetup | undefined;
  /** Of a variant without a spec. */
  readonly defence: { readonly is: Defence; readonly options: DefenceOptions } | undefined;
  readonly trial: TrialSetup | undefined;
  /** Differences between this entry and its lock file; empty without one. */
  readonly warnings: readonly string[];
  /** Logs all warnings once, with the first logger given: a warning per row would be too many. */
  readonly logWarnings: (logger: { warn(message: string): unknown } | undefined) => void;
}

/** What proposals are tried on. */
export interface TrialSetup {
  readonly requests: readonly TrialRequest[];
  /** 16 hex digits over the requests and their sides. */
  readonly casesHash: string;
  readonly judge: ChatModel;
  readonly sampling: Sampling;
  /** 16 hex digits over all that changes its verdicts, without secrets. */
  readonly judgeHash: string;
}

/** Who looks at every response, and how. */
export interface LookSetup {
  readonly model: ChatModel;
  readonly form: LookForm;
  /** In [0, 1]. */
  readonly threshold: number;
  readonly sampling: Sampling;
}

/** Who attacks, and who says what came of it. */
export interface AttackSetup {
  readonly model: ChatModel;
  readonly judge: ChatModel;
  /** Most requests per case, at least 1. */
  readonly turns: number;
  readonly sampling: Sampling;
  readonly judgeSampling: Sampling;
}

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads and opens everything that the options name.
 *
 * @param env source of keys and server addresses
 * @throws MetaScError `CONFIG_INVALID`, `FILE_UNREADABLE`, `MODEL_UNAVAILABLE`
 */
export function prepareVariant(config: ProviderConfig, env: Env): VariantSetup {
  const { basePath, limits } = config;
  const { prompts, hash: promptsHash } = loadPrompts(config);
  const model = openModel(config.model, { env, basePath, limits });
  const reviewModel = openModel(config.reviewModel, { env, basePath, limits });
  const metaModel = openModel(config.metaModel, { env, basePath, limits });
  const lock = config.lock === undefined ? undefined : readLock(resolve(basePath, config.lock));
  const trial = openTrial(config, env);
  const attack = openAttack(config, env);
  const look = openLook(config, env);
  const defence = openDefence(config);
  const { sampling } = config;
  const models = [
    model,
    reviewModel,
    metaModel,
    ...(attack === undefined ? [] : [attack.model, attack.judge]),
    ...(look === undefined ? [] : [look.model]),
    ...(trial === undefined ? [] : [trial.judge]),
  ];
  const files = [promptsHash, lock?.sha256, ...(trial === undefined ? [] : [trial.casesHash])];
  const hash = hashOf(config, [
    ...models.map(({ name }) => name),
    ...files,
    defence?.options,
    look && [look.form, look.threshold],
  ]);
  const warnings = lock === undefined ? [] : findDrift(lock, { promptsHash, model: model.name, sampling });
  return {
    config,
    name: nameOf(config),
    hash,
    identity: shortHash([hash, models.map(modelIdentity)], 64),
    prompts,
    promptsHash,
    model,
    reviewModel,
    metaModel,
    systemPrompt: compileTemplate(config.systemPrompt, 'systemPrompt'),
    firstSpec: lock === undefined ? compileTemplate(config.spec, 'spec') : () => lock.spec,
    chainKey: config.chain === undefined ? () => '' : compileTemplate(config.chain, 'chain'),
    lock,
    attack,
    look,
    defence,
    trial,
    warnings,
    logWarnings: createOneTimeWarning(`metasc: ${config.lock}`, warnings),
  };
}

function openAttack({ attack, sampling, basePath, limits }: ProviderConfig, env: Env): AttackSetup | undefined {
  if (attack === undefined) return undefined;
  const { model, judge = model, turns } = attack;
  const open = (ref: typeof model) => openModel(ref, { env, basePath, limits });
  return {
    model: open(model),
    judge: open(judge),
    turns,
    sampling: { ...sampling, maxTokens: JUDGE_MAX_TOKENS },
    judgeSampling: judgeSampling(sampling),
  };
}

function openLook({ variant, look, sampling, basePath, limits }: ProviderConfig, env: Env): LookSetup | undefined {
  if (variant !== 'cascade') return undefined;
  const { model, ...rest } = look;
  return { ...rest, model: openModel(model, { env, basePath, limits }), sampling: judgeSampling(sampling) };
}

function openDefence({ variant, defence, basePath }: ProviderConfig): VariantSetup['defence'] {
  const is = defenceOf(variant);
  if (is === undefined) return undefined;
  const { policy: path, ...options } = defence;
  const policy = path === undefined ? DEFAULT_POLICY : readUserFile(resolve(basePath, path), 'defence.policy').trim();
  return { is, options: { ...options, policy } };
}

function openTrial({ adapt: { trial }, ...config }: ProviderConfig, env: Env): TrialSetup | undefined {
  if (trial === undefined) return undefined;
  const { basePath, limits } = config;
  const requests = loadTrialCases(trial, basePath);
  const judge = openModel(trial.judge, { env, basePath, limits });
  return {
    requests,
    casesHash: hashCases(requests),
    judge,
    sampling: judgeSampling(config.sampling),
    judgeHash: hashTrialJudge(judge, config),
  };
}

function createOneTimeWarning(subject: string, warnings: readonly string[]): VariantSetup['logWarnings'] {
  let isDue = warnings.length > 0;
  return (logger) => {
    if (!isDue || logger === undefined) return;
    isDue = false;
    logger.warn(`${subject}: ${warnings.join('; ')}`);
  };
}

function nameOf({ variant, adapt }: ProviderConfig): string {
  return isAdaptive(variant) ? `${variant}-${adapt.steps}` : variant;
}

/** Over every option that may change answers: all except those named here. `resolved` stands for some of these. */
function hashOf(config: ProviderConfig, resolved: readonly unknown[]): string {
  const {
    model: _m,
    reviewModel: _rm,
    metaModel: _mm,
    prompts: _p,
    lock: _l,
    defence: _d,
    look: _lo,
    limits,
    ...shaping
  } = config;
  const { journalDir: _j, pricing: _pr, basePath: _b, ...counted } = shaping;
  const { timeoutMs: _t, maxRetries: _r, maxConcurrentCalls: _c, ...countedLimits } = limits;
  return shortHash(withoutSecretValues([counted, countedLimits, resolved]), 8);
}
