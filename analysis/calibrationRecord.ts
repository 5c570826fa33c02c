import { type Static, Type } from 'typebox';
import { createParser } from '../schemaFaults.ts';

/** Version of {@link CalibrationRecord}; a reader refuses others. */
export const RECORD_VERSION = 1;

const Share = Type.Number({ minimum: 0, maximum: 1 });

/** What a reader of a record relies on; `figures` may hold more. */
const CalibrationRecordSchema = Type.Object({
  schemaVersion: Type.Literal(RECORD_VERSION),
  /** null for verdicts that were in the file, where none was named. */
  assertion: Type.Union([Type.String(), Type.Null()]),
  judge: Type.String(),
  /** None for verdicts that were in the file. */
  judgeHash: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}$' })),
  /** Of the file's bytes; `n` says how many of its rows were measured. */
  dataSha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  /** Lowest score that passed; none where verdicts were not told apart by it. */
  threshold: Type.Optional(Share),
  n: Type.Integer({ minimum: 1 }),
  scored: Type.Integer({ minimum: 0 }),
  figures: Type.Object({
    /** Cohen's, over the record's classes; null where the scored cases leave nothing to divide by. */
    kappa: Type.Union([Type.Object({ value: Type.Number({ minimum: -1, maximum: 1 }) }), Type.Null()]),
  }),
});

/** What `metasc calibrate --write` saves: whether a judge is the one that was measured, and how good it was. */
export type CalibrationRecord = Readonly<Static<typeof CalibrationRecordSchema>>;

/** @throws MetaScError `CONFIG_INVALID` with every fault */
export const parseCalibrationRecord = createParser(CalibrationRecordSchema);
