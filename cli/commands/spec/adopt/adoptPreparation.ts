import { join } from 'node:path';
import { MetaScError } from '../../../../foundation/errors.ts';
import type { ChatModel } from '../../../../providers/models/chatModel.ts';
import { openModel } from '../../../../providers/models/openModel.ts';
import { type HeldOutCase, readHeldOutCases } from '../../../../providers/options/heldOutCases.ts';
import { hashCases } from '../../../../providers/options/trialSet.ts';
import type { VariantSetup } from '../../../../providers/options/variantSetup.ts';
import { type AdoptCandidate, chooseCandidates } from '../../../../providers/specs/adoptCandidates.ts';
import { readLock } from '../../../../providers/specs/specLock.ts';
import { readModelText } from '../../../modelText.ts';
import type { Terminal } from '../../../terminal/output.ts';
import { findModelFault } from '../../eval/dryLook/modelFaults.ts';
import type { SpecSource } from '../specSource.ts';
import { type CasesChoice, drawCases, refuseSeen, type SeenRequests, windowRequests } from './adoptCases.ts';
import { type ColumnChoice, openChainColumn } from './adoptColumn.ts';
import { type AdoptPlan, planAdoptionCalls } from './adoptPlan.ts';
import { firstSpecOf, nameSource, readChains, type SourcesOptions } from './adoptSources.ts';

export interface PreparationOptions extends SourcesOptions, ColumnChoice, CasesChoice {
  /** A model reference. @default that of the column's `adapt.trial` */
  readonly judge?: string;
  /** The file of the trial set. @default that of the column's `adapt.trial` */
  readonly trial?: string;
  /** @default the chains' first spec */
  readonly startLock?: string;
}

export type Candidate = AdoptCandidate<SpecSource>;

/** Everything that an adoption needs, before it asks anything. */
export interface Preparation {
  readonly sources: readonly SpecSource[];
  readonly start: string;
  /** At least one. */
  readonly candidates: readonly Candidate[];
  readonly setup: VariantSetup;
  readonly judge: ChatModel;
  /** As many of either side. */
  readonly cases: readonly HeldOutCase[];
  /** Sets and files that they come from. */
  readonly caseSets: readonly string[];
  readonly casesHash: string;
  /** What the requests are checked not to be part of. */
  readonly seen: readonly SeenRequests[];
  readonly plan: AdoptPlan;
  /** Of the ledger, which every attempt with these cases shares. */
  readonly ledgerPath: string;
}

/** @throws MetaScError `CONFIG_INVALID`, `FILE_UNREADABLE`, `JOURNAL_DAMAGED`, `MODEL_UNAVAILABLE` */
export async function prepareAdoption(
  options: PreparationOptions,
  { err, env }: Pick<Terminal, 'err' | 'env'>,
): Promise<Preparation> {
  const sources = readChains(options);
  const start = options.startLock === undefined ? firstSpecOf(sources) : readLock(options.startLock).spec;
  const candidates = chooseCandidates(sources, start);
  if (candidates.length === 0) {
    throw invalid(
      `chain: expected a spec other than the start spec in ${sources.map(nameSource).join(', ')}, got none`,
      'metasc spec log shows why no proposal was accepted.',
    );
  }
  const cases = await drawCases(options);
  const headers = sources.map(({ journal }) => journal.header);
  const setup = await openChainColumn(options, headers, { env, output: err });
  const seen = seenRequests(options, setup, sources);
  refuseSeen(cases, seen);
  const casesHash = hashCases(cases);
  return {
    sources,
    start,
    candidates,
    setup,
    judge: await openJudgeModel(options, setup, env),
    cases,
    caseSets: options.cases,
    casesHash,
    seen,
    plan: planAdoptionCalls(setup, cases, [start, ...candidates.map(({ text }) => text)]),
    ledgerPath: join(options.journalDir, 'adopt', `${casesHash}.ledger`),
  };
}

/** A judge that can't be opened has to show before the answers are paid for. */
async function openJudgeModel(
  { judge: named }: PreparationOptions,
  { config: { limits }, trial }: VariantSetup,
  env: NodeJS.ProcessEnv,
): Promise<ChatModel> {
  if (named === undefined && trial !== undefined) return trial.judge;
  if (named === undefined) {
    throw invalid('judge: expected a model, got none', 'The column has no adapt.trial whose judge would serve.');
  }
  const ref = readModelText(named, '--judge');
  const context = { env, basePath: '.', limits };
  const fault = await findModelFault(ref, context);
  if (fault !== undefined) throw invalid(`judge: ${fault}`, 'The judge of an adoption is a model.');
  return openModel(ref, context);
}

function seenRequests(
  { trial: named }: PreparationOptions,
  { trial }: VariantSetup,
  sources: readonly SpecSource[],
): readonly SeenRequests[] {
  const tried = named === undefined ? trial?.requests : readHeldOutCases(named, 'trial');
  return [
    ...(tried === undefined ? [] : [{ what: 'the trial set', requests: tried.map(({ prompt }) => prompt) }]),
    { what: 'the window', requests: [...new Set(sources.flatMap(({ journal }) => windowRequests(journal.events)))] },
  ];
}

const invalid = (message: string, help: string) => new MetaScError(message, { code: 'CONFIG_INVALID', help });
