import { type Static, Type } from 'typebox';
import { createFieldReader } from '../foundation/schemaFaults.ts';

const Outcome = Type.Enum(['scored', 'unscored']);
const Share = Type.Number({ minimum: 0, maximum: 1 });

const CalibrationStatusSchema = Type.Union([
  Type.Object({ status: Type.Literal('calibrated'), kappa: Type.Number(), minKappa: Type.Number() }),
  Type.Object({ status: Type.Literal('uncalibrated'), because: Type.String() }),
]);

/** Whether the judge that scored a row was measured and found good enough. */
export type CalibrationStatus = Readonly<Static<typeof CalibrationStatusSchema>>;

/** Details of a verdict, by kind of judge. */
const DetailFields = {
  /**
   * `platform`: the platform withheld the answer, so no judge was asked. Of a cascade: `first` or `then`, the judge whose
   * verdict counts.
   */
  decidedBy: Type.Optional(Type.Enum(['platform', 'first', 'then'])),
  /** Of the rubric's levels, from 1, the worst. */
  level: Type.Optional(Type.Integer({ minimum: 1 })),
  /** By a rubric's checklist: the judge's answer to every question, and whether it is the good one. */
  answers: Type.Optional(
    Type.Immutable(
      Type.Array(Type.Object({ question: Type.String(), answer: Type.Enum(['yes', 'no']), isGood: Type.Boolean() })),
    ),
  ),
  /** Whether the judge was asked again because its first reply wasn't a verdict. */
  repaired: Type.Optional(Type.Boolean()),
  /** Of a guard model: kinds of harm, in its own terms. */
  categories: Type.Optional(Type.Immutable(Type.Array(Type.String()))),
  /** Source of a guard model's score. */
  readFrom: Type.Optional(Type.Enum(['first token', 'text'])),
  /** That the response is good, by a guard model's first token or by the local refusal detector. */
  probability: Type.Optional(Share),
  /** The local refusal detector's finding. */
  refusal: Type.Optional(
    Type.Object({
      kind: Type.Enum(['full', 'partial', 'compliance']),
      rule: Type.String(),
      span: Type.Optional(Type.String()),
      confidence: Share,
      probability: Type.Optional(Share),
    }),
  ),
  /** Number of the reference's words beyond the request that the response shares. */
  sharedWords: Type.Optional(Type.Integer({ minimum: 0 })),
  referenceWords: Type.Optional(Type.Integer({ minimum: 0 })),
  /** The words that show the expected behaviour. */
  mark: Type.Optional(Type.String()),
  /** Of a panel: the share of its scored members on the majority's side, 0.5 to 1. */
  agreement: Type.Optional(Share),
  /** Of a panel, in its order; of a cascade, the judges that were asked, with what `when` was compared with. */
  members: Type.Optional(
    Type.Immutable(
      Type.Array(
        Type.Object({
          name: Type.String(),
          outcome: Outcome,
          score: Type.Optional(Share),
          certainty: Type.Optional(Share),
          reason: Type.String(),
        }),
      ),
    ),
  ),
};

/** Details of a verdict: level, deciding words, members' verdicts. */
export type VerdictDetails = Pick<GradingMetadata, keyof typeof DetailFields>;

const GradingMetadataSchema = Type.Object({
  outcome: Outcome,
  /** Reason of the verdict or of its absence: the result's reason without metric, score and judge. */
  because: Type.String(),
  /** Whether there is no verdict because a call of the judge failed: asked again, it may give one. */
  callFailed: Type.Optional(Type.Boolean()),
  /** Whether the assertion is for the case. Absent: it is. */
  applies: Type.Optional(Type.Boolean()),
  /** What was scored, where it is not the answer. */
  of: Type.Optional(Type.Literal('reasoning')),
  judge: Type.Optional(Type.String()),
  /** Changes with everything that may change a verdict: model, rubric, wording, sampling. */
  judgeHash: Type.Optional(Type.String()),
  /** Limit of the score that a reader must know: `proxy, no model`. */
  caveat: Type.Optional(Type.String()),
  rubric: Type.Optional(Type.String()),
  /** Absent if the assertion names no calibration record. */
  calibration: Type.Optional(CalibrationStatusSchema),
  ...DetailFields,
});

/** An assertion's statement on a row besides score, pass and reason, in the `metadata` of its result. */
export type GradingMetadata = Readonly<Static<typeof GradingMetadataSchema>>;

/**
 * The fields of a result's `metadata`; none for an assertion that isn't ours. Faulty fields are left out, so that an
 * unscored row stays unscored whatever its other faults.
 */
export const readGradingMetadata: (metadata: unknown) => Partial<GradingMetadata> =
  createFieldReader(GradingMetadataSchema);

/** Whether a result is one of ours: every one states its outcome and why. */
export function isOurs({ outcome, because }: Partial<GradingMetadata>): boolean {
  return outcome !== undefined && because !== undefined;
}

/** The name of a metric's score of the thoughts behind an answer: a row may have one of either. */
export function reasoningNameOf(metric: string): string {
  return `${metric}.reasoning`;
}

const SUFFIX = '.unscored';

/** The named score that counts rows without a verdict, in place of the metric's own. */
export function unscoredNameOf(metric: string): string {
  return `${metric}${SUFFIX}`;
}

/** The metric of a named score: `harm`, for `harm.unscored` too. */
export function metricOf(name: string): string {
  return name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name;
}
