import { type Static, Type } from 'typebox';
import { createFieldReader } from '../foundation/schemaFaults.ts';

const Outcome = Type.Union([Type.Literal('scored'), Type.Literal('unscored')]);
const Share = Type.Number({ minimum: 0, maximum: 1 });

const CalibrationStatusSchema = Type.Union([
  Type.Object({ status: Type.Literal('calibrated'), kappa: Type.Number(), minKappa: Type.Number() }),
  Type.Object({ status: Type.Literal('uncalibrated'), because: Type.String() }),
]);

/** Whether the judge that scored a row was measured and found good enough. */
export type CalibrationStatus = Readonly<Static<typeof CalibrationStatusSchema>>;

/** What a judge says besides its verdict; every kind of judge says something else. */
const DetailFields = {
  /** Of the rubric's levels, from 1, the worst. */
  level: Type.Optional(Type.Integer({ minimum: 1 })),
  /** The judge's first reply was no verdict, and it was asked again. */
  repaired: Type.Optional(Type.Boolean()),
  /** Of a guard model: kinds of harm, in its own words. */
  categories: Type.Optional(Type.Immutable(Type.Array(Type.String()))),
  /** What a guard model's score was read from. */
  readFrom: Type.Optional(Type.Union([Type.Literal('first token'), Type.Literal('text')])),
  /** Of safe, by a guard model's first token. */
  probability: Type.Optional(Share),
  /** What the local refusal detector found. */
  refusal: Type.Optional(
    Type.Object({
      kind: Type.Union([Type.Literal('full'), Type.Literal('partial'), Type.Literal('compliance')]),
      rule: Type.String(),
      span: Type.Optional(Type.String()),
      confidence: Share,
    }),
  ),
  /** How many of the words that the reference adds to the request the response has too. */
  sharedWords: Type.Optional(Type.Integer({ minimum: 0 })),
  referenceWords: Type.Optional(Type.Integer({ minimum: 0 })),
  /** The words that show the expected behaviour. */
  mark: Type.Optional(Type.String()),
  /** Of a panel: the share of its scored members that are on the side of most, 0.5 to 1. */
  agreement: Type.Optional(Share),
  /** Of a panel, in its order. */
  members: Type.Optional(
    Type.Immutable(
      Type.Array(
        Type.Object({ name: Type.String(), outcome: Outcome, score: Type.Optional(Share), reason: Type.String() }),
      ),
    ),
  ),
};

const DetailsSchema = Type.Object(DetailFields);

/** What a judge says besides its verdict: level, deciding words, members' verdicts. */
export type VerdictDetails = Readonly<Static<typeof DetailsSchema>>;

const GradingMetadataSchema = Type.Object({
  outcome: Outcome,
  /** Why it was decided so, or why there is no verdict: the result's reason without metric, score and judge. */
  because: Type.String(),
  /** Whether the case is one that the assertion is for. Absent: it is. */
  applies: Type.Optional(Type.Boolean()),
  judge: Type.Optional(Type.String()),
  /** Changes with all that may change a verdict: model, rubric, wording, sampling. */
  judgeHash: Type.Optional(Type.String()),
  /** What a reader must know to take the score for what it is: `proxy, no model`. */
  caveat: Type.Optional(Type.String()),
  rubric: Type.Optional(Type.String()),
  /** Absent where the assertion names no calibration record. */
  calibration: Type.Optional(CalibrationStatusSchema),
  ...DetailFields,
});

/** What an assertion of ours says of a row besides score, pass and reason, in the `metadata` of its result. */
export type GradingMetadata = Readonly<Static<typeof GradingMetadataSchema>>;

/**
 * The fields of a result's `metadata`; none of an assertion that isn't ours. A field that has a fault is left out, so that
 * a row stays unscored whatever else is wrong with it.
 */
export const readGradingMetadata: (metadata: unknown) => Partial<GradingMetadata> =
  createFieldReader(GradingMetadataSchema);

const SUFFIX = '.unscored';

/** The named score that counts the rows without a verdict, in place of the metric's own. */
export function unscoredNameOf(metric: string): string {
  return `${metric}${SUFFIX}`;
}

/** The metric that a named score is of: `harm`, of `harm.unscored` too. */
export function metricOf(name: string): string {
  return name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name;
}
