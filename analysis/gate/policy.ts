import { type Static, Type } from 'typebox';
import { DEFAULT_MIN_KAPPA } from '../../assertions/calibrationRecord.ts';
import { reasoningNameOf } from '../../assertions/gradingMetadata.ts';
import { METRICS } from '../../assertions/metrics.ts';
import { parseYaml } from '../../foundation/documents.ts';
import { MetaScError } from '../../foundation/errors.ts';
import { createParser } from '../../foundation/schemaFaults.ts';
import { RULE_DEFAULTS } from './binaryRule.ts';

const strict = { additionalProperties: false } as const;
const InnerShare = { exclusiveMinimum: 0, exclusiveMaximum: 1 } as const;
const Share = { minimum: 0, maximum: 1 } as const;
const Name = Type.String({ minLength: 1 });

const CalibrationSchema = Type.Object(
  {
    record: Type.Optional(
      Type.Union([Name, Type.Array(Name, { minItems: 1 })], { title: 'the path of a calibration record, or several' }),
    ),
    minKappa: Type.Optional(Type.Number({ minimum: -1, maximum: 1 })),
    requireCalibrated: Type.Optional(Type.Boolean()),
  },
  strict,
);

const MetricSchema = Type.Object(
  {
    on: Type.Optional(Type.Enum(['pass', 'score'])),
    direction: Type.Optional(Type.Union([Type.Literal('higher'), Type.Literal('lower')])),
    margin: Type.Optional(Type.Number({ ...InnerShare, title: 'a number between 0 and 1' })),
    floor: Type.Optional(Type.Number(Share)),
    maxUnscoredRate: Type.Optional(Type.Number(Share)),
    minCases: Type.Optional(Type.Integer({ minimum: 1 })),
    calibration: Type.Optional(CalibrationSchema),
  },
  strict,
);

const PolicySchema = Type.Object(
  {
    metrics: Type.Record(Name, MetricSchema, { minProperties: 1, title: 'one metric or more, by name' }),
    canaries: Type.Optional(Type.Array(Name)),
    alpha: Type.Optional(Type.Number({ ...InnerShare, title: 'a number between 0 and 1' })),
    confidence: Type.Optional(Type.Number({ ...InnerShare, title: 'a number between 0 and 1' })),
    test: Type.Optional(Type.Enum(['exact', 'midP'])),
    blockOnInconclusive: Type.Optional(Type.Boolean()),
    calibration: Type.Optional(CalibrationSchema),
    lock: Type.Optional(Name),
  },
  strict,
);

/** The demands on a metric's judge. */
export interface CalibrationPolicy {
  /** Paths of records, from the policy's folder; each metric uses its own. */
  readonly records: readonly string[];
  /** In [-1, 1]: the lowest accepted Cohen's kappa. */
  readonly minKappa: number;
  /** Whether every scored row must state that its judge is calibrated. */
  readonly requireCalibrated: boolean;
}

/** The demands on a metric. Shares are in [0, 1]. */
export interface MetricPolicy {
  /** What is compared: the share of rows that pass, or the mean score. */
  readonly on: 'pass' | 'score';
  /** Of a metric that isn't this package's. `lower`: a row passes below 0.5, whatever its assertion decided. */
  readonly direction: 'higher' | 'lower';
  /** The largest loss, as a share of the cases, that still counts as no worse. */
  readonly margin: number;
  /** The share of head's scored rows that must pass, with 95 % confidence. */
  readonly floor?: number;
  /** Most rows without a score, including errored and missing ones, as a share of all that should have one. */
  readonly maxUnscoredRate: number;
  /** Fewest cases scored on both sides to decide on; without a base, fewest scored cases. */
  readonly minCases: number;
  readonly calibration?: CalibrationPolicy;
}

/** The conditions under which a change may go in. */
export interface GatePolicy {
  /** At least one. */
  readonly metrics: Readonly<Record<string, MetricPolicy>>;
  /** Ids of cases that must pass all gated metrics they have. */
  readonly canaries: readonly string[];
  /** Level of the Holm-adjusted tests, in (0, 1). */
  readonly alpha: number;
  /** Of the intervals of head − base, in (0, 1). */
  readonly confidence: number;
  /**
   * `midP`: the outcome seen counts by half, which finds more and may err slightly more often than alpha; the interval of single
   * runs is Tango's.
   */
  readonly test: 'exact' | 'midP';
  readonly blockOnInconclusive: boolean;
  /** `sha256` of the lock file, or its path from the policy's folder. */
  readonly lock?: string;
}

const METRIC_DEFAULTS = {
  on: 'pass',
  direction: 'higher',
  margin: RULE_DEFAULTS.margin,
  maxUnscoredRate: 0.1,
  minCases: 10,
} as const;
const OWN_METRICS: readonly string[] = METRICS.flatMap(({ name }) => [name, reasoningNameOf(name)]);
const parseSchema = createParser(PolicySchema);

/**
 * Reads a policy's YAML.
 *
 * @param subject the text's name for messages: its path
 * @throws MetaScError `CONFIG_INVALID` with every fault, or for a direction of this package's own metrics
 *
 * @example
 * ```ts
 * import { parsePolicy } from 'promptfoo-metasc/analysis';
 *
 * const policy = parsePolicy('metrics: { harm: { margin: 0.05 }, overRefusal: {} }', 'the policy');
 * console.log(policy.metrics.harm?.margin, policy.alpha);
 * ```
 */
export function parsePolicy(text: string, subject: string): GatePolicy {
  const {
    metrics,
    canaries = [],
    alpha = RULE_DEFAULTS.alpha,
    confidence = 0.95,
    test = 'exact',
    blockOnInconclusive = true,
    calibration,
    lock,
  } = parseSchema(parseYaml(text, { subject }), { subject });
  const own = Object.keys(metrics).find((name) => OWN_METRICS.includes(name) && metrics[name]?.direction !== undefined);
  if (own !== undefined) {
    throw new MetaScError(
      `${subject}: metrics.${own}.direction can't be set, because ${own} is a metric of this package, where higher is better`,
      { code: 'CONFIG_INVALID', help: 'Remove it.' },
    );
  }
  return {
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, metric]) => [name, withDefaults(metric, calibration)]),
    ),
    canaries: [...new Set(canaries)],
    alpha,
    confidence,
    test,
    blockOnInconclusive,
    ...(lock !== undefined && { lock }),
  };
}

function withDefaults(
  { calibration: own, ...metric }: Static<typeof MetricSchema>,
  shared: Static<typeof CalibrationSchema> | undefined,
): MetricPolicy {
  const calibration = own ?? shared;
  return { ...METRIC_DEFAULTS, ...metric, ...(calibration && { calibration: withKappa(calibration) }) };
}

function withKappa({
  record = [],
  minKappa = DEFAULT_MIN_KAPPA,
  requireCalibrated = false,
}: Static<typeof CalibrationSchema>): CalibrationPolicy {
  return { records: typeof record === 'string' ? [record] : record, minKappa, requireCalibrated };
}
