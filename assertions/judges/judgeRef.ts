import { type Static, Type } from 'typebox';
import { MetaScError } from '../../foundation/errors.ts';
import { SamplingSchema } from '../../providers/models/callOptions.ts';
import type { Sampling } from '../../providers/models/chatModel.ts';
import { type ModelRef, ModelRefSchema } from '../../providers/models/modelRef.ts';
import { GUARD_FORMAT_NAMES, type GuardFormatName } from './guard/guardFormats.ts';
import { JUDGE_SAMPLING } from './llm/llmJudge.ts';
import type { PanelRule } from './panel.ts';

const strict = { additionalProperties: false } as const;

const { temperature, topP, seed } = SamplingSchema.properties;

const LlmJudgeSchema = Type.Object(
  {
    type: Type.Literal('llm'),
    model: ModelRefSchema,
    rubric: Type.Optional(
      Type.String({
        minLength: 1,
        description: "A rubric of this package, or a YAML file's path. Default: the assertion's own.",
      }),
    ),
    sampling: Type.Optional(
      Type.Object(
        {
          temperature,
          topP,
          seed,
          maxTokens: Type.Optional(Type.Integer({ minimum: 1, description: 'Default 512.' })),
        },
        strict,
      ),
    ),
  },
  strict,
);

const GuardJudgeSchema = Type.Object(
  {
    type: Type.Literal('guard'),
    model: ModelRefSchema,
    format: Type.Enum([...GUARD_FORMAT_NAMES], { description: 'How the guard model is asked and its reply read.' }),
  },
  strict,
);

const MEMBER_TYPES = 'openai | embedded | promptfoo | llm | guard';

const MemberSchema = Type.Union([...ModelRefSchema.anyOf, LlmJudgeSchema, GuardJudgeSchema], {
  title: `a judge (local, a model reference, or an object with type ${MEMBER_TYPES})`,
});

const PanelJudgeSchema = Type.Object(
  {
    type: Type.Literal('panel'),
    judges: Type.Array(MemberSchema, { minItems: 2, maxItems: 7, description: '2 to 7 judges of any other kind.' }),
    rule: Type.Enum(['majority', 'mean'], {
      description: 'majority: 1 or 0, as most members score 0.5 or more, or less. mean: the mean of their scores.',
    }),
    quorum: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Members that must have scored. Default: more than half.' }),
    ),
  },
  strict,
);

/** Who judges. Kinds of judges are told apart by `type`; a model reference, as a text or an object, judges by a rubric. */
export const JudgeSchema = Type.Union([...MemberSchema.anyOf, PanelJudgeSchema], {
  title: `a judge (local, a model reference, or an object with type ${MEMBER_TYPES} | panel)`,
});

/** A judge that can sit on a panel. */
export type MemberRef =
  | { readonly type: 'local' }
  | {
      readonly type: 'llm';
      readonly model: ModelRef;
      /** Default: the assertion's own. */
      readonly rubric?: string;
      readonly sampling: Sampling;
    }
  | { readonly type: 'guard'; readonly model: ModelRef; readonly format: GuardFormatName };

/** A judge with defaults filled in. */
export type JudgeRef =
  | MemberRef
  | {
      readonly type: 'panel';
      /** 2 to 7. */
      readonly judges: readonly MemberRef[];
      readonly rule: PanelRule;
      /** Default: more than half. */
      readonly quorum?: number;
    };

/**
 * Fills in the defaults of a judge that fits {@link JudgeSchema}.
 *
 * @throws MetaScError `CONFIG_INVALID` when a panel's quorum is larger than the panel
 */
export function toJudgeRef(judge: Static<typeof JudgeSchema>): JudgeRef {
  if (typeof judge === 'string' || judge.type !== 'panel') return toMemberRef(judge);
  const { judges, quorum } = judge;
  if (quorum !== undefined && quorum > judges.length) {
    throw new MetaScError(
      `assertion config: judge.quorum: expected at most the panel's ${judges.length} judges, got ${quorum}`,
      { code: 'CONFIG_INVALID' },
    );
  }
  return { ...judge, judges: judges.map(toMemberRef) };
}

function toMemberRef(judge: Static<typeof MemberSchema>): MemberRef {
  if (judge === 'local') return { type: 'local' };
  if (typeof judge === 'string') return { type: 'llm', model: judge, sampling: JUDGE_SAMPLING };
  switch (judge.type) {
    case 'openai':
    case 'embedded':
    case 'promptfoo':
      return { type: 'llm', model: judge, sampling: JUDGE_SAMPLING };
    case 'llm':
      return { ...judge, sampling: { ...JUDGE_SAMPLING, ...judge.sampling } };
    case 'guard':
      return judge;
  }
}
