import { cut } from '../foundation/excerpt.ts';
import { diffTexts, type WordChange } from '../foundation/wordDiff.ts';
import { type Lineage, type LineageEvent, toLineage } from '../providers/specs/lineage.ts';
import type { ChainEvent, ReadJournal } from '../providers/specs/specJournal.ts';

/** The lineage of a chain that served requests. */
export interface ChainHistory extends Lineage {
  readonly events: readonly HistoryEvent[];
}

export type HistoryEvent = LineageEvent & {
  /** When, as ISO 8601; absent where the journal does not say. */
  readonly at?: string;
  /** Id of the request that took the step. */
  readonly request?: string;
  /** What the proposal changes, or the rollback changed, in the spec before; of the newest events only. */
  readonly words?: readonly WordChange[];
};

/** A chain that learns from all requests has an event for each: comparing all their words would hold up the server. */
const COMPARED_EVENTS = 200;
/** Of a proposal; a longer one was hardly accepted. */
const COMPARED_CHARS = 2_000;

/** The lineage in a journal, with time, request and changed words of each event. Pure. */
export function toHistory({ header, events: record }: Pick<ReadJournal, 'header' | 'events'>): ChainHistory {
  const lineage = toLineage(header.firstSpec, record);
  const steps = new Map(record.flatMap((entry) => (entry.kind === 'step' ? [[entry.step, entry] as const] : [])));
  const rollbacks = new Map(
    record.flatMap((entry) => (entry.kind === 'rollback' ? [[entry.spec.version, entry] as const] : [])),
  );
  const sourceOf = (event: LineageEvent) => {
    if (event.kind === 'first') return {};
    if (event.kind === 'rollback') return timeOf(rollbacks.get(event.spec.version));
    const step = steps.get(event.step);
    return step === undefined ? {} : { request: step.caseHash, ...timeOf(step) };
  };
  const firstCompared = lineage.events.length - COMPARED_EVENTS;
  return {
    ...lineage,
    events: lineage.events.map((event, index) => ({
      ...event,
      ...sourceOf(event),
      ...(index < firstCompared ? {} : wordsOf(event)),
    })),
  };
}

const timeOf = (entry: ChainEvent | undefined) => (entry?.at === undefined ? {} : { at: entry.at });

function wordsOf(event: LineageEvent): Pick<HistoryEvent, 'words'> {
  const compare = (before: string, after: string) => ({
    words: diffTexts(cut(before, COMPARED_CHARS), cut(after, COMPARED_CHARS)),
  });
  if (event.kind === 'proposal') return compare(event.before.text, event.proposed);
  return event.kind === 'rollback' ? compare(event.before.text, event.spec.text) : {};
}

/** When the spec last changed, as ISO 8601; undefined if it never did, or the last change has no time. */
export function lastChangeOf(record: readonly ChainEvent[]): string | undefined {
  return record.findLast((entry) => entry.kind === 'rollback' || entry.proposal?.accepted === true)?.at;
}
