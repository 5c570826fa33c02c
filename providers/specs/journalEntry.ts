import { type Static, Type } from 'typebox';
import { parseJson } from '../../foundation/documents.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { strict } from '../../foundation/schemaDefaults.ts';
import { createParser } from '../../foundation/schemaFaults.ts';
import { fieldsOf } from '../../foundation/untyped.ts';
import { ScreenEvidenceSchema } from './evidence.ts';

const SpecSchema = Type.Object({ text: Type.String(), version: Type.Integer({ minimum: 0 }) }, strict);

const FailureSchema = Type.Object({ code: Type.String(), message: Type.String() }, strict);

/** The first line: the identity of the chain. */
const ChainHeaderSchema = Type.Object(
  {
    kind: Type.Literal('chain'),
    schemaVersion: Type.Literal(1),
    evaluationId: Type.String(),
    chain: Type.String(),
    repeat: Type.Integer({ minimum: 0 }),
    /** Place of the column in the matrix, from 0. */
    column: Type.Optional(Type.Integer({ minimum: 0 })),
    variant: Type.String(),
    /** Over everything that changes answers: a chain continues only under the same hash. */
    configHash: Type.String(),
    firstSpec: Type.String(),
    promptsHash: Type.String(),
    model: Type.String(),
    metaModel: Type.String(),
    sampling: Type.Record(Type.String(), Type.Unknown()),
  },
  strict,
);

/** When it was recorded, as ISO 8601. Servers say so; evaluations don't, for equal runs leave equal journals. */
const Time = Type.Optional(Type.String());

/** One case's step, answered or failed. */
const StepEntrySchema = Type.Object(
  {
    kind: Type.Literal('step'),
    step: Type.Integer({ minimum: 0 }),
    window: Type.Boolean(),
    at: Time,
    /** Identifies the case when the run resumes. */
    caseHash: Type.String(),
    specUsed: SpecSchema,
    proposal: Type.Optional(
      Type.Object(
        {
          text: Type.String(),
          accepted: Type.Boolean(),
          because: Type.Optional(Type.String()),
          /** The first proposal, if it was refused. */
          refusedFirst: Type.Optional(Type.Object({ text: Type.String(), because: Type.String() }, strict)),
          /** Of its trial, if there was one. */
          evidence: Type.Optional(ScreenEvidenceSchema),
        },
        strict,
      ),
    ),
    /** Why the step has an answer, but no proposal: its meta-critique failed. */
    unproposed: Type.Optional(FailureSchema),
    /** The whole conversation, if a later step of the same batch needs it. */
    transcript: Type.Optional(
      Type.Array(Type.Object({ role: Type.Enum(['system', 'user', 'assistant']), content: Type.String() }, strict)),
    ),
    /** The response to promptfoo; returned again, without a call, when promptfoo repeats the case. */
    answer: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    /** Why there is no answer. A later attempt at the case takes a new step. */
    failed: Type.Optional(FailureSchema),
  },
  strict,
);

/** An earlier spec, restored by hand. */
const RollbackEntrySchema = Type.Object(
  { kind: Type.Literal('rollback'), at: Time, toVersion: Type.Integer({ minimum: 0 }), spec: SpecSchema },
  strict,
);

const parsers = {
  chain: createParser(ChainHeaderSchema),
  step: createParser(StepEntrySchema),
  rollback: createParser(RollbackEntrySchema),
};

export type ChainHeader = Static<typeof ChainHeaderSchema>;
export type StepEntry = Static<typeof StepEntrySchema>;
export type RollbackEntry = Static<typeof RollbackEntrySchema>;
export type JournalEntry = ChainHeader | StepEntry | RollbackEntry;

/**
 * Parses a line of a journal.
 *
 * @param place file and line, for error messages
 * @returns the entry, and the hashes of the line, which the caller checks
 * @throws MetaScError `JOURNAL_DAMAGED`
 */
export function parseLine(
  line: string,
  place: string,
): { readonly entry: JournalEntry; readonly parent: unknown; readonly hash: unknown } {
  const check = { subject: `journal: ${place}`, code: 'JOURNAL_DAMAGED' } as const;
  const { parent, hash, ...entry } = fieldsOf(parseJson(line, { ...check, help: DAMAGE_HELP }));
  const kind = entry.kind === 'chain' || entry.kind === 'rollback' ? entry.kind : 'step';
  return { entry: parsers[kind](entry, check), parent, hash };
}

const DAMAGE_HELP = 'Restore the file from a copy, or move it away to begin the chain anew.';

/** The error for a damaged journal. */
export function damaged(place: string, reason: string): MetaScError {
  return new MetaScError(`journal: ${place}: ${reason}`, { code: 'JOURNAL_DAMAGED', help: DAMAGE_HELP });
}
