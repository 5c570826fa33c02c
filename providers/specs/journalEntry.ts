import { type Static, Type } from 'typebox';
import { createParser } from '../../foundation/schemaFaults.ts';

const strict = { additionalProperties: false } as const;

const SpecSchema = Type.Object({ text: Type.String(), version: Type.Integer({ minimum: 0 }) }, strict);

/** The first line: what the chain is. */
const ChainHeaderSchema = Type.Object(
  {
    kind: Type.Literal('chain'),
    schemaVersion: Type.Literal(1),
    evaluationId: Type.String(),
    chain: Type.String(),
    repeat: Type.Integer({ minimum: 0 }),
    variant: Type.String(),
    /** Over all that changes answers: a chain is continued only under the same. */
    configHash: Type.String(),
    firstSpec: Type.String(),
    promptsHash: Type.String(),
    model: Type.String(),
    metaModel: Type.String(),
    sampling: Type.Record(Type.String(), Type.Unknown()),
  },
  strict,
);

/** One case's step, answered or failed. */
const StepEntrySchema = Type.Object(
  {
    kind: Type.Literal('step'),
    step: Type.Integer({ minimum: 0 }),
    window: Type.Boolean(),
    /** Tells the case again when the run is resumed. */
    caseHash: Type.String(),
    specUsed: SpecSchema,
    proposal: Type.Optional(
      Type.Object(
        {
          text: Type.String(),
          accepted: Type.Boolean(),
          because: Type.Optional(Type.String()),
          /** The try before it, which was refused. */
          refusedFirst: Type.Optional(Type.Object({ text: Type.String(), because: Type.String() }, strict)),
        },
        strict,
      ),
    ),
    /** The whole conversation, where a later step of the same batch needs it. */
    transcript: Type.Optional(
      Type.Array(
        Type.Object(
          {
            role: Type.Union([Type.Literal('system'), Type.Literal('user'), Type.Literal('assistant')]),
            content: Type.String(),
          },
          strict,
        ),
      ),
    ),
    /** What promptfoo was given; returned again without a call when it asks for the case again. */
    answer: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    /** Why there is no answer: a later attempt at the case takes a new step. */
    failed: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() }, strict)),
  },
  strict,
);

/** An earlier spec put back by hand. */
const RollbackEntrySchema = Type.Object(
  { kind: Type.Literal('rollback'), toVersion: Type.Integer({ minimum: 0 }), spec: SpecSchema },
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
 * A parsed line as an entry.
 *
 * @param subject file and line, for the error
 * @throws MetaScError `JOURNAL_DAMAGED`
 */
export function parseEntry(value: Readonly<Record<string, unknown>>, subject: string): JournalEntry {
  const kind = value.kind === 'chain' || value.kind === 'rollback' ? value.kind : 'step';
  return parsers[kind](value, { subject, code: 'JOURNAL_DAMAGED' });
}
