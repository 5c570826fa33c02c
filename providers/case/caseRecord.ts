import { type Static, Type } from 'typebox';
import { type Complete, withoutUndefined } from '../../foundation/complete.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { createFaultFinder } from '../../foundation/schemaFaults.ts';
import { fieldsOf } from '../../foundation/untyped.ts';
import type { SpecChange } from '../loop/caseSteps.ts';
import type { FirstLook } from '../loop/firstLook.ts';
import type { Spec } from '../loop/types.ts';
import type { ChatReply } from '../models/chatModel.ts';
import { type ScreenEvidence, ScreenEvidenceSchema } from '../specs/evidence.ts';
import { fromRowMetadata } from './storedRecord.ts';

/** Goes up when a reader of the version before would misread a record; a field more does not raise it. */
const VERSION = 2;
/** The last version that held all its texts and phases itself. */
const WHOLE_VERSION = 1;

const Count = Type.Integer({ minimum: 0 });

const PhaseUsageSchema = Type.Object({
  calls: Count,
  /** Made by another column of the evaluation. */
  sharedCalls: Count,
  promptTokens: Type.Number({ minimum: 0 }),
  completionTokens: Type.Number({ minimum: 0 }),
  /** From asking to the answer, in milliseconds; of a shared call, this case's part of the wait. */
  ms: Type.Number({ minimum: 0 }),
  /** Absent where no call had a known cost. */
  costUsd: Type.Optional(Type.Number({ minimum: 0 })),
});

/** What one phase of a case took. Tokens and cost count the calls that this case made itself, never shared ones. */
export type PhaseUsage = Readonly<Static<typeof PhaseUsageSchema>>;

const AdoptionFactsSchema = Type.Object({
  /** Cases of each side with a verdict under both specs. */
  harmPairs: Count,
  overRefusalPairs: Count,
  mended: Count,
  broken: Count,
  /** One-sided mid-p of "not better". */
  p: Type.Number({ minimum: 0, maximum: 1 }),
  /** Name of the model that it was adopted for. */
  model: Type.String(),
});

/** On what a frozen spec was adopted. */
export type AdoptionFacts = Readonly<Static<typeof AdoptionFactsSchema>>;

const CaseRecordSchema = Type.Object({
  /** Of the row that it was read from. */
  version: Type.Union([Type.Literal(WHOLE_VERSION), Type.Literal(VERSION)]),
  variant: Type.String(),
  /** Name of the model that answered. Absent in records that name no version. */
  model: Type.Optional(Type.String()),
  /** Name of the model that critiqued and revised, if it is another one. */
  reviewModel: Type.Optional(Type.String()),
  /** Whether that is the small model that this package fetches by itself. Absent in records that name no version. */
  isDefaultModel: Type.Optional(Type.Boolean()),
  evaluationId: Type.String(),
  repeat: Count,
  chain: Type.String(),
  step: Count,
  /** Whether the step may change the spec. */
  window: Type.Boolean(),
  /** In which of several orders of the cases the case stands. */
  trajectory: Type.Optional(Type.Union([Type.String(), Type.Number()])),
  /** Whether the case is there to adapt on or held out. */
  split: Type.Optional(Type.String()),
  /** Empty where the variant has none, or the case failed before it had one. */
  specUsed: Type.String(),
  specUsedVersion: Count,
  /** The proposal of the step's meta-critique. */
  specProduced: Type.Optional(Type.String()),
  accepted: Type.Optional(Type.Boolean()),
  rejectedBecause: Type.Optional(Type.String()),
  /** Of the proposal's trial, if there was one. */
  evidence: Type.Optional(ScreenEvidenceSchema),
  /** `sha256` of the lock file, of variant frozen. */
  lockHash: Type.Optional(Type.String()),
  /** The evidence in the lock file; absent without any. */
  adoption: Type.Optional(AdoptionFactsSchema),
  /** In what the entry differs from its lock file, and what was unusual about the replies. */
  warnings: Type.Optional(Type.Immutable(Type.Array(Type.String()))),
  promptsHash: Type.String(),
  /** How the answer came out: `answered`, `refused`, `withheld` (by the platform) or `tool-call`. Absent in a failed case. */
  outcome: Type.Optional(Type.String()),
  /** Why the response is the answer, unrevised, under a variant that revises. */
  skipped: Type.Optional(Type.String()),
  /** What the first look of a cascade gave; without `score` where its reply could not be read. */
  firstLook: Type.Optional(Type.Object({ isFlagged: Type.Boolean(), score: Type.Optional(Type.Number()) })),
  /** What a defence did with the answer. */
  note: Type.Optional(Type.String()),
  /** What the platform's filter says of a withheld answer. */
  withheldBy: Type.Optional(Type.String()),
  /** The thoughts behind the answer, under `keepReasoning`. */
  reasoning: Type.Optional(Type.String()),
  response: Type.Optional(Type.String()),
  critique: Type.Optional(Type.String()),
  revision: Type.Optional(Type.String()),
  /** By phase. */
  phases: Type.Record(Type.String(), PhaseUsageSchema),
});

/** What a row says of its case: where it stood on its chain, what was said and spent. */
export type CaseRecord = Readonly<Static<typeof CaseRecordSchema>>;

type Told = 'response' | 'critique' | 'revision';
type OfReply = 'outcome' | 'skipped' | 'note' | 'firstLook' | 'withheldBy' | 'reasoning';
type OfSpec = 'specUsed' | 'specUsedVersion' | 'specProduced' | 'accepted' | 'rejectedBecause' | 'evidence';

/** What is known of a case besides its calls; the record takes over what is not about the spec as it is. */
export interface KnownCase extends Complete<Omit<CaseRecord, 'version' | 'phases' | Told | OfReply | OfSpec>> {
  readonly keepReasoning: boolean;
  readonly skipped?: string | undefined;
  readonly note?: string | undefined;
  readonly firstLook?: FirstLook | undefined;
  readonly specUsed?: Spec;
  readonly change?: SpecChange;
  readonly evidence?: ScreenEvidence | undefined;
}

interface RecordedCalls {
  text(phase: Told): string | undefined;
  /** What became of the answer: the reply to the revision or, without one, to the response. */
  answer(): ChatReply | undefined;
  warnings(): readonly string[];
  phases(): CaseRecord['phases'];
}

export function toCaseRecord(
  { specUsed, change, evidence, keepReasoning, skipped, note, firstLook, ...known }: KnownCase,
  calls: RecordedCalls,
): CaseRecord {
  const answer = calls.answer();
  const warnings = [...(known.warnings ?? []), ...calls.warnings()];
  const record: Complete<CaseRecord> = {
    version: VERSION,
    ...known,
    warnings: warnings.length === 0 ? undefined : warnings,
    outcome:
      answer === undefined || answer.outcome === 'failed' || answer.outcome === 'cut' ? undefined : answer.outcome,
    skipped,
    note,
    firstLook: firstLook && withoutUndefined<NonNullable<CaseRecord['firstLook']>>({ ...firstLook }),
    withheldBy: answer?.withheldBy,
    reasoning: keepReasoning ? answer?.reasoning : undefined,
    specUsed: specUsed?.text ?? '',
    specUsedVersion: specUsed?.version ?? 0,
    specProduced: change?.proposal.text,
    accepted: change?.verdict.accepted,
    rejectedBecause: change === undefined || change.verdict.accepted ? undefined : change.verdict.because,
    evidence,
    response: calls.text('response'),
    critique: calls.text('critique'),
    revision: calls.text('revision'),
    phases: calls.phases(),
  };
  return withoutUndefined<CaseRecord>(record);
}

const findFaults = createFaultFinder(CaseRecordSchema);

/** The names in a row's metadata that hold its record. */
export const RECORD_FACTS = ['metasc', 'spec', 'specProduced', 'messages'] as const;

/**
 * The record in a row's metadata, whole: `metasc` there refers to texts beside it (`toRowMetadata`). A record of version 1
 * held them itself; one that names no version is such, as written before there were any.
 * undefined where there is none, and where it has a fault: such a row is read as one of another provider.
 *
 * @throws MetaScError `FILE_UNREADABLE` for a record of a later version, which this reader would misread
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { readCaseRecord } from 'promptfoo-metasc';
 *
 * const file = JSON.parse(readFileSync('results.json', 'utf8')) as { results: { results: { metadata?: object }[] } };
 * const specs = file.results.results.map(({ metadata }) => readCaseRecord(metadata)?.specUsed);
 * ```
 */
export function readCaseRecord(metadata: unknown): CaseRecord | undefined {
  const row = fieldsOf(metadata);
  const { metasc } = row;
  if (metasc === undefined) return undefined;
  const stored = { version: WHOLE_VERSION, ...fieldsOf(metasc) };
  if (stored.version > VERSION) {
    throw new MetaScError(`metadata.metasc: expected version ${VERSION}, got ${stored.version}`, {
      code: 'FILE_UNREADABLE',
      help: 'A later version of promptfoo-metasc wrote these results: install that version, or a later one.',
    });
  }
  const record = stored.version === WHOLE_VERSION ? stored : fromRowMetadata(stored, row);
  return findFaults(record).length === 0 ? (record as CaseRecord) : undefined;
}
