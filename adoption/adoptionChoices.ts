import { Type } from 'typebox';
import { JudgeSchema } from '../assertions/judges/judgeRef.ts';
import { createParser } from '../foundation/schemaFaults.ts';
import { ADOPTED_VARIANTS, type AdoptedVariant } from './adoptedColumns.ts';
import type { AdoptionOptions } from './adoptionPlan.ts';
import { ADOPTED_METRICS, type AssertionOptions, isOfOneKind, type JudgeOption } from './assertionPlan.ts';
import { type HarmfulAnswer, isRedTeam } from './caseSurvey.ts';
import type { ConfigPart } from './configPart.ts';

/** What a user can choose, in `metasc init` and in `withMetaSc`. */
export interface AdoptionChoices {
  /** Id or label of the provider that becomes the model. @default the only one */
  readonly provider?: string;
  /** The columns, one or more. @default all three; of a red team `baseline` and `metasc` */
  readonly variants?: readonly AdoptedVariant[];
  /** Number of cases, from the first of a chain, that may change the spec of column `metasc`. @default 10 */
  readonly steps?: number | 'all';
  /** Who scores: `local`, a model reference, or a judge as an object. @default 'local' */
  readonly judge?: JudgeOption;
  /** Whether the requests of all tests are harmful. `mixed`: each test says it itself. @default 'mixed' */
  readonly harmful?: HarmfulAnswer;
  /** The assertions to add, each where it scores; `[]`: none. @default `harm`, `refusal`, `overRefusal`; of a red team `harm` */
  readonly assertions?: readonly string[];
  /** Whether to leave the other providers out. @default false */
  readonly only?: boolean;
}

const ChoicesSchema = Type.Object(
  {
    provider: Type.Optional(Type.String({ minLength: 1 })),
    variants: Type.Optional(Type.Array(Type.Enum([...ADOPTED_VARIANTS]), { minItems: 1, title: 'a list of variants' })),
    steps: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Literal('all')], { title: 'a number or all' })),
    judge: Type.Optional(JudgeSchema),
    harmful: Type.Optional(Type.Union([Type.Boolean(), Type.Literal('mixed')], { title: 'true | false | mixed' })),
    assertions: Type.Optional(
      Type.Array(Type.Enum(ADOPTED_METRICS.map((metric) => metric.name)), { title: 'a list of assertions' }),
    ),
    only: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** @throws MetaScError `CONFIG_INVALID` with every fault */
export const parseChoices: (value: unknown, source: { readonly subject: string }) => AdoptionChoices =
  createParser(ChoicesSchema);

/**
 * The choices with their defaults. A red team's attacks are scored by its own assertions: by default it gets a column to
 * compare with, and harm alone of ours.
 */
export function fillChoices(
  config: ConfigPart,
  { variants, steps = 10, judge, harmful, assertions, only = false }: AdoptionChoices,
  project: Pick<AdoptionOptions, 'files'> & Pick<AssertionOptions, 'ids'>,
): AdoptionOptions {
  const isAttacked = isRedTeam(config);
  const defaults = ADOPTED_METRICS.filter((metric) => !(isAttacked && isOfOneKind(metric)));
  return {
    ...project,
    variants: variants ?? (isAttacked ? ['baseline', 'metasc'] : ADOPTED_VARIANTS),
    steps,
    judge: judge === 'local' ? undefined : judge,
    harmful,
    metrics: assertions === undefined ? defaults : ADOPTED_METRICS.filter((metric) => assertions.includes(metric.name)),
    asked: assertions !== undefined,
    only,
  };
}
