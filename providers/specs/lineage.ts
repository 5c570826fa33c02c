import { MetaScError } from '../../foundation/errors.ts';
import type { Spec } from '../loop/types.ts';
import type { ScreenEvidence } from './evidence.ts';
import type { StepEntry } from './journalEntry.ts';
import type { ChainEvent } from './specJournal.ts';

/** An event that created, changed or failed to change a chain's spec. */
export type LineageEvent =
  | { readonly kind: 'first'; readonly spec: Spec }
  | ProposalEvent
  /** Of the window: a failed case or, of an answered one, a failed meta-critique. The spec stayed unchanged. */
  | {
      readonly kind: 'failure' | 'no-proposal';
      readonly step: number;
      readonly code: string;
      readonly message: string;
    }
  | { readonly kind: 'rollback'; readonly before: Spec; readonly toVersion: number; readonly spec: Spec };

export interface ProposalEvent {
  readonly kind: 'proposal';
  readonly step: number;
  /** The spec that the proposal would replace. */
  readonly before: Spec;
  readonly proposed: string;
  /** The step's first proposal, if it was refused and another one requested. */
  readonly refusedFirst?: { readonly text: string; readonly because: string };
  /** Of its trial, if there was one. */
  readonly evidence?: ScreenEvidence;
  readonly verdict:
    | { readonly accepted: true; readonly spec: Spec }
    | { readonly accepted: false; readonly because: string };
}

/** A spec that was in force, and its origin. */
export interface LineageSpec extends Spec {
  readonly origin: 'first' | 'proposal' | 'rollback';
  /** The step that proposed it, if any. */
  readonly step?: number;
  /** The version that it improves on or, after a rollback, repeats; absent for the first. */
  readonly parent?: number;
  /** Of the trial on which it was accepted. */
  readonly evidence?: ScreenEvidence;
}

/** The history of a chain's spec. */
export interface Lineage {
  /** In order; the first is `first`. */
  readonly events: readonly LineageEvent[];
  /** All specs ever in force, by version, from 0 without a gap; at least one. */
  readonly specs: readonly LineageSpec[];
  /** The spec in force: the last. */
  readonly current: LineageSpec;
  readonly counts: LineageCounts;
}

export interface LineageCounts {
  /** Steps answered or failed. */
  readonly steps: number;
  /** Steps inside the window. */
  readonly windowSteps: number;
  readonly accepted: number;
  /** Rejected by a rule, or refused in a trial. */
  readonly rejected: number;
  /** Proposals whose trial had too many unclear verdicts. */
  readonly undecided: number;
  /** Failed steps inside the window. */
  readonly failed: number;
  /** Answered steps whose meta-critique failed. */
  readonly unproposed: number;
}

/** The lineage in a chain's record. Versions count as in the chain itself. Pure. */
export function toLineage(firstSpec: string, record: readonly ChainEvent[]): Lineage {
  const first: LineageSpec = { text: firstSpec, version: 0, origin: 'first' };
  const events: LineageEvent[] = [{ kind: 'first', spec: toSpec(first) }];
  const specs = [first];
  let current = first;

  const replace = (spec: LineageSpec): Spec => {
    specs.push(spec);
    current = spec;
    return toSpec(spec);
  };
  for (const event of record) {
    const before = toSpec(current);
    if (event.kind === 'rollback') {
      const { toVersion, spec } = event;
      const after = replace({ ...spec, origin: 'rollback', parent: toVersion });
      events.push({ kind: 'rollback', before, toVersion, spec: after });
    } else if (event.proposal !== undefined) {
      const { text, evidence } = event.proposal;
      const next = { text, version: before.version + 1, ...(evidence && { evidence }) };
      const accept = () => replace({ ...next, origin: 'proposal', step: event.step, parent: before.version });
      events.push(toProposalEvent(event.step, event.proposal, before, accept));
    } else if (event.failed !== undefined && event.window) {
      events.push({ kind: 'failure', step: event.step, ...event.failed });
    } else if (event.unproposed !== undefined) {
      events.push({ kind: 'no-proposal', step: event.step, ...event.unproposed });
    }
  }
  return { events, specs, current, counts: countEvents(events, record) };
}

function toProposalEvent(
  step: number,
  { text, accepted, because = 'no reason recorded', refusedFirst, evidence }: NonNullable<StepEntry['proposal']>,
  before: Spec,
  accept: () => Spec,
): ProposalEvent {
  return {
    kind: 'proposal',
    step,
    before,
    proposed: text,
    ...(refusedFirst === undefined ? {} : { refusedFirst }),
    ...(evidence === undefined ? {} : { evidence }),
    verdict: accepted ? { accepted, spec: accept() } : { accepted, because },
  };
}

const toSpec = ({ text, version }: Spec): Spec => ({ text, version });

function countEvents(events: readonly LineageEvent[], record: readonly ChainEvent[]): LineageCounts {
  const steps = record.filter((event) => event.kind === 'step');
  const proposals = events.filter((event) => event.kind === 'proposal');
  const accepted = proposals.filter(({ verdict }) => verdict.accepted).length;
  const undecided = proposals.filter(({ evidence }) => evidence?.decision === 'undecided').length;
  return {
    steps: steps.length,
    windowSteps: steps.filter(({ window }) => window).length,
    accepted,
    rejected: proposals.length - accepted - undecided,
    undecided,
    failed: events.filter(({ kind }) => kind === 'failure').length,
    unproposed: events.filter(({ kind }) => kind === 'no-proposal').length,
  };
}

/**
 * A version of a chain's spec.
 *
 * @param version @default the current version
 * @throws MetaScError `CONFIG_INVALID` if the chain never had it
 */
export function findVersion({ specs, current }: Lineage, version: number = current.version): LineageSpec {
  const spec = specs.find((candidate) => candidate.version === version);
  if (spec !== undefined) return spec;
  const known = current.version === 0 ? '0, the first spec' : `0 to ${current.version}`;
  throw new MetaScError(`version: expected ${known}, got ${version}`, {
    code: 'CONFIG_INVALID',
    help: 'metasc spec log lists the versions.',
  });
}

/**
 * The specs that led to a version, from the first spec to that version, without specs that a rollback undid.
 *
 * @throws MetaScError `CONFIG_INVALID` if the chain never had the version
 */
export function ancestryOf(lineage: Lineage, version: number): readonly LineageSpec[] {
  const spec = findVersion(lineage, version);
  // A parent is always an earlier version, so this ends.
  return spec.parent === undefined ? [spec] : [...ancestryOf(lineage, spec.parent), spec];
}
