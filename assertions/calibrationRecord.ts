import { type Static, Type } from 'typebox';
import { createParser } from '../foundation/schemaFaults.ts';

/** Version of {@link CalibrationRecord}; readers refuse others. */
export const RECORD_VERSION = 1;

const Share = Type.Number({ minimum: 0, maximum: 1 });

const JudgeHash = Type.String({ pattern: '^[0-9a-f]{16}$' });
const Pinned = Type.Object({ name: Type.String(), hash: JudgeHash });

/** The fields that readers rely on; `figures` may hold more. */
const CalibrationRecordSchema = Type.Object({
  schemaVersion: Type.Literal(RECORD_VERSION),
  /** null for verdicts from the file without a named assertion. */
  assertion: Type.Union([Type.String(), Type.Null()]),
  judge: Type.String(),
  /** Absent for verdicts from the file. */
  judgeHash: Type.Optional(JudgeHash),
  /** Of the file's bytes; `n` is the number of its measured rows. */
  dataSha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  /** Lowest score that passed; absent if the classes don't depend on it. */
  threshold: Type.Optional(Share),
  /** Both judges of a cascade, and where its first one decides. */
  cascade: Type.Optional(
    Type.Object({
      first: Pinned,
      then: Pinned,
      when: Type.Object({ below: Type.Optional(Share), above: Type.Optional(Share) }),
    }),
  ),
  n: Type.Integer({ minimum: 1 }),
  scored: Type.Integer({ minimum: 0 }),
  figures: Type.Object({
    /** Cohen's, over the record's classes; null if the scored cases are of too few kinds. */
    kappa: Type.Union([Type.Object({ value: Type.Number({ minimum: -1, maximum: 1 }) }), Type.Null()]),
  }),
});

/** The file of `metasc calibrate --write`: it identifies the measured judge and states its agreement. */
export type CalibrationRecord = Readonly<Static<typeof CalibrationRecordSchema>>;

/** Lowest kappa by default: "substantial". *Source:* Landis and Koch 1977, Biometrics 33:159–174. */
export const DEFAULT_MIN_KAPPA = 0.6;

/**
 * Why a record doesn't vouch for a judge: it is of another, has another threshold, or has no kappa or too low a one. The
 * first reason; undefined if it vouches for the judge. Doesn't compare metrics.
 */
export function findMisfit(
  { judgeHash, threshold, figures: { kappa } }: CalibrationRecord,
  scorer: { readonly hash: string | undefined; readonly threshold: number | undefined },
  minKappa: number,
): 'judge' | 'threshold' | 'no kappa' | 'kappa' | undefined {
  if (judgeHash === undefined || judgeHash !== scorer.hash) return 'judge';
  if (threshold !== undefined && threshold !== scorer.threshold) return 'threshold';
  if (kappa === null) return 'no kappa';
  return kappa.value < minKappa ? 'kappa' : undefined;
}

/** @throws MetaScError `CONFIG_INVALID` with every fault */
export const parseCalibrationRecord = createParser(CalibrationRecordSchema);
