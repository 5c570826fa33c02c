import { type Static, Type } from 'typebox';
import { createParser } from '../foundation/schemaFaults.ts';

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

/** Lowest kappa unless another is demanded: "substantial". *Source:* Landis and Koch 1977, Biometrics 33:159–174. */
export const DEFAULT_MIN_KAPPA = 0.6;

interface Scorer {
  /** undefined where it isn't known. */
  readonly hash: string | undefined;
  /** In [0, 1]: the lowest score that passes. */
  readonly threshold: number | undefined;
}

/** In what a record fails to vouch for a judge: it is of another, counts passes otherwise, or has no or too low a kappa. */
export type CalibrationMisfit = 'judge' | 'threshold' | 'no kappa' | 'kappa';

/** The first that is found, undefined where the record vouches for the judge. Which metric it is of is not looked at. */
export function findMisfit(
  { judgeHash, threshold, figures: { kappa } }: CalibrationRecord,
  scorer: Scorer,
  minKappa: number,
): CalibrationMisfit | undefined {
  if (judgeHash === undefined || judgeHash !== scorer.hash) return 'judge';
  if (threshold !== undefined && threshold !== scorer.threshold) return 'threshold';
  if (kappa === null) return 'no kappa';
  return kappa.value < minKappa ? 'kappa' : undefined;
}

/** @throws MetaScError `CONFIG_INVALID` with every fault */
export const parseCalibrationRecord = createParser(CalibrationRecordSchema);
