import { join } from 'node:path';
import { shortHash } from '../../foundation/hash.ts';
import { createSpecChain, type PastEvent, type SpecChain } from '../loop/specChain.ts';
import type { TrialMemory } from '../loop/trialMemory.ts';
import { isAdaptive } from '../loop/types.ts';
import { createWatchMemory, type WatchMemory } from '../loop/watch.ts';
import { type ChainLine, createChainLine } from '../models/priority.ts';
import type { VariantSetup } from '../options/variantSetup.ts';
import type { ChainHeader } from '../specs/journalEntry.ts';
import { type ChainEvent, openJournal, type SpecJournal } from '../specs/specJournal.ts';
import { evaluationFolder, toFileName } from './evaluationFolder.ts';
import { plannedSlice } from './plannedSlice.ts';

/** A chain with its journal. */
export interface OpenChain {
  readonly chain: SpecChain;
  readonly firstSpec: string;
  readonly line: ChainLine;
  readonly trialMemory: TrialMemory;
  readonly watchMemory: WatchMemory;
  /** Undefined without journalDir or evaluation id, and for variants without a spec. */
  readonly journal: SpecJournal | undefined;
  /** Answers of an earlier process of this evaluation, by case. */
  readonly recorded: ReadonlyMap<string, Answer>;
}

export type Answer = Readonly<Record<string, unknown>>;

/** Identifies a chain of an evaluation. */
export interface ChainId {
  /** As given by promptfoo, if at all. */
  readonly evaluationId: string | undefined;
  readonly chain: string;
  readonly repeat: number;
  /** Place of the column in the matrix, from 0; undefined outside promptfoo. */
  readonly column?: number | undefined;
}

/**
 * Begins a chain, or continues it from its journal.
 *
 * @throws MetaScError as `openJournal`
 */
export function openChain(setup: VariantSetup, id: ChainId, firstSpec: string): OpenChain {
  const { config } = setup;
  const planned = plannedSlice()?.chain(id.column, id.chain);
  const path = planned === undefined ? journalPath(setup, id) : undefined;
  const journal =
    planned?.journal ?? (path === undefined ? undefined : openJournal(path, toHeader(setup, id, firstSpec)));
  const events = journal?.events ?? [];
  const chain = createSpecChain({
    firstSpec,
    steps: isAdaptive(config.variant) ? config.adapt.steps : 0,
    batchSize: config.adapt.batchSize,
    past: events.map(toPastEvent),
    order: planned?.steps,
  });
  const recorded = new Map(events.flatMap(toRecorded));
  return {
    chain,
    firstSpec,
    line: createChainLine(),
    trialMemory: {},
    watchMemory: createWatchMemory(),
    journal,
    recorded,
  };
}

/** Undefined where it has none. */
export function journalPath(
  { config, hash, defence }: VariantSetup,
  { evaluationId, chain, repeat, column }: ChainId,
): string | undefined {
  const { journalDir, variant } = config;
  const hasSpec = variant !== 'baseline' && defence === undefined;
  if (journalDir === false || evaluationId === undefined || !hasSpec) return undefined;
  // Names may differ in what a file name can't hold.
  const place = shortHash([chain, column ?? null], 6);
  const file = `${toFileName(chain)}-${place}-${hash}-${repeat}.jsonl`;
  return join(evaluationFolder(config, evaluationId), file);
}

function toHeader(
  setup: VariantSetup,
  { evaluationId = '', chain, repeat, column }: ChainId,
  firstSpec: string,
): ChainHeader {
  const { config, hash, promptsHash, model, metaModel } = setup;
  return {
    kind: 'chain',
    schemaVersion: 1,
    evaluationId,
    chain,
    repeat,
    ...(column === undefined ? {} : { column }),
    variant: config.variant,
    configHash: hash,
    firstSpec,
    promptsHash,
    model: model.name,
    metaModel: metaModel.name,
    sampling: { ...config.sampling },
  };
}

function toPastEvent(event: ChainEvent): PastEvent {
  if (event.kind === 'rollback') return event;
  const { step, transcript, proposal } = event;
  return {
    kind: 'step',
    step,
    ...(transcript === undefined ? {} : { transcript }),
    ...(proposal?.accepted ? { accepted: proposal.text } : {}),
  };
}

function toRecorded(event: ChainEvent): [string, Answer][] {
  return event.kind === 'step' && event.answer !== undefined ? [[event.caseHash, event.answer]] : [];
}
